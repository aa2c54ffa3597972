#include "agent/service/settle.hpp"

#include "matrix/matrix.hpp"

#include <doctest/doctest.h>

#include <array>

using namespace fairway;

namespace {

const std::array<flow, 3> flows = [] {
    std::array<flow, 3> f;
    for (std::size_t i = 0; i < f.size(); ++i)
        f[i].id = "flow" + std::to_string(i);
    f[2].listens = listens::on_demand;
    return f;
}();

const acceptance known_one{"*", "*", "silent", "known", "2030-01-01"};

finding found(std::size_t flow, const char* target, finding_kind kind, outcome counts) {
    finding f;
    f.requirement.flow = flows[flow];
    f.requirement.target = target;
    f.kind = kind;
    f.outcome = counts;
    return f;
}

const auto found_connected = [](std::size_t flow, const char* target) {
    return found(flow, target, finding_kind::connected, outcome::pass);
};
const auto found_silent = [](std::size_t flow, const char* target) {
    return found(flow, target, finding_kind::silent, outcome::fail);
};
const auto found_refused = [](std::size_t flow, const char* target) {
    return found(flow, target, finding_kind::path_open, outcome::fail);
};

finding accepted(finding f) {
    f.accepted = known_one;
    return f;
}

} // namespace

TEST_CASE("what differs from the last run is rechecked") {
    const auto last =
        settled({found_connected(0, "a"), found_silent(1, "a"), accepted(found_silent(0, "b"))}, std::nullopt);
    struct row {
        const char* what;
        finding now;
        bool again;
    };
    for (const row& r : std::initializer_list<row>{
             {"fine as before", found_connected(0, "a"), false},
             {"fails as before", found_silent(1, "a"), false},
             {"fails now", found_silent(0, "a"), true},
             {"is mended now", found_connected(1, "a"), true},
             {"fails in another way", found_refused(1, "a"), true},
             {"counts otherwise", found(1, "a", finding_kind::silent, outcome::unknown), true},
             {"accepted as before", accepted(found_silent(0, "b")), false},
             {"not accepted any more", found_silent(0, "b"), true},
             {"was not seen: looking again at once would not help",
              found(1, "a", finding_kind::not_run, outcome::unknown), false},
             {"unknown target, fine", found_connected(0, "new"), false},
             {"unknown target, fails", found_silent(0, "new"), true},
             {"unknown flow, warns", found(2, "a", finding_kind::intermediary, outcome::warn), false},
             {"unknown target, fails, accepted", accepted(found_silent(0, "new")), false},
         }) {
        CAPTURE(r.what);
        CHECK(changed(last, {found_connected(0, "a"), r.now}) ==
              (r.again ? std::vector<std::size_t>{1} : std::vector<std::size_t>{}));
    }
}

TEST_CASE("in the first run of all, what fails is rechecked") {
    const std::vector<finding> now{found_connected(0, "a"), found_silent(1, "a"),
                                   found(2, "a", finding_kind::silent, outcome::unknown), found_refused(0, "b")};
    CHECK(changed(std::nullopt, now) == std::vector<std::size_t>{1, 3});
    CHECK(changed(settled_run(), now) == std::vector<std::size_t>{1, 3});
}

TEST_CASE("the recheck decides") {
    struct row {
        const char* what;
        finding first, second;
        std::size_t gone;
    };
    // Before: connected.
    for (const row& r : std::initializer_list<row>{
             {"two equal looks make a change", found_silent(0, "a"), found_silent(0, "a"), 0},
             {"the old state again: nothing happened", found_silent(0, "a"), found_connected(0, "a"), 1},
             {"something else: what is seen last", found_silent(0, "a"), found_refused(0, "a"), 1},
             {"the same, counted otherwise", found(0, "a", finding_kind::silent, outcome::unknown),
              found_silent(0, "a"), 1},
         }) {
        CAPTURE(r.what);
        std::vector<finding> findings{found_connected(1, "x"), r.first, found_connected(2, "x")};
        auto second = r.second;
        second.text = "seen again";
        CHECK(settle(findings, {1}, {second}) == r.gone);
        CHECK(findings[0].text.empty());
        CHECK(findings[1].kind == r.second.kind);
        CHECK(findings[1].outcome == r.second.outcome);
        CHECK(findings[1].text == "seen again"); // also where the old state stands: with what was seen of it
        CHECK(findings[2].text.empty());
    }
}

TEST_CASE("several rechecks go to their places") {
    std::vector<finding> findings{found_silent(0, "a"), found_connected(1, "a"), found_silent(0, "b")};
    CHECK(settle(findings, {0, 2}, {found_connected(0, "a"), found_refused(0, "b")}) == 2);
    CHECK(findings[0].kind == finding_kind::connected);
    CHECK(findings[1].kind == finding_kind::connected);
    CHECK(findings[2].kind == finding_kind::path_open);
}

