#include "probes/sweep/second_look.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>

using namespace fairway;
using std::chrono::milliseconds;

namespace {

constexpr milliseconds deadline(3500);

observation silent() {
    observation o;
    o.state = state::filtered;
    o.reason = reason::no_response;
    return o;
}

observation refused() {
    observation o;
    o.state = state::closed;
    o.reason = reason::conn_refused;
    o.answered_by = "10.0.3.5";
    o.rtt_us = 10'000;
    return o;
}

observation rejected(std::string by = "10.0.1.1", std::uint8_t code = 13) {
    observation o;
    o.state = state::filtered;
    o.reason = reason::admin_prohibited;
    o.icmp = icmp_error{3, code, false};
    o.answered_by = std::move(by);
    return o;
}

/// Ports 2500, 2501, … of one address; s: silent, c: refused, r: rejected, R: by another router, x: other ICMP code.
struct scene {
    std::vector<probe> probes;
    std::vector<observation> seen;

    explicit scene(const std::string& picture, std::uint16_t first = 2500) {
        for (const char c : picture) {
            if (c != ' ') { // a gap: a port that nobody asked for
                probes.push_back({0, protocol::tcp, first});
                seen.push_back(c == 's'   ? silent()
                               : c == 'c' ? refused()
                               : c == 'R' ? rejected("10.0.2.1")
                               : c == 'x' ? rejected("10.0.1.1", 3)
                                          : rejected());
            }
            ++first;
        }
    }

    std::string picture() const {
        std::string p;
        for (const auto& o : seen)
            p += o.reason == reason::no_response    ? 's'
                 : o.reason == reason::conn_refused ? 'c'
                 : o.answered_by == "10.0.2.1"      ? 'R'
                 : o.icmp->code == 3                ? 'x'
                                                    : 'r';
        return p;
    }
};

} // namespace

TEST_CASE("a silent minority gets two more looks, slowly, within one deadline") {
    const scene s("cccccscccs");
    const auto looks = second_looks(s.probes, s.seen, deadline);
    REQUIRE(looks.size() == 4);
    CHECK(std::is_sorted(looks.begin(), looks.end(), [](const auto& a, const auto& b) { return a.at < b.at; }));
    for (const std::size_t port : {5u, 9u}) {
        std::vector<launch> mine;
        std::copy_if(looks.begin(), looks.end(), std::back_inserter(mine),
                     [&](const auto& l) { return l.probe == port; });
        REQUIRE(mine.size() == 2);
        CHECK(mine[0].at + mine[0].deadline <= mine[1].at); // the first has ended before the second begins
        CHECK(mine[0].deadline >= milliseconds(1100));      // room for one repetition of the SYN
        CHECK(mine[1].at + mine[1].deadline <= deadline);
    }
}

TEST_CASE("silence that is not a minority is not looked at again") {
    for (const char* picture : {"sssss", "ssscc", "sc", "cccc", "rrrr"}) {
        CAPTURE(picture);
        const scene s(picture);
        CHECK(second_looks(s.probes, s.seen, deadline).empty());
    }
}

TEST_CASE("a few rejections among silences are sampled, one a second: ends and middle") {
    const scene s("rrr" + std::string(100, 's'));
    const auto looks = second_looks(s.probes, s.seen, deadline);
    REQUIRE(looks.size() == 3);
    CHECK(looks[0].probe == 102);
    CHECK(looks[1].probe == 3);
    CHECK(looks[2].probe == 53);
    for (std::size_t n = 1; n < looks.size(); ++n)
        CHECK(looks[n].at - looks[n - 1].at > milliseconds(1000));
    CHECK(looks.back().at + looks.back().deadline <= deadline);
}

TEST_CASE("UDP is never looked at again: silence is its normal answer") {
    scene s("ccccs");
    for (auto& p : s.probes)
        p.protocol = protocol::udp;
    CHECK(second_looks(s.probes, s.seen, deadline).empty());
}

TEST_CASE("addresses are judged on their own") {
    scene s("ccccs");
    for (std::uint16_t port = 1; port <= 3; ++port) {
        s.probes.push_back({1, protocol::tcp, port});
        s.seen.push_back(silent());
    }
    std::set<std::size_t> probes;
    for (const auto& l : second_looks(s.probes, s.seen, deadline))
        probes.insert(l.probe);
    CHECK(probes == std::set<std::size_t>{4});
}

TEST_CASE("silences between equal rejections belong to the same rule") {
    struct row {
        const char *before, *after;
    };
    const row rows[] = {
        {"rssssr", "rrrrrr"}, {"rsrssr", "rrrrrr"},   {"rsss", "rsss"}, // nothing was found again at the far end
        {"sssr", "sssr"},     {"rsscssr", "rsscssr"},                   // an answer of another kind lies between
        {"rssR", "rssR"},                                               // another router
        {"rssx", "rssx"},                                               // another message
        {"rss sr", "rsssr"},                                            // a port between was not asked for: no range
        {"ssss", "ssss"},     {"rsrcsr", "rrrcsr"},
    };
    for (const auto& r : rows) {
        CAPTURE(r.before);
        scene s(r.before);
        join_rejections(s.probes, s.seen);
        CHECK(s.picture() == r.after);
    }
}
