#include "agent/local/proc_net.hpp"

#include <doctest/doctest.h>

using namespace fairway;

namespace {

// As Linux 6.1 on x86-64 prints them.
const std::string tcp4 =
    "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n"
    "   0: 00000000:0016 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1077 1 "
    "00000000604098cd 100 0 0 10 0\n"
    "   1: 0100007F:2742 00000000:0000 0A 00000000:00000000 00:00000000 00000000   113        0 4712 1 "
    "00000000604098ce 100 0 0 10 0\n"
    "   2: 0502000A:0016 0702000A:8F96 01 00000000:00000000 02:000001F2 00000000     0        0 5000 3 "
    "0000000053720af4 20 4 30 10 -1\n";

const std::string tcp6 =
    "  sl  local_address                         remote_address                        st tx_queue rx_queue tr "
    "tm->when retrnsmt   uid  timeout inode\n"
    "   0: 00000000000000000000000000000000:0050 00000000000000000000000000000000:0000 0A 00000000:00000000 "
    "00:00000000 00000000    33        0 2001 1 0000000000000000 100 0 0 10 0\n"
    "   1: B80D0120000000000000000001000000:1F90 00000000000000000000000000000000:0000 0A 00000000:00000000 "
    "00:00000000 00000000     0        0 2002 1 0000000000000000 100 0 0 10 0\n";

const std::string udp4 =
    "   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer "
    "drops            \n"
    "  170: 00000000:0089 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 3001 2 "
    "00000000aa 0         \n"
    "  171: 0502000A:C000 08080808:0035 01 00000000:00000000 00:00000000 00000000  1000        0 3002 2 "
    "00000000ab 0         \n";

struct row {
    std::string address;
    std::uint16_t port;
    std::uint32_t uid;
    std::uint64_t inode;
};

void check(const std::vector<proc_socket>& got, protocol p, const std::vector<row>& want) {
    REQUIRE(got.size() == want.size());
    for (std::size_t i = 0; i < want.size(); ++i) {
        CAPTURE(i);
        CHECK(got[i].protocol == p);
        CHECK(got[i].address == want[i].address);
        CHECK(got[i].port == want[i].port);
        CHECK(got[i].uid == want[i].uid);
        CHECK(got[i].inode == want[i].inode);
    }
}

} // namespace

TEST_CASE("listening and unconnected sockets are found, others are not") {
    check(parse_proc_net(tcp4, protocol::tcp, false), protocol::tcp,
          {{"0.0.0.0", 22, 0, 1077}, {"127.0.0.1", 10050, 113, 4712}});
    check(parse_proc_net(tcp6, protocol::tcp, true), protocol::tcp,
          {{"::", 80, 33, 2001}, {"2001:db8::1", 8080, 0, 2002}});
    check(parse_proc_net(udp4, protocol::udp, false), protocol::udp, {{"0.0.0.0", 137, 0, 3001}});
}

TEST_CASE("handshakes that are not finished") {
    const std::string line = "   3: 0502000A:1812 0702000A:8F97 03 00000000:00000000 01:00000064 00000001     0        "
                             "0 0 1 0000000000000000\n";
    const auto found = parse_handshakes(tcp4 + line, false);
    REQUIRE(found.size() == 1);
    CHECK(found[0].local_address == "10.0.2.5");
    CHECK(found[0].local_port == 6162);
    CHECK(found[0].remote_address == "10.0.2.7");

    const auto v6 =
        parse_handshakes("   3: B80D0120000000000000000001000000:1812 B80D0120000000000000000002000000:8F97 "
                         "03 00000000:00000000 01:00000064 00000001     0        0 0 1 0\n" +
                             tcp6,
                         true);
    REQUIRE(v6.size() == 1);
    CHECK(v6[0].local_address == "2001:db8::1");
    CHECK(v6[0].remote_address == "2001:db8::2");

    for (std::size_t length = 0; length < line.find(" 03 ") + 3; ++length)
        CHECK(parse_handshakes(line.substr(0, length), false).empty());
    std::string no_peer = line;
    no_peer.replace(no_peer.find("8F97"), 4, "0000");
    CHECK(parse_handshakes(no_peer, false).empty());
    CHECK(parse_proc_net(line, protocol::tcp, false).empty());
}

TEST_CASE("what cannot be understood is left out") {
    const std::string good = tcp4.substr(tcp4.find('\n') + 1, tcp4.find('\n', 100) - tcp4.find('\n'));
    REQUIRE(parse_proc_net(good, protocol::tcp, false).size() == 1);
    struct edit {
        std::string what;
        std::string from, to;
    };
    for (const edit& e : std::initializer_list<edit>{
             {"port 0", ":0016", ":0000"},
             {"port too large", ":0016", ":10016"},
             {"no port", ":0016", ""},
             {"short address", "00000000:0016", "0000000:0016"},
             {"no hexadecimal address", "00000000:0016", "0000000x:0016"},
             {"user that is no number", "     0        0 1077", "  root        0 1077"},
             {"inode that is no number", "1077", "-1"},
         }) {
        CAPTURE(e.what);
        std::string line = good;
        line.replace(line.find(e.from), e.from.size(), e.to);
        CHECK(parse_proc_net(line, protocol::tcp, false).empty());
    }
    CHECK(parse_proc_net(good, protocol::tcp, true).empty());
    CHECK(parse_proc_net("", protocol::tcp, false).empty());
    CHECK(parse_proc_net("\n\n \n", protocol::tcp, false).empty());
}

TEST_CASE("a table that is cut anywhere gives what is whole") {
    for (std::size_t length = 0; length <= tcp4.size(); ++length) {
        CAPTURE(length);
        const auto got = parse_proc_net(std::string_view(tcp4).substr(0, length), protocol::tcp, false);
        CHECK(got.size() <= 2);
    }
}
