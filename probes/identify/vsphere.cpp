#include "probes/wire/vsphere.hpp"
#include "probes/identify/exchanges.hpp"
#include "probes/identify/http.hpp"
#include "probes/identify/judge.hpp"

namespace fairway::identify {

namespace {

std::string vsphere_request(const context& c) {
    return wire::http_request({"GET", wire::vim_versions_path, c.server_name, ""});
}

reply read_vsphere(const context&, std::string_view received) {
    return judge(wire::decode_vim_versions(received), received, [](const wire::vim_versions& answer) {
        const unsigned status = answer.head.status;
        if (is_of_proxy(answer.head)) return reply{reply::verdict::proxy, describe_proxy(answer.head)};
        if (!answer.newest.empty()) return confirmed("vSphere API " + printable(answer.newest));
        // The web server in front of both kinds of product runs before the service does.
        if (status >= 502 && status <= 504)
            return refused("HTTP " + describe(answer.head) + ": a gateway that does not reach the service");
        return wrong("HTTP, but not vSphere: " + describe(answer.head));
    });
}

} // namespace

constinit const exchange vsphere{vsphere_request, read_vsphere};

} // namespace fairway::identify
