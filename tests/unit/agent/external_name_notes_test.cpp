#include "agent/external_name_notes.hpp"

#include <doctest/doctest.h>

using namespace fairway;

namespace {

finding a_finding(listens l, const std::vector<std::pair<std::string, std::string>>& seen) {
    flow f;
    f.id = "agent:cloud:tcp:443";
    f.listens = l;
    finding result;
    result.requirement.flow = f;
    for (const auto& [name, address] : seen) {
        address_finding a;
        a.name = name;
        a.address = address;
        result.addresses.push_back(a);
    }
    return result;
}

} // namespace

TEST_CASE("names of external services that lead to this host or to private addresses are noted") {
    const std::vector<std::string> own{"10.0.7.3", "203.0.113.7", "fe80::3", "2001:db8::3"};
    const std::string here = "Names of external services that resolve to this host itself: ";
    const std::string here_end = "; a proxy on this host, its hosts file or a DNS filter can be the reason.";
    const std::string inside = "Names of external services that resolve to private addresses: ";
    const std::string inside_end = "; a private endpoint, split DNS or a proxy can be the reason.";
    using notes = std::vector<std::string>;
    struct row {
        const char* what;
        listens l;
        std::vector<std::pair<std::string, std::string>> seen;
        notes noted;
    };
    constexpr auto external = listens::external;
    const row rows[] = {
        {"public", external, {{"s3.example", "198.51.100.5"}, {"s3.example", "2001:db8::5"}}, {}},
        {"loopback", external, {{"s3.example", "127.0.1.1"}}, {here + "s3.example (127.0.1.1)" + here_end}},
        {"loopback, IPv6", external, {{"s3.example", "::1"}}, {here + "s3.example (::1)" + here_end}},
        {"loopback, mapped",
         external,
         {{"s3.example", "::ffff:127.0.0.1"}},
         {here + "s3.example (::ffff:127.0.0.1)" + here_end}},
        {"own and public", external, {{"s3.example", "203.0.113.7"}}, {here + "s3.example (203.0.113.7)" + here_end}},
        {"own and private", external, {{"s3.example", "10.0.7.3"}}, {here + "s3.example (10.0.7.3)" + here_end}},
        {"own, mapped",
         external,
         {{"s3.example", "::ffff:10.0.7.3"}},
         {here + "s3.example (::ffff:10.0.7.3)" + here_end}},
        {"own, with a zone",
         external,
         {{"s3.example", "fe80::3%eth0"}},
         {here + "s3.example (fe80::3%eth0)" + here_end}},
        {"private", external, {{"s3.example", "10.0.0.9"}}, {inside + "s3.example (10.0.0.9)" + inside_end}},
        {"private, mapped",
         external,
         {{"s3.example", "::ffff:192.168.0.9"}},
         {inside + "s3.example (::ffff:192.168.0.9)" + inside_end}},
        {"several in one sentence, in one order, each once",
         external,
         {{"b.example", "fd00::9"}, {"a.example", "100.64.0.9"}, {"b.example", "fd00::9"}},
         {inside + "a.example (100.64.0.9), b.example (fd00::9)" + inside_end}},
        {"both",
         external,
         {{"a.example", "127.0.0.1"}, {"b.example", "172.16.0.9"}},
         {here + "a.example (127.0.0.1)" + here_end, inside + "b.example (172.16.0.9)" + inside_end}},
        {"given by address", external, {{"10.0.0.9", "10.0.0.9"}, {"127.0.0.1", "127.0.0.1"}}, {}},
        {"no address", external, {{"s3.example", ""}}, {}},
        {"no host's address", external, {{"s3.example", "0.0.0.0"}, {"s3.example", "::"}}, {}},
        {"inside", listens::service, {{"repo01", "10.0.0.9"}, {"repo02", "127.0.0.1"}}, {}},
    };
    for (const auto& r : rows) {
        CAPTURE(std::string(r.what));
        CHECK(external_name_notes({a_finding(r.l, r.seen)}, own) == r.noted);
        CHECK(external_name_notes({a_finding(r.l, r.seen), a_finding(r.l, r.seen)}, own) == r.noted);
    }
    CHECK(external_name_notes({}, own).empty());

    std::vector<std::pair<std::string, std::string>> many;
    for (int i = 10; i < 22; ++i)
        many.emplace_back("h" + std::to_string(i), "10.0.0." + std::to_string(i));
    const auto long_note = external_name_notes({a_finding(external, many)}, own);
    REQUIRE(long_note.size() == 1);
    CHECK(long_note[0].find("h17 (10.0.0.17) and 4 more; a private endpoint") != std::string::npos);
}