TEST_CASE("ports that were not fine are watched, whatever the sample says") {
    auto f = found(2, "a", finding_kind::blocked, outcome::fail);
    f.addresses.resize(2);
    f.addresses[0].spans.push_back({{{2500, 2500}}, {}, finding_kind::path_open, outcome::pass});
    f.addresses[0].spans.push_back({{{2600, 2601}}, {}, finding_kind::blocked, outcome::fail});
    f.addresses[1].spans.push_back({{{2700, 2700}}, {}, finding_kind::silent, outcome::unknown});
    f.addresses[1].spans.push_back({{{3299, 3299}}, {}, finding_kind::silent, outcome::skip});
    f.requirement.ports = {{2500, 3300}};
    const auto last = settled({f}, std::nullopt);
    REQUIRE(last.size() == 1);
    CHECK(last[0].troubled == port_list{{2600, 2601}, {2700, 2700}});

    requirement c;
    c.flow = flows[2];
    c.target = "a";
    c.ports = {{2500, 2650}, {2700, 3300}};
    c.probed = {{2500, 2500}, {2601, 2601}};
    const auto probed = [&](const char* target, port_list ports) {
        plan p;
        p.requirements = {c};
        p.requirements[0].target = target;
        p.requirements[0].ports = std::move(ports);
        keep_watching(p, last);
        return to_string(p.requirements[0].probed);
    };
    CHECK(probed("a", c.ports) == "2500,2600-2601,2700");
    CHECK(probed("a", {{2500, 2650}}) == "2500,2600-2601"); // 2700 is needed no more
    CHECK(probed("b", c.ports) == "2500,2601");
}

TEST_CASE("a port that was not fine is watched until it has been seen fine") {
    const auto with_spans = [](std::vector<span> spans) {
        auto f = found(2, "a", finding_kind::blocked, outcome::fail);
        f.requirement.ports = {{2500, 3300}};
        f.addresses.resize(1);
        f.addresses[0].spans = std::move(spans);
        return std::vector<finding>{f};
    };
    const span fine{{{2500, 2501}}, {}, finding_kind::path_open, outcome::pass};
    const span blocked{{{3200, 3200}}, {}, finding_kind::blocked, outcome::fail};
    const span mended{{{3200, 3200}}, {}, finding_kind::path_open, outcome::pass};
    const span stopped{{{3200, 3200}}, {}, finding_kind::not_run, outcome::unknown};
    const auto first = settled(with_spans({fine, blocked}), std::nullopt);
    REQUIRE(first[0].troubled == port_list{{3200, 3200}});
    // The name did not resolve: nothing was seen.
    const auto no_name = settled(with_spans({}), first);
    CHECK(no_name[0].troubled == port_list{{3200, 3200}});
    CHECK(settled(with_spans({fine}), no_name)[0].troubled == port_list{{3200, 3200}});
    CHECK(settled(with_spans({stopped}), no_name)[0].troubled == port_list{{3200, 3200}});
    CHECK(settled(with_spans({mended}), no_name)[0].troubled.empty());
    // What was not seen, and had been fine, need not be watched: each run would add what it was shut out from.
    CHECK(settled(with_spans({fine, stopped}), std::nullopt)[0].troubled.empty());
    auto other_range = with_spans({});
    other_range[0].requirement.ports = {{2500, 2600}};
    CHECK(settled(other_range, no_name)[0].troubled.empty());
}

TEST_CASE("last_run.json holds what was settled, and a damaged one is none") {
    const settled_run run{{"flow0", "a \"b\"", finding_kind::silent, outcome::fail, {{2500, 2501}, {2600, 2600}}},
                          {"flow1", "a", finding_kind::connected, outcome::pass, {}},
                          {"flow2", "b", finding_kind::path_open, outcome::skip, {}}};
    const auto text = to_json_text(run);
    const auto read = read_settled_run(text);
    REQUIRE(read);
    REQUIRE(read->size() == run.size());
    for (std::size_t i = 0; i < run.size(); ++i) {
        CAPTURE(i);
        CHECK((*read)[i].flow == run[i].flow);
        CHECK((*read)[i].target == run[i].target);
        CHECK((*read)[i].finding == run[i].finding);
        CHECK((*read)[i].outcome == run[i].outcome);
        CHECK((*read)[i].troubled == run[i].troubled);
    }
    for (std::size_t n = 0; n + 1 < text.size(); ++n) { // the last byte is the line's end
        CAPTURE(n);
        CHECK_FALSE(read_settled_run(text.substr(0, n)));
    }
    for (
        const char* damaged :
        {"[]", "{}", R"({"schema":"fairway-last-run/2","findings":[]})", R"({"schema":"fairway-last-run/1"})",
         R"({"schema":"fairway-last-run/1","findings":[1]})",
         R"({"schema":"fairway-last-run/1","findings":[{"flow":"f","target":"t","finding":"gone","outcome":"pass"}]})",
         R"({"schema":"fairway-last-run/1","findings":[{"flow":"f","target":"t","finding":"silent","outcome":"good"}]})",
         R"({"schema":"fairway-last-run/1","findings":[{"flow":"f","target":1,"finding":"silent","outcome":"fail"}]})",
         R"({"schema":"fairway-last-run/1","findings":[{"flow":"f","target":"t","finding":"silent","outcome":"fail","troubled":["0"]}]})",
         R"({"schema":"fairway-last-run/1","findings":[{"flow":"f","target":"t","finding":"silent","outcome":"fail","troubled":[2500]}]})",
         R"({"schema":"fairway-last-run/1","findings":[{"flow":"f","target":"t","finding":"silent","outcome":"fail","troubled":7}]})"}) {
        CAPTURE(damaged);
        CHECK_FALSE(read_settled_run(damaged));
    }
}
