#include "probes/identify/http.hpp"

#include "probes/identify/judge.hpp"
#include "probes/identify/protocols.hpp"

namespace fairway::identify {

std::string describe(const wire::http_head& head) {
    const std::string_view server = head.first("Server");
    return std::to_string(head.status) + (server.empty() ? "" : ", " + printable(server));
}

std::string http_request(const context& c) {
    return wire::http_request({"HEAD", "/", c.server_name, ""});
}

reply read_http(const context&, std::string_view received) {
    return judge(wire::decode_http_head(received), received,
                 [](const wire::http_head& head) { return confirmed("HTTP " + describe(head)); });
}

constinit const protocol http_protocol{"http", false, http_request, read_http};

} // namespace fairway::identify
