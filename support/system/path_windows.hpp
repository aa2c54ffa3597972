#pragma once

#include <string>
#include <string_view>

namespace fairway {

/// A path (UTF-8) as Windows' calls take it. One that is longer than they take by default gets the prefix that lifts
/// that limit (Microsoft: "Maximum Path Length Limitation"), whatever manifest and registry say.
std::wstring system_path(std::string_view path);

} // namespace fairway
