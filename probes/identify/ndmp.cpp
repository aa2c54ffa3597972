#include "probes/wire/ndmp.hpp"
#include "probes/identify/exchanges.hpp"
#include "probes/identify/judge.hpp"

namespace fairway::identify {

namespace {

reply read_ndmp(const context&, std::string_view received) {
    return judge(wire::decode_ndmp_status(received), received, [](const wire::ndmp_status& status) {
        using reason = wire::ndmp_status::reason;
        if (status.said == reason::connected) return confirmed("NDMP, version " + std::to_string(status.version));
        const std::string what = status.said == reason::refused ? "NDMP, refuses the connection" : "NDMP, shuts down";
        const std::string why = printable(status.text);
        return refused(what + (why.empty() ? "" : ": " + why));
    });
}

} // namespace

// The server speaks first; we leave with the message that ends a session.
constinit const exchange ndmp{nullptr, read_ndmp, wire::ndmp_connect_close};

} // namespace fairway::identify
