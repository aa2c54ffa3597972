#pragma once

#include "probes/identify/protocol.hpp"
#include "probes/wire/http.hpp"

namespace fairway::identify {

/// The same with and without TLS.
std::string http_request(const context& c);
reply read_http(const context& c, std::string_view received);

/// "403, nginx": the status, and what the server calls itself.
std::string describe(const wire::http_head& head);

} // namespace fairway::identify
