#include "probes/sweep/shut_out.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace fairway;
using std::chrono::milliseconds;
using time_point = std::chrono::steady_clock::time_point;

namespace {

observation saw(reason r, std::uint8_t tries = 0) {
    observation o;
    o.reason = r;
    o.tries = tries;
    return o;
}

/// Ports of two addresses, 1 ms apart; c: refused, o: open, s: silent.
struct scene {
    std::vector<probe> probes;
    std::vector<observation> seen;
    std::vector<time_point> started;

    scene(const std::string& first, const std::string& second) {
        std::uint32_t address = 0;
        for (const auto& picture : {first, second}) {
            for (std::size_t n = 0; n < picture.size(); ++n) {
                probes.push_back({address, protocol::tcp, static_cast<std::uint16_t>(2500 + n)});
                seen.push_back(saw(picture[n] == 'c'   ? reason::conn_refused
                                   : picture[n] == 'o' ? reason::syn_ack
                                                       : reason::no_response));
                started.push_back(time_point(milliseconds(100 + n)));
            }
            ++address;
        }
    }

    std::string picture() const {
        std::string p;
        for (const auto& o : seen)
            p += o.reason == reason::conn_refused  ? 'c'
                 : o.reason == reason::syn_ack     ? 'o'
                 : o.reason == reason::no_response ? 's'
                                                   : 'X';
        return p;
    }
};

const std::vector<bool> nobody(2, false);

std::vector<int> ports(const std::vector<probe>& probes) {
    std::vector<int> all;
    for (const auto& p : probes)
        all.push_back(p.port);
    return all;
}

} // namespace

TEST_CASE("witnesses are ports that answered where others do not: three that refuse, or one that is open") {
    CHECK(ports(witnesses(scene("occccs", "cccc").probes, scene("occccs", "cccc").seen, nobody)) ==
          std::vector<int>{2501, 2502, 2503});
    CHECK(ports(witnesses(scene("oos", "s").probes, scene("oos", "s").seen, nobody)) == std::vector<int>{2500});
    CHECK(witnesses(scene("ss", "cc").probes, scene("ss", "cc").seen, nobody).empty());
    CHECK(witnesses(scene("cs", "cs").probes, scene("cs", "cs").seen, {true, true}).empty());
}

TEST_CASE("shut out is who answers none of its witnesses any more, if loss does not explain it") {
    const std::vector<probe> asked{{0, protocol::tcp, 1}, {0, protocol::tcp, 2}, {1, protocol::tcp, 1}};
    const auto silent = saw(reason::no_response, 3), refused = saw(reason::conn_refused);
    struct row {
        std::vector<observation> answers;
        std::vector<double> losses;
        std::vector<bool> shut;
    };
    const row rows[] = {
        {{silent, silent, refused}, {0, 0}, {true, false}},
        {{silent, refused, silent}, {0, 0}, {false, true}},
        {{silent, silent, silent}, {.1, .1}, {true, false}}, // six packets on a lossy line are enough, three are not
        {{silent, silent, silent}, {.4, .4}, {false, false}},
        {{saw(reason::not_run), saw(reason::not_run), saw(reason::not_run)}, {0, 0}, {false, false}},
    };
    for (const auto& r : rows)
        CHECK(shut_out_from(asked, r.answers, r.losses) == r.shut);
}

TEST_CASE("what was silent after the last answer shows nothing; what was silent before does") {
    scene s("ccsccssss", "sccsccssc");
    note_shut_out({true, false}, s.probes, s.started, s.seen);
    // Of the second address, what began after the first was shut out.
    CHECK(s.picture() == "ccsccXXXX"
                         "sccsccXXc");
    scene fine("ccss", "cccs");
    note_shut_out({false, false}, fine.probes, fine.started, fine.seen);
    CHECK(fine.picture() == "ccsscccs");
}
