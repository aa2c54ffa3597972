#include "collector/overview.hpp"

#include <doctest/doctest.h>

#include <set>
#include <stdexcept>

using namespace fairway;
using namespace fairway::collector;

namespace {

/// Hosts are added with what their states of flow a, b, c… count as, one letter each: p, w, u, f, s, or "." for none.
struct states_table {
    overview_states all;

    states_table& host(const std::string& name, const std::string& site, std::string_view letters, bool stale = false,
                       bool complete = true) {
        const auto position = static_cast<std::uint32_t>(all.hosts.size());
        all.hosts.push_back({"id-" + name, name, site, stale, complete});
        for (std::uint32_t i = 0; i < letters.size(); ++i) {
            while (all.flows.size() <= i)
                all.flows.push_back({std::string(1, static_cast<char>('a' + all.flows.size())), "x", "y", "tcp", "1"});
            if (letters[i] == '.') continue;
            const std::string known = "spwuf";
            all.states.push_back({position, i, static_cast<outcome>(known.find(letters[i]))});
        }
        return *this;
    }
};

const std::vector<std::string> no_order;

std::string names(const overview& o) {
    std::string all;
    for (const auto& r : o.rows)
        all += (all.empty() ? "" : " ") + r.name + ":" + std::string(to_string(r.outcome));
    return all;
}

std::string columns(const overview& o, const overview_states& s) {
    std::string all;
    for (const auto& c : o.columns)
        all += s.flows[c.flow].id;
    return all;
}

overview_question by_host(const std::string& word = "") {
    return {overview_by::host, word, false};
}

} // namespace

TEST_CASE("rows are sorted worst first, then by failures, then by name") {
    const auto t = states_table()
                       .host("skips", "hq", "ss")
                       .host("good", "hq", "pp")
                       .host("old", "hq", "ff", true)
                       .host("warned", "hq", "pw")
                       .host("unsure", "hq", "wu")
                       .host("two", "hq", "ff")
                       .host("one-b", "hq", "fp")
                       .host("one-a", "hq", "pf")
                       .host("cut-short", "hq", "pp", false, false)
                       .host("never", "hq", "", false, false)
                       .host("good-old", "hq", "pp", true);
    const auto o = summarize(t.all, by_host(), {}, no_order);
    CHECK(names(o) == "two:fail one-a:fail one-b:fail cut-short:unknown never:unknown unsure:unknown warned:warn "
                      "good-old:stale old:stale good:pass skips:skip");
    CHECK(o.hosts == 11);
    CHECK(o.stale_hosts == 2);
    CHECK(o.next.empty());
}

TEST_CASE("what a stale host said counts as stale and as nothing else") {
    const auto t = states_table().host("old", "hq", "fps", true).host("new", "hq", "fp.");
    const auto o = summarize(t.all, by_host(), {}, no_order);
    CHECK(o.counts == shown_counts{1, 0, 0, 1, 0, 3});
    REQUIRE(o.rows.size() == 2);
    CHECK(o.rows[0].cells == std::vector<shown_counts>{{0, 0, 0, 1, 0, 0}, {1, 0, 0, 0, 0, 0}, {}});
    CHECK(o.rows[1].cells == std::vector<shown_counts>{{0, 0, 0, 0, 0, 1}, {0, 0, 0, 0, 0, 1}, {0, 0, 0, 0, 0, 1}});
    CHECK(o.rows[1].counts == shown_counts{0, 0, 0, 0, 0, 3});
    CHECK(o.columns[0].counts == shown_counts{0, 0, 0, 1, 0, 1});
}

TEST_CASE("columns come in the order that was given, others behind them by name") {
    const auto t = states_table().host("h", "hq", "pppp");
    CHECK(columns(summarize(t.all, by_host(), {}, {"nowhere", "d", "b"}), t.all) == "dbac");
    CHECK(columns(summarize(t.all, by_host(), {}, no_order), t.all) == "abcd");
}

