#include "probes/identify/exchanges.hpp"
#include "probes/identify/judge.hpp"
#include "probes/wire/smtp.hpp"

namespace fairway::identify {

namespace {

reply read_vmware_authd(const context&, std::string_view received) {
    return judge(wire::decode_greeting(received), received, [&](const wire::greeting& g) {
        constexpr std::string_view name = "VMware Authentication Daemon";
        if (g.code != 220 || !g.text.starts_with(name)) return wrong(looks_like(received));
        return confirmed(printable(g.text.substr(0, g.text.find(':')))); // behind it: what it supports
    });
}

} // namespace

// The server speaks first: "220 VMware Authentication Daemon Version 1.10: SSL Required, …" (VMware knowledge base,
// "Testing port connectivity with Telnet"). We leave after that.
constinit const exchange vmware_authd{nullptr, read_vmware_authd};

} // namespace fairway::identify
