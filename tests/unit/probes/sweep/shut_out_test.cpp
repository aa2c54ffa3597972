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
struct shut_out_scene {
    std::vector<probe> probes;
    std::vector<observation> seen;
    std::vector<time_point> started;

    shut_out_scene(const std::string& first, const std::string& second) {
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

TEST_CASE("witnesses are ports that answered where others do not: three that refuse, or two that are open") {
    CHECK(ports(witnesses(shut_out_scene("occccs", "cccc").probes, shut_out_scene("occccs", "cccc").seen, nobody)) ==
          std::vector<int>{2501, 2502, 2503});
    CHECK(ports(witnesses(shut_out_scene("oos", "s").probes, shut_out_scene("oos", "s").seen, nobody)) ==
          std::vector<int>{2500, 2501});
    CHECK(witnesses(shut_out_scene("ss", "cc").probes, shut_out_scene("ss", "cc").seen, nobody).empty());
    CHECK(witnesses(shut_out_scene("cs", "cs").probes, shut_out_scene("cs", "cs").seen, {true, true}).empty());
}

TEST_CASE("what witnesses say, and who is shut out") {
    using w = witnessed;
    const std::vector<probe> asked{
        {0, protocol::tcp, 1}, {0, protocol::tcp, 2}, {1, protocol::tcp, 1}, {1, protocol::tcp, 2}};
    const auto silent = saw(reason::no_response, 3), refused = saw(reason::conn_refused);
    struct row {
        std::vector<observation> answers;
        double loss;
        std::vector<witnessed> say;
        std::vector<bool> shut_out;
    };
    const row rows[] = {
        {{silent, silent, refused, silent}, 0, {w::silent, w::answers}, {true, false}},
        {{silent, silent, silent, silent}, 0, {w::silent, w::silent}, {true, true}},
        {{silent, silent, silent, silent}, .4, {w::nothing, w::nothing}, {false, false}}, // loss explains it
        {{silent, silent, silent, silent}, .1, {w::silent, w::silent}, {true, true}},
        {{saw(reason::not_run), saw(reason::not_run), silent, refused}, 0, {w::nothing, w::answers}, {false, false}},
    };
    for (const auto& r : rows) {
        const auto say = hear_witnesses(asked, r.answers, {r.loss, r.loss});
        CHECK((say == r.say));
        CHECK(shut_out_from(say) == r.shut_out);
    }
    // One port alone may have fallen silent for itself.
    const std::vector<probe> few{{0, protocol::tcp, 1}, {1, protocol::tcp, 1}};
    CHECK((hear_witnesses(few, {silent, refused}, {0, 0}) == std::vector{w::few, w::answers}));
    CHECK(shut_out_from({w::few, w::answers}) == std::vector<bool>{false, false});
    CHECK(shut_out_from({w::few, w::few}) == std::vector<bool>{true, true});
    CHECK(shut_out_from({w::few, w::silent}) == std::vector<bool>{true, true});
}

TEST_CASE("what was silent after the last answer shows nothing; what was silent before does") {
    using w = witnessed;
    struct row {
        const char* title;
        std::vector<witnessed> say;
        std::vector<bool> skip;
        const char *first, *second;
    };
    const row rows[] = {
        {"nobody", {w::answers, w::answers}, {false, false}, "ccsccssss", "sccssccss"},
        {"one; of the other nothing is known", {w::silent, w::nothing}, {false, false}, "ccsccXXXX", "sccssccss"},
        {"one; the other answers still", {w::silent, w::answers}, {false, false}, "ccsccXXXX", "sccssccss"},
        {"both", {w::silent, w::silent}, {false, false}, "ccsccXXXX", "sccssccXX"},
        {"both; one is not ours to judge", {w::silent, w::silent}, {false, true}, "ccsccXXXX", "sccssccss"},
    };
    for (const auto& r : rows) {
        CAPTURE(r.title);
        shut_out_scene s("ccsccssss", "sccssccss");
        note_shut_out(r.say, r.skip, s.probes, s.started, s.seen);
        CHECK(s.picture() == std::string(r.first) + r.second);
    }
    // Where two are shut out and none answers, a host of which nothing is known may have met the same fate.
    shut_out_scene s("ccss", "ccss");
    for (std::size_t n = 0; n < 4; ++n) {
        s.probes.push_back({2, protocol::tcp, 1});
        s.seen.push_back(saw(reason::no_response));
        s.started.push_back(time_point(milliseconds(100 + n)));
    }
    s.probes.push_back({2, protocol::udp, 1});
    s.seen.push_back(saw(reason::no_response));
    s.started.push_back(time_point(milliseconds(110)));
    note_shut_out({w::silent, w::silent, w::nothing}, {false, false, false}, s.probes, s.started, s.seen);
    CHECK(s.picture() == "ccXXccXXssXXs");
}
