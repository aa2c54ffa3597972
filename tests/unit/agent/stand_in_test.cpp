#include "agent/local/privileges.hpp"
#include "agent/stand_in.hpp"

#include <doctest/doctest.h>

using namespace fairway;

namespace {

const auto in_use = boost::system::errc::make_error_code(boost::system::errc::address_in_use);
const auto not_permitted = boost::system::errc::make_error_code(boost::system::errc::permission_denied);
constexpr auto tcp = protocol::tcp;
constexpr auto udp = protocol::udp;

std::string in_words(const listening& l) {
    std::string text;
    if (!l.tcp.empty()) text += "tcp " + to_string(l.tcp) + "\n";
    if (!l.udp.empty()) text += "udp " + to_string(l.udp) + "\n";
    const std::pair<const char*, const std::vector<ports_of>*> lists[] = {
        {"in part ", &l.partly}, {"taken ", &l.taken}, {"unbound ", &l.unbound}};
    for (const auto& [word, list] : lists)
        for (const auto& p : *list)
            text += word + to_string(p.ports) + ": " + p.who + "\n";
    return text;
}

} // namespace

TEST_CASE("what a responder holds, address by address") {
    struct row {
        const char* what;
        std::vector<open_door> held;
        std::vector<not_bound> left_out;
        std::vector<listener> listeners;
        std::string says;
    };
    // This machine is 10.0.0.5, 10.0.0.6 and fd00::5.
    const row rows[] = {
        {"all is free",
         {{tcp, 6162, "0.0.0.0"}, {tcp, 6162, "::"}, {udp, 137, "0.0.0.0"}, {udp, 137, "::"}},
         {},
         {},
         "tcp 6162\nudp 137\n"},
        {"a service has IPv4",
         {{tcp, 6160, "0.0.0.0"}, {tcp, 6160, "::"}, {tcp, 6162, "::"}},
         {{tcp, 6162, "0.0.0.0", in_use}},
         {{tcp, "0.0.0.0", 6162, "vendor (pid 77)"},
          {tcp, "::", 6162, "fairway (pid 5)"},
          {tcp, "0.0.0.0", 22, "sshd"}},
         "tcp 6160\nin part 6162: only on IPv6; on IPv4: served by vendor (pid 77)\n"},
        {"a service has IPv6",
         {{tcp, 6162, "0.0.0.0"}},
         {{tcp, 6162, "::", in_use}},
         {{tcp, "0.0.0.0", 6162, "fairway (pid 5)"}, {tcp, "::", 6162, ""}},
         "in part 6162: only on IPv4; on IPv6: served by another program\n"},
        {"a service has one of two addresses",
         {{udp, 137, "10.0.0.6"}, {udp, 137, "::"}},
         {{udp, 137, "0.0.0.0", in_use}},
         {{udp, "10.0.0.5", 137, "nmbd (pid 9)"}, {udp, "10.0.0.6", 137, "fairway (pid 5)"}},
         "in part 137: only on 10.0.0.6, IPv6; on 10.0.0.5: served by nmbd (pid 9)\n"},
        {"a service has loopback, where nobody comes to from outside",
         {{tcp, 6162, "10.0.0.5"}, {tcp, 6162, "10.0.0.6"}, {tcp, 6162, "::"}},
         {{tcp, 6162, "0.0.0.0", in_use}},
         {{tcp, "127.0.0.1", 6162, "vendor (pid 77)"}},
         "tcp 6162\n"},
        {"a service has both",
         {},
         {{tcp, 6162, "0.0.0.0", in_use}, {tcp, 6162, "::", in_use}},
         {{tcp, "::", 6162, "vendor (pid 77)"}},
         "taken 6162: vendor (pid 77)\n"},
        {"some may not be bound",
         {},
         {{tcp, 80, "0.0.0.0", not_permitted}, {tcp, 80, "::", not_permitted}, {tcp, 443, "0.0.0.0", not_permitted}},
         {},
         "unbound 80,443: " + std::string(why_port_denied()) + "\n"},
        {"ports of one fate stand together",
         {{tcp, 2500, "::"}, {tcp, 2501, "::"}},
         {{tcp, 2500, "0.0.0.0", in_use}, {tcp, 2501, "0.0.0.0", in_use}},
         {},
         "in part 2500-2501: only on IPv6; on IPv4: served by another program\n"},
    };
    for (const auto& r : rows) {
        CAPTURE(r.what);
        listening l;
        sort_out(l, r.held, r.left_out, r.listeners, {"10.0.0.5", "10.0.0.6", "fd00::5"});
        CHECK(in_words(l) == r.says);
    }
    listening l;
    sort_out(l, {{tcp, 6162, "::"}}, {{tcp, 6162, "0.0.0.0", in_use}}, {}, {"fd00::5"});
    CHECK(in_words(l) == "tcp 6162\n"); // nobody comes by IPv4
}
