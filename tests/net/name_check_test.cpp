#include "probes/identify/name_check.hpp"

#include "probes/wire/bytes.hpp"
#include "probes/wire/dns.hpp"
#include "probes/wire/dns_tcp.hpp"
#include "probes/wire/domain_name.hpp"
#include "tests/net/servers.hpp"

#include <boost/asio/write.hpp>
#include <doctest/doctest.h>

#include <algorithm>
#include <map>

using namespace fairway;
using std::chrono::milliseconds;

namespace {

using boost::asio::ip::tcp;
using boost::system::error_code;
namespace type = wire::dns_type;

/// A DNS server on TCP with a few records, which answers what came in one go in reverse order.
struct dns_over_tcp_server {
    std::map<std::pair<std::string, std::uint16_t>, std::vector<std::string>> records; ///< rdata in wire form
    int rcode = -1;                                                                    ///< 0 and up: of every answer
    bool only_one = false; ///< answers the first query and hangs up
    std::size_t queries = 0;

    void a(const std::string& name, const std::string& four_bytes) { records[{name, type::a}].push_back(four_bytes); }
    void ptr(const std::string& name, const std::string& target) {
        records[{name, type::ptr}].push_back(*wire::encode_name(target));
    }
    void cname(const std::string& name, const std::string& target, const std::string& four_bytes) {
        aliases[name] = target;
        a(target, four_bytes);
    }

    test::servers::handler handler() {
        return [this](tcp::socket peer) { read(std::make_shared<tcp::socket>(std::move(peer)), ""); };
    }

  private:
    void read(const std::shared_ptr<tcp::socket>& peer, const std::string& before) {
        const auto buffer = std::make_shared<std::string>(8192, '\0');
        peer->async_read_some(boost::asio::buffer(*buffer), [=, this](error_code ec, std::size_t size) {
            if (ec) return;
            std::string all = before + buffer->substr(0, size), answers;
            while (all.size() >= 2) {
                const auto length =
                    std::size_t{static_cast<unsigned char>(all[0])} << 8 | static_cast<unsigned char>(all[1]);
                if (all.size() < 2 + length) break;
                answers = wire::dns_over_tcp(answer(all.substr(2, length))) + answers;
                all.erase(0, 2 + length);
                if (only_one) break;
            }
            boost::asio::write(*peer, boost::asio::buffer(answers), ec);
            if (!only_one) read(peer, all);
        });
    }

    std::string answer(const std::string& query) {
        ++queries;
        wire::byte_reader in(query);
        const auto id = in.u16();
        in.take(10);
        const std::string name = *wire::decode_name(query, in);
        const auto kind = in.u16();
        std::string owner = name;
        std::string text;
        std::uint16_t count = 0;
        const auto add = [&](const std::string& of, std::uint16_t what, const std::string& data) {
            text += *wire::encode_name(of);
            wire::put_u16(text, what);
            wire::put_u16(text, 1);
            wire::put_u16(text, 0);
            wire::put_u16(text, 60);
            wire::put_u16(text, static_cast<std::uint16_t>(data.size()));
            text += data;
            ++count;
        };
        if (aliases.count(name) != 0) {
            owner = aliases[name];
            add(name, type::cname, *wire::encode_name(owner));
        }
        const auto found = records.find({owner, kind});
        if (found != records.end())
            for (const auto& data : found->second)
                add(owner, kind, data);
        const bool known =
            std::any_of(records.begin(), records.end(), [&](const auto& r) { return r.first.first == owner; });
        if (rcode >= 0) {
            text.clear();
            count = 0;
        }
        std::string message;
        wire::put_u16(message, id);
        wire::put_u16(message, static_cast<std::uint16_t>(0x8180 | (rcode >= 0 ? rcode : known ? 0 : 3)));
        wire::put_u16(message, 1);
        wire::put_u16(message, count);
        wire::put_u16(message, 0);
        wire::put_u16(message, 0);
        return message + query.substr(12) + text;
    }

    std::map<std::string, std::string> aliases;
};

shortcoming ask(dns_over_tcp_server& dns, const std::vector<identify::known_host>& hosts,
                milliseconds deadline = milliseconds(5000)) {
    test::servers s;
    const auto port = s.tcp(dns.handler());
    s.start();
    identify::converse_options o;
    o.deadline = deadline;
    lanes paced;
    const auto missing = identify::check_names({{"127.0.0.1", port}}, hosts, o, paced);
    REQUIRE(missing.size() == 1);
    return missing[0];
}

const std::string ten_five("\x0a\0\0\x05", 4), ten_six("\x0a\0\0\x06", 4);
const identify::known_host vbr{"vbr01", {"vbr01.corp.test", "vbr01"}, {}};

} // namespace

