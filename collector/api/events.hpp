#pragma once

#include "collector/http/message.hpp"
#include "collector/session_book.hpp"
#include "collector/store/store.hpp"

#include <string>

namespace fairway::collector {

/// What is new behind a cursor for the owner of a session; over once that session is.
event_batch events_after(store& s, session_book& sessions, const std::string& session_sha256, const std::string& after,
                         wall_time now);

} // namespace fairway::collector
