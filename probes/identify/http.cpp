#include "probes/identify/http.hpp"

#include "probes/identify/exchanges.hpp"
#include "probes/identify/judge.hpp"

namespace fairway::identify {

namespace {

std::string request(const context& c) {
    return wire::http_request({"HEAD", "/", c.server_name, ""});
}

reply read(const context&, std::string_view received) {
    return judge(wire::decode_http_head(received), received,
                 [](const wire::http_head& head) { return confirmed("HTTP " + describe(head)); });
}

} // namespace

constinit const exchange http{request, read};

std::string describe(const wire::http_head& head) {
    const std::string_view server = head.first("Server");
    return std::to_string(head.status) + (server.empty() ? "" : ", " + printable(server));
}

} // namespace fairway::identify
