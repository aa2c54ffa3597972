#pragma once

#include "collector/api/backend.hpp"
#include "collector/http/message.hpp"

#include <memory>

namespace fairway::collector {

/// One request on its way: finds its route, checks who asks, and hands it to the right threads. `b` outlives it.
std::shared_ptr<http_exchange> make_exchange(backend& b, http_request head);

} // namespace fairway::collector
