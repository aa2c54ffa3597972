#include "agent/check.hpp"

#include <doctest/doctest.h>

using namespace fairway;

TEST_CASE("hop checks that were wanted and cannot be had are said to be missing") {
    CHECK(no_hop_checks_note(true, true, true).empty());
    CHECK(no_hop_checks_note(false, true, true).empty());
    CHECK(no_hop_checks_note(false, false, false).empty()); // nobody asked for them
    const auto none = no_hop_checks_note(true, false, false), rejections = no_hop_checks_note(true, false, true);
    for (const auto& note : {none, rejections})
        CHECK(note.find("Hop checks are not available on this system: ") == 0);
    CHECK(none.find("may look silent") != std::string::npos);
    CHECK(rejections.find("only where they end a TCP connect") != std::string::npos);
}

TEST_CASE("a certificate names many hosts; sixteen are looked at, each once") {
    flow cloud;
    cloud.id = "agent:cloud:tcp:443";
    cloud.to = "cloud";
    cloud.listens = listens::external;
    cloud.identify = "https";
    finding f;
    f.requirement.flow = cloud;
    f.kind = finding_kind::confirmed;
    tls_facts tls;
    for (int n = 1; n <= 40; ++n) {
        tls.revocation.push_back("http://crl" + std::to_string(n) + ".example/a.crl");
        tls.revocation.push_back("http://crl1.example/b.crl");
    }
    span s;
    s.finding = finding_kind::confirmed;
    s.seen.tls = tls;
    f.addresses.emplace_back().spans.push_back(s);

    const auto hosts = revocation_hosts({f}, {});
    REQUIRE(hosts.size() == 16);
    for (int n = 1; n <= 16; ++n)
        CHECK(hosts[static_cast<std::size_t>(n - 1)].host == "crl" + std::to_string(n) + ".example");
    // Nobody takes the way of one who does not prove to be the service.
    f.kind = finding_kind::intercepted;
    CHECK(revocation_hosts({f}, {}).empty());
}
