#pragma once

#include "probes/wire/http.hpp"

#include <string>
#include <string_view>

namespace fairway::identify {

/// No service has it: an origin says so, or leads to the same path elsewhere. A portal leads everybody to its own page.
inline constexpr std::string_view nobodys_path = "/fairway-connectivity-check";

/// "403, nginx": the status, and what the server calls itself.
std::string describe(const wire::http_head& head);

/// Whether only a proxy or a portal says this, and no service itself. A Via field is no sign: clouds have gateways,
/// too.
bool is_of_proxy(const wire::http_head& head);

/// "HTTP 407, squid/5.7, wants a proxy login, via proxy01"
std::string describe_proxy(const wire::http_head& head);

/// The host that a redirect leads to, if no service has a reason to lead the request for `path`, which nobody has,
/// there; empty: it leads nowhere else.
std::string leads_elsewhere(const wire::http_head& head, std::string_view server_name, std::string_view path);

} // namespace fairway::identify
