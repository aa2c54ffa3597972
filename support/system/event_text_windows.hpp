#pragma once

#include <string>
#include <string_view>

namespace fairway {

/// A text as the event log can show it: not too long, in UTF-16, and with a blank behind a percent sign before a digit
/// (ReportEvent: the viewer would put another text there; IPv6 addresses have such ends).
std::wstring event_text(std::string_view text);

} // namespace fairway