TEST_CASE("an outcome keeps the hosts and the flows that have one") {
    const auto t = states_table()
                       .host("bad", "hq", "fpp")
                       .host("warned", "hq", "pwp")
                       .host("good", "hq", "ppp")
                       .host("old", "hq", "ffp", true)
                       .host("never", "hq", "", false, false);
    struct row {
        const char *outcome, *rows, *columns;
        shown_counts counts;
    };
    for (const auto& r : {
             row{"", "bad:fail never:unknown warned:warn old:stale good:pass", "abc", {7, 1, 0, 1, 0, 3}},
             row{"fail", "bad:fail", "a", {0, 0, 0, 1, 0, 0}},
             row{"warn", "warned:warn", "b", {0, 1, 0, 0, 0, 0}},
             row{"broken", "bad:fail never:unknown warned:warn", "ab", {2, 1, 0, 1, 0, 0}},
             row{"unknown", "never:unknown", "", {}},
             row{"stale", "old:stale", "abc", {0, 0, 0, 0, 0, 3}},
             row{"pass", "bad:fail warned:warn good:pass", "abc", {7, 1, 0, 1, 0, 0}},
             row{"skip", "", "", {}},
         }) {
        CAPTURE(r.outcome);
        const auto o = summarize(t.all, by_host(r.outcome), {}, no_order);
        CHECK(names(o) == r.rows);
        CHECK(columns(o, t.all) == r.columns);
        CHECK(o.counts == r.counts);
        CHECK(o.hosts == o.rows.size());
    }
}

TEST_CASE("hosts without a state are left out where only states were asked for") {
    const auto t = states_table().host("h", "hq", "p").host("other", "hq", ".");
    CHECK(names(summarize(t.all, {overview_by::host, "", true}, {}, no_order)) == "h:pass");
    CHECK(names(summarize(t.all, by_host(), {}, no_order)) == "h:pass other:skip");
}

TEST_CASE("a row is a host where there are few, or one site; else a site") {
    struct row {
        int hosts, sites;
        overview_by asked, is;
    };
    using by = overview_by;
    for (const auto& r : {row{100, 2, by::automatic, by::host}, row{101, 2, by::automatic, by::site},
                          row{101, 1, by::automatic, by::host}, row{1, 1, by::site, by::site},
                          row{101, 2, by::host, by::host}, row{0, 0, by::automatic, by::host}}) {
        CAPTURE(r.hosts);
        CAPTURE(r.sites);
        states_table t;
        for (int i = 0; i < r.hosts; ++i)
            t.host("h" + std::to_string(i), "site" + std::to_string(i % r.sites), "p");
        const auto o = summarize(t.all, {r.asked, "", false}, {}, no_order);
        CHECK(o.by == r.is);
        CHECK(o.rows.size() == static_cast<std::size_t>(std::min(100, r.is == by::site ? r.sites : r.hosts)));
    }
}

TEST_CASE("a site is the sum of its hosts, and as bad as the worst of them") {
    const auto t = states_table()
                       .host("a1", "alpha", "pf")
                       .host("a2", "alpha", "pp")
                       .host("b1", "beta", "pp")
                       .host("b2", "beta", "pp", true);
    const auto o = summarize(t.all, {overview_by::site, "", false}, {}, no_order);
    CHECK(names(o) == "alpha:fail beta:stale");
    REQUIRE(o.rows.size() == 2);
    CHECK(o.rows[0].prober.empty());
    CHECK(o.rows[0].site == "alpha");
    CHECK(o.rows[0].hosts == 2);
    CHECK(o.rows[0].cells == std::vector<shown_counts>{{2, 0, 0, 0, 0, 0}, {1, 0, 0, 1, 0, 0}});
    CHECK(o.rows[1].stale_hosts == 1);
    CHECK(o.rows[1].counts == shown_counts{2, 0, 0, 0, 0, 2});
}

TEST_CASE("pages: every row once, in order, whatever the limit") {
    states_table t;
    const std::vector<std::string> kinds{"f", "u", "w", "p", "s", "ff"};
    for (int i = 0; i < 50; ++i)
        t.host("host " + std::to_string(i % 7) + "." + std::to_string(i), "hq",
               kinds[static_cast<std::size_t>(i) % kinds.size()]);
    const auto whole = names(summarize(t.all, by_host(), {"", 500}, no_order));
    for (const std::size_t limit : {1, 7, 49, 50, 51}) {
        CAPTURE(limit);
        page p{"", limit};
        std::string all;
        for (int pages = 0; pages < 60; ++pages) {
            const auto o = summarize(t.all, by_host(), p, no_order);
            CHECK(o.rows.size() <= limit);
            CHECK(o.hosts == 50);
            all += (all.empty() ? "" : " ") + names(o);
            p.cursor = o.next;
            if (o.next.empty()) break;
        }
        CHECK(all == whole);
    }
    for (const char* cursor : {"x", "1", "....", "30.30.61.", "61.30.61.62."}) {
        CAPTURE(cursor);
        CHECK_THROWS_AS(summarize(t.all, by_host(), {cursor, 10}, no_order), bad_cursor);
    }
}