TEST_CASE("what a DNS server lacks of the names of backup servers") {
    dns_over_tcp_server dns;
    std::vector<identify::known_host> hosts{vbr};
    std::string missing;
    bool refuses = false, fails = false;
    SUBCASE("nothing") {
        dns.a("vbr01.corp.test", ten_five);
        dns.ptr("5.0.0.10.in-addr.arpa", "vbr01.corp.test");
    }
    SUBCASE("nothing, in other letters and by the second candidate") {
        dns.a("vbr01", ten_five);
        dns.ptr("5.0.0.10.in-addr.arpa", "VBR01");
    }
    SUBCASE("nothing: an alias, and the address leads back to its target") {
        dns.cname("vbr01.corp.test", "host7.corp.test", ten_five);
        dns.ptr("5.0.0.10.in-addr.arpa", "host7.corp.test");
    }
    SUBCASE("nothing: one of several PTR records is enough") {
        dns.a("vbr01.corp.test", ten_five);
        dns.ptr("5.0.0.10.in-addr.arpa", "other.corp.test");
        dns.ptr("5.0.0.10.in-addr.arpa", "vbr01.corp.test");
    }
    SUBCASE("nothing, IPv6") {
        dns.records[{"vbr01.corp.test", type::aaaa}] = {std::string("\xfd\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x05", 16)};
        dns.ptr("5.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.d.f.ip6.arpa", "vbr01.corp.test");
    }
    SUBCASE("the name") {
        missing = "it does not know the name vbr01";
    }
    SUBCASE("the address of a name that is known otherwise") {
        dns.records[{"vbr01.corp.test", 16}] = {"text"};
        missing = "it does not know the name vbr01";
    }
    SUBCASE("an address that a host can have: a filter answers") {
        dns.a("vbr01.corp.test", std::string(4, '\0'));
        missing = "it says that vbr01 is at 0.0.0.0, which is no host's address";
    }
    SUBCASE("nothing: a filter's answer, and an address") {
        dns.a("vbr01.corp.test", std::string(4, '\0'));
        dns.a("vbr01.corp.test", ten_five);
        dns.ptr("5.0.0.10.in-addr.arpa", "vbr01.corp.test");
    }
    SUBCASE("the way back") {
        dns.a("vbr01.corp.test", ten_five);
        missing = "it has no PTR record for 10.0.0.5 (vbr01)";
    }
    SUBCASE("the way back from one of two addresses") {
        dns.a("vbr01.corp.test", ten_five);
        dns.a("vbr01.corp.test", ten_six);
        dns.ptr("5.0.0.10.in-addr.arpa", "vbr01.corp.test");
        missing = "it has no PTR record for 10.0.0.6 (vbr01)";
    }
    SUBCASE("the way back leads elsewhere") {
        dns.a("vbr01.corp.test", ten_five);
        dns.ptr("5.0.0.10.in-addr.arpa", "old.corp.test");
        missing = "its PTR record for 10.0.0.5 (vbr01) names old.corp.test";
    }
    SUBCASE("any answer: refused") {
        dns.rcode = 5;
        missing = "it refuses to answer when asked for vbr01.corp.test";
        refuses = true;
    }
    SUBCASE("any answer: server failure") {
        dns.rcode = 2;
        missing = "it reports a server failure when asked for vbr01.corp.test";
        fails = true;
    }
    SUBCASE("all answers but one") {
        dns.a("vbr01.corp.test", ten_five);
        dns.ptr("5.0.0.10.in-addr.arpa", "vbr01.corp.test");
        dns.only_one = true;
    }
    SUBCASE("of a host without a name: only the way back is asked for") {
        hosts = {{"10.0.0.6", {}, {"10.0.0.6"}}};
        SUBCASE("there") {
            dns.ptr("6.0.0.10.in-addr.arpa", "whoever.corp.test");
        }
        SUBCASE("not there") {
            missing = "it has no PTR record for 10.0.0.6";
        }
    }
    SUBCASE("several: three are named, the others counted") {
        hosts.clear();
        for (const char* name : {"a", "b", "c", "d", "e"})
            hosts.push_back({name, {name}, {}});
        missing = "it does not know the name a; it does not know the name b; it does not know the name c; and 2 more "
                  "like these";
    }
    const auto found = ask(dns, hosts);
    CHECK(found.text == missing);
    CHECK(found.refuses == refuses);
    CHECK(found.fails == fails);
    CHECK(found.lacks_records == (!missing.empty() && !refuses && !fails));
}

TEST_CASE("however many hosts and addresses: questions are bounded") {
    dns_over_tcp_server dns;
    for (int n = 0; n < 40; ++n)
        dns.a("h0", std::string("\x0a\0\1", 3) + static_cast<char>(n));
    std::vector<identify::known_host> hosts;
    for (int n = 0; n < 40; ++n)
        hosts.push_back({"h" + std::to_string(n), {"h" + std::to_string(n)}, {}});
    CHECK(!ask(dns, hosts).text.empty());
    CHECK(dns.queries == 16 * 2 + 4);
}

TEST_CASE("a DNS server that goes mute is said to") {
    test::servers s;
    const auto port = s.tcp(s.hold());
    s.start();
    identify::converse_options o;
    o.deadline = milliseconds(200);
    lanes paced;
    const auto missing = identify::check_names({{"127.0.0.1", port}}, {vbr}, o, paced);
    REQUIRE(missing.size() == 1);
    CHECK(missing[0].text == "it does not answer when asked for vbr01.corp.test");
    CHECK(missing[0].fails);
}

TEST_CASE("nobody to ask, or nothing to ask for") {
    lanes paced;
    CHECK(identify::check_names({}, {vbr}, {}, paced).empty());
    CHECK(identify::check_names({{"127.0.0.1", 1}}, {}, {}, paced) == std::vector<shortcoming>(1));
}

TEST_CASE("what was stopped finds nothing missing") {
    test::servers s;
    const auto port = s.tcp(s.hold());
    s.start();
    lanes paced;
    std::stop_source source;
    source.request_stop();
    CHECK(identify::check_names({{"127.0.0.1", port}}, {vbr}, {}, paced, source.get_token()) ==
          std::vector<shortcoming>(1));
}
