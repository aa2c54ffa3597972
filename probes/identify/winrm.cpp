#include "probes/identify/exchanges.hpp"
#include "probes/identify/http.hpp"
#include "probes/identify/judge.hpp"
#include "probes/wire/ascii.hpp"

namespace fairway::identify {

namespace {

/// An empty message to the service's only path ([MS-WSMV] 2.2.1). Without credentials, the service asks for some.
std::string winrm_request(const context& c) {
    return wire::http_request({"POST", "/wsman", c.server_name, ":5985"});
}

bool asks_for_windows_credentials(const wire::http_head& head) {
    for (const wire::http_field& f : head.fields) {
        if (!wire::same_word(f.name, "WWW-Authenticate")) continue;
        for (const std::string_view scheme : {"Negotiate", "Kerberos", "WSMAN"}) // the last: the realm of Basic
            if (wire::has_word(f.value, scheme)) return true;
    }
    return false;
}

bool is_winrm(const wire::http_head& head) {
    // Windows' HTTP server answers for every program on it; what tells them apart is whether the path exists.
    if (head.status == 404 || head.status == 503) return false;
    return asks_for_windows_credentials(head) || head.first("Server").starts_with("Microsoft-HTTPAPI");
}

reply read_winrm(const context&, std::string_view received) {
    return judge(wire::decode_http_head(received), received, [](const wire::http_head& head) {
        if (is_of_proxy(head)) return reply{reply::verdict::proxy, describe_proxy(head)};
        if (!is_winrm(head)) return wrong("HTTP, but not WinRM: " + describe(head));
        return confirmed("WinRM, HTTP " + describe(head));
    });
}

} // namespace

constinit const exchange winrm{winrm_request, read_winrm};

} // namespace fairway::identify
