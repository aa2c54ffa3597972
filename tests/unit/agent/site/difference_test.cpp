#include "agent/site/difference.hpp"

#include <doctest/doctest.h>

using namespace fairway;

namespace {

site_host named_host(const std::string& name) {
    site_host h;
    h.name = name;
    h.roles = {"repository"};
    return h;
}

} // namespace

TEST_CASE("each thing that a host says can differ") {
    struct row {
        const char* title;
        void (*change)(site_host&);
        value_change difference;
    };
    const row rows[] = {
        {"role", [](site_host& h) { h.roles.emplace_back("dns-server"); }, {"role", "", "", "dns-server"}},
        {"no role", [](site_host& h) { h.roles.clear(); }, {"role", "", "repository", ""}},
        {"address", [](site_host& h) { h.addresses = {"2001:DB8::1"}; }, {"address", "", "", "2001:db8::1"}},
        {"fact", [](site_host& h) { h.facts["netbios"] = "true"; }, {"fact", "netbios", "", "true"}},
        {"port",
         [](site_host& h) {
             h.ports = {{port_range{6162, 6162}, {{7162, 7162}}}};
         },
         {"port", "6162", "", "7162"}},
        {"source", [](site_host& h) { h.source = {"10.0.0.0/8"}; }, {"source", "", "", "10.0.0.0/8"}},
        {"installed", [](site_host& h) { h.installed = false; }, {"installed", "", "", "false"}},
        {"proxy", [](site_host& h) { h.proxy = proxy_use{}; }, {"proxy", "", "", "none"}},
        {"owner", [](site_host& h) { h.labels.owner = "us"; }, {"owner", "", "", "us"}},
        {"tag", [](site_host& h) { h.labels.tags = {"x"}; }, {"tag", "", "", "x"}},
    };
    for (const auto& r : rows) {
        CAPTURE(std::string(r.title));
        site before, after;
        before.hosts = {named_host("a")};
        after.hosts = {named_host("A.")};
        CHECK(difference(before, after).empty());
        r.change(after.hosts[0]);
        const auto d = difference(before, after);
        REQUIRE(d.changed.size() == 1);
        CHECK(d.changed[0].name == "A.");
        REQUIRE(d.changed[0].changes.size() == 1);
        CHECK((d.changed[0].changes[0] == r.difference));
        // And back.
        const auto back = difference(after, before);
        REQUIRE(back.changed.size() == 1);
        CHECK(back.changed[0].changes[0].before == r.difference.after);
        CHECK(back.changed[0].changes[0].after == r.difference.before);
    }
}

TEST_CASE("the order of hosts, roles and addresses makes no difference") {
    site before, after;
    before.hosts = {named_host("a"), named_host("b")};
    after.hosts = {named_host("b"), named_host("a")};
    before.hosts[0].addresses = {"10.0.0.1", "10.0.0.2"};
    after.hosts[1].addresses = {"10.0.0.2", "10.0.0.1"};
    CHECK(difference(before, after).empty());
}

TEST_CASE("what a site says as a whole can differ") {
    site before, after;
    before.facts["netbios"] = "true";
    after.region = "china";
    after.placeholders["storage-account"] = "x";
    before.endpoints["crl"] = {{"a.example", std::nullopt}};
    after.endpoints["crl"] = {{"a.example", std::uint16_t{80}}};
    after.accept = {{"*", "h", "silent", "because", "2027-01-01"}};
    const auto d = difference(before, after);
    const std::vector<value_change> expected{
        {"fact", "netbios", "true", ""},
        {"region", "", "", "china"},
        {"placeholder", "storage-account", "", "x"},
        {"endpoint", "crl", "a.example", ""},
        {"endpoint", "crl", "", "a.example:80"},
        {"accepted finding", "", "", "* h silent until 2027-01-01"},
    };
    CHECK((d.site_wide == expected));
}
