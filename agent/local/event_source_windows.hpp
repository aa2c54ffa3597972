#pragma once

#include <string>

namespace fairway {

/// Tells the event log that `program` has the texts of the source "Fairway". Why it did not; empty: it is done.
std::string register_event_source(const std::wstring& program);

/// Takes that back; none is fine.
void unregister_event_source();

} // namespace fairway
