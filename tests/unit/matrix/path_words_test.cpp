#include "matrix/path_words.hpp"

#include "matrix/assess.hpp"
#include "tests/source_directory.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <array>
#include <fstream>
#include <set>
#include <vector>

using namespace fairway;

namespace {

constexpr std::array on_way_kinds{on_way_kind::router, on_way_kind::something, on_way_kind::redirect,
                                  on_way_kind::accepts_everything};
constexpr std::array reasons{
    reason::not_run,       reason::no_source,        reason::local_limit,  reason::syn_ack,
    reason::reset,         reason::hang_up,          reason::conn_refused, reason::udp_response,
    reason::port_unreach,  reason::admin_prohibited, reason::host_unreach, reason::net_unreach,
    reason::time_exceeded, reason::no_route,         reason::perm_denied,  reason::no_response};

/// Everything that could be said of one port, right or wrong: who answered, and where packets ended.
std::vector<observation> all_observations(protocol p) {
    std::vector<std::optional<on_way>> on_ways{std::nullopt};
    for (const auto kind : on_way_kinds)
        for (const auto hop : {std::uint8_t{0}, std::uint8_t{2}})
            on_ways.push_back(on_way{kind, kind == on_way_kind::router ? "10.1.0.1" : "", hop});
    std::vector<std::optional<path_end>> ends{std::nullopt};
    for (const auto d : {dropped_at::unknown, dropped_at::here_or_after})
        for (const auto w : {drop_way::either, drop_way::forward, drop_way::return_path})
            ends.push_back(path_end{"10.1.0.1", 2, 4, d, w});
    std::vector<observation> all;
    for (const auto r : reasons)
        for (const auto& w : on_ways)
            for (const auto& e : ends)
                for (const auto v : {responder_view::none, responder_view::half_open, responder_view::unseen})
                    for (const char* by : {"", "10.0.0.5", "10.1.0.9", "10.0.7.3"}) {
                        observation o;
                        o.reason = r;
                        o.state = p == protocol::udp && r == reason::port_unreach ? state::closed : state::filtered;
                        o.answered_by = by;
                        o.on_way = w;
                        o.path_end = e;
                        o.responder = v;
                        all.push_back(o);
                    }
    return all;
}

/// What collector/web/src/words.test.ts reads as well: the dashboard says the same.
nlohmann::json shared_cases() {
    std::ifstream file(source_directory() + "/tests/path_words.json");
    return nlohmann::json::parse(file);
}

std::string text(const nlohmann::json& fields, const char* name) {
    return fields.at(name).is_null() ? "" : fields.at(name).get<std::string>();
}

std::uint8_t number(const nlohmann::json& fields, const char* name) {
    return fields.at(name).is_null() ? std::uint8_t{0} : fields.at(name).get<std::uint8_t>();
}

} // namespace

TEST_CASE("words of the fields read back") {
    for (const auto k : on_way_kinds)
        CHECK(parse_on_way_kind(to_string(k)) == k);
    for (const auto d : {dropped_at::unknown, dropped_at::here_or_after})
        CHECK(parse_dropped_at(to_string(d)) == d);
    for (const auto w : {drop_way::either, drop_way::forward, drop_way::return_path})
        CHECK(parse_drop_way(to_string(w)) == w);
    for (const auto w :
         {who_answered::host, who_answered::on_way, who_answered::unchecked, who_answered::not_applicable})
        CHECK(parse_who_answered(to_string(w)) == w);
    for (int n = 0; n <= static_cast<int>(blocker_kind::unknown); ++n) {
        const auto k = static_cast<blocker_kind>(n);
        CHECK(parse_blocker_kind(to_string(k)) == k);
    }
    CHECK(!parse_on_way_kind("firewall"));
    CHECK(!parse_blocker_kind(""));
}

TEST_CASE("what is known of a path, in the words that the dashboard has too") {
    const auto cases = shared_cases();
    std::set<std::string> told;
    for (const auto& c : cases.at("on_way")) {
        const auto& is = c.at("is");
        told.insert("on_way " + is.at("kind").get<std::string>());
        const on_way w{parse_on_way_kind(is.at("kind").get<std::string>()).value(), text(is, "address"),
                       number(is, "hop")};
        CHECK(in_words(w) == c.at("words").get<std::string>());
    }
    for (const auto& c : cases.at("path_end")) {
        const auto& is = c.at("is");
        const path_end e{text(is, "router"), number(is, "hop"), number(is, "of"),
                         parse_dropped_at(is.at("dropped").get<std::string>()).value(),
                         parse_drop_way(is.at("way").get<std::string>()).value()};
        told.insert("path_end " + std::string(to_string(e.dropped)) + " " + std::string(to_string(e.way)));
        CHECK(in_words(e) == c.at("words").get<std::string>());
    }
    for (const auto& c : cases.at("blocker")) {
        const auto& is = c.at("is");
        told.insert("blocker " + is.at("kind").get<std::string>());
        const blocker b{parse_blocker_kind(is.at("kind").get<std::string>()).value(), text(is, "address"),
                        number(is, "hop")};
        CHECK(in_words(b, "web01") == c.at("words").get<std::string>());
    }
    CHECK(told.size() == on_way_kinds.size() + 2 * 3 + static_cast<std::size_t>(blocker_kind::unknown) + 1);
}

TEST_CASE("advice names a firewall on the path only by the address of a router") {
    std::size_t named = 0;
    for (const auto p : {protocol::tcp, protocol::udp}) {
        flow f;
        f.id = "agent:repository:6162";
        f.protocol = p;
        f.ports = {{6162, 6162}};
        for (const bool installed : {false, true})
            for (const auto& seen : all_observations(p)) {
                requirement c;
                c.flow = f;
                c.target = "repo01";
                c.addresses = {"repo01"};
                c.ports = c.probed = f.ports;
                c.installed = installed;
                const auto found = assess(c, {{"repo01", "10.0.0.5", "10.0.7.3", false, {{6162, seen}}, "", {}}},
                                          site(), "2026-11-23");
                const auto at_one = found.advice.find("in the firewall at ");
                if (at_one == std::string::npos) continue;
                ++named;
                CAPTURE(found.text);
                CAPTURE(found.advice);
                REQUIRE(found.blocker);
                CHECK(found.blocker->kind == blocker_kind::router);
                CHECK((found.blocker->address == "10.1.0.1" || found.blocker->address == "10.1.0.9"));
                CHECK(found.advice.find(" " + found.blocker->address, at_one) != std::string::npos);
                CHECK(found.advice.find("something") == std::string::npos);
            }
    }
    CHECK(named > 100);
}

TEST_CASE("whatever does not pass has a place where it stops, or nothing is known to stop it") {
    for (const auto p : {protocol::tcp, protocol::udp}) {
        flow f;
        f.protocol = p;
        f.ports = {{6162, 6162}};
        for (const auto& seen : all_observations(p)) {
            requirement c;
            c.flow = f;
            c.target = "repo01";
            c.ports = c.probed = f.ports;
            const auto found =
                assess(c, {{"repo01", "10.0.0.5", "10.0.7.3", false, {{6162, seen}}, "", {}}}, site(), "2026-11-23");
            CAPTURE(found.text);
            if (found.outcome == outcome::fail) CHECK(found.blocker.has_value());
            if (found.outcome == outcome::pass) CHECK(!found.blocker.has_value());
        }
    }
}
