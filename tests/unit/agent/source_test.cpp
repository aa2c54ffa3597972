#include "agent/source.hpp"

#include <doctest/doctest.h>

using namespace fairway;

TEST_CASE("which address of this machine probes leave from, and who says so") {
    const local_identity here{"web01", {"10.0.7.3", "10.9.0.3", "fd00::7:3"}};
    site_host other;
    other.name = "repo01";
    site_host self;
    self.name = "web01";
    self.source = {"10.9.0.0/16"};
    assignment a;
    a.site.hosts = {other, self};
    a.self = self;
    check_options o;
    o.site_file = "site.json";
    CHECK(source_of(a, o, here).value == source_addresses{"10.9.0.3", ""});

    o.source = {"10.0.7.3", "fd00::7:3"}; // the command line has the last word
    CHECK(source_of(a, o, here).value == source_addresses{"10.0.7.3", "fd00::7:3"});
    o.source = {"10.0.7.4"};
    CHECK(to_string(source_of(a, o, here).problems.at(0)) ==
          "--source: \"10.0.7.4\" is no address of this host; it has 10.0.7.3, 10.9.0.3, fd00::7:3");

    o.source.clear();
    a.self.source = {"10.8.0.0/16"};
    CHECK(to_string(source_of(a, o, here).problems.at(0)) ==
          "site.json: /hosts/1/source: this host has no address in \"10.8.0.0/16\"; it has 10.0.7.3, 10.9.0.3, "
          "fd00::7:3");
    CHECK(with_source({a, {}}, o, here).problems.size() == 1);
    a.stand_in_for = "web01"; // whose addresses are not ours
    CHECK(source_of(a, o, here).value == source_addresses{});

    a = {};
    CHECK(source_of(a, o, here).value == source_addresses{});
    CHECK_FALSE(departure_of({}).v4);
    CHECK(departure_of({"10.0.7.3", ""}).v4->text() == "10.0.7.3");
    CHECK_FALSE(departure_of({"10.0.7.3", ""}).v6);
}
