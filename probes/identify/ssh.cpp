#include "probes/wire/ssh.hpp"
#include "probes/identify/exchanges.hpp"
#include "probes/identify/judge.hpp"

namespace fairway::identify {

namespace {

reply read_ssh(const context&, std::string_view received) {
    // Lines of text may come before the banner, but not the greeting of another protocol.
    if (is_foreign_greeting(received)) return wrong(looks_like(received));
    return judge(wire::decode_ssh_banner(received), received, [](const wire::ssh_banner& banner) {
        const std::string software = printable(banner.software);
        if (banner.protocol == "2.0") return confirmed(software);
        return confirmed(software + " (SSH " + printable(banner.protocol) + ")");
    });
}

} // namespace

// The server speaks first. We leave after its banner; servers log that as "connection closed" at most.
constinit const exchange ssh{nullptr, read_ssh};

} // namespace fairway::identify
