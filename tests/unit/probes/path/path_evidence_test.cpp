#include "probes/path/path_evidence.hpp"

#include <doctest/doctest.h>

#include <functional>

using namespace fairway;

namespace {

constexpr auto controls = path_evidence::controls, unused = path_evidence::unused;
constexpr std::size_t x = 2, open_port = 3; // subjects

observation seen(reason why, const std::string& by = "10.9.9.9", int ttl = 0) {
    observation o;
    o.reason = why;
    o.state = why == reason::port_unreach ? state::closed : state::unknown;
    o.answered_by = by;
    o.answer_ttl = static_cast<std::uint8_t>(ttl);
    return o;
}

const auto refusal = seen(reason::conn_refused), acceptance = seen(reason::syn_ack),
           silence = seen(reason::no_response);
const auto named = seen(reason::time_exceeded);

observation complaint(int hop) {
    return seen(reason::time_exceeded, "10.0." + std::to_string(hop) + ".1");
}

/// Evidence about one refused and one open port, made by saying what packets showed.
struct evidence_of_two : path_evidence {
    explicit evidence_of_two(reason of_x = reason::conn_refused) {
        target = "10.9.9.9";
        subjects[unused].port.protocol = protocol::udp;
        add_subject({0, protocol::tcp, 100, of_x, nullptr});
        add_subject({1, protocol::tcp, 101, reason::syn_ack, nullptr});
        answers = {{{subjects[x].port}, {x}}, {{subjects[open_port].port}, {open_port}}};
    }

    evidence_of_two& show(std::size_t of, int hops, const observation& o, int times = 1) {
        for (int n = 0; n < times; ++n)
            subjects[of].after.add(static_cast<std::size_t>(hops), o, target);
        return *this;
    }

    /// Packets whose answers are heard from so many hops to live on.
    evidence_of_two& show_bound(std::size_t of, int bound, int sent, int heard) {
        auto& counts = bounds[{of, bound}];
        counts.sent += sent;
        counts.heard += heard;
        return *this;
    }
};

/// The host is three hops away and refuses; so many controls that were to end after two showed nothing.
evidence_of_two host_at_three(int controls_at_two) {
    evidence_of_two known;
    known.show(controls, 0, refusal, 6).show(controls, 3, refusal).show(controls, 2, silence, controls_at_two);
    known.screened = 2;
    return known;
}

/// As above, but controls are never answered: routers complain of them up to the second hop.
evidence_of_two silent_host(int complaints, int controls_at_two, reason of_x) {
    evidence_of_two known(of_x);
    known.show(controls, 0, silence, 6).show(controls, 1, complaint(1));
    known.show(controls, 2, complaint(2), complaints).show(controls, 2, silence, controls_at_two - complaints);
    known.screened = 2;
    return known;
}

} // namespace

TEST_CASE("what the controls do, however many are lost") {
    using does = path_evidence::behavior;
    struct row {
        int refused, accepted, silent;
        does what;
    };
    for (const auto& r : {row{6, 0, 0, does::refuse}, row{0, 6, 0, does::accept}, row{0, 0, 6, does::stay_silent},
                          row{5, 1, 0, does::differ}, row{3, 0, 3, does::refuse}, row{0, 3, 3, does::accept},
                          row{2, 0, 4, does::differ}, row{2, 0, 2, does::differ}, row{6, 0, 6, does::refuse},
                          row{5, 0, 7, does::differ}, row{0, 0, 0, does::differ}}) {
        CAPTURE(r.refused);
        CAPTURE(r.accepted);
        CAPTURE(r.silent);
        auto known = evidence_of_two().show(controls, 0, refusal, r.refused).show(controls, 0, silence, r.silent);
        CHECK(known.show(controls, 0, acceptance, r.accepted).controls_do() == r.what);
    }
}

TEST_CASE("loss is seen at controls that are answered") {
    CHECK(evidence_of_two().show(controls, 0, refusal, 6).loss() == doctest::Approx(.03));
    CHECK(evidence_of_two().show(controls, 0, refusal, 4).show(controls, 0, silence, 2).loss() ==
          doctest::Approx(1. / 3));
    CHECK(evidence_of_two().show(controls, 0, silence, 6).loss() == doctest::Approx(.03)); // silent, not lost
}

TEST_CASE("nearer than a host that refuses") {
    struct row {
        const char* what;
        evidence_of_two known;
        bool nearer;
    };
    const row rows[] = {
        {"twelve answers, twelve controls", host_at_three(12).show(x, 2, refusal, 12), true},
        {"eight of each: one in ten thousand", host_at_three(8).show(x, 2, refusal, 8), false},
        {"three answers, whatever the odds", host_at_three(400).show(x, 2, refusal, 3), false},
        {"four, where so many controls had none", host_at_three(400).show(x, 2, refusal, 4), true},
        {"it was complained of there, too", host_at_three(40).show(x, 2, refusal, 12).show(x, 2, complaint(2)), false},
        {"a control was answered there", host_at_three(40).show(x, 2, refusal, 12).show(controls, 2, refusal), false},
        {"not asked there, but where the host is", host_at_three(12).show(x, 3, refusal, 12), false},
    };
    for (const auto& r : rows) {
        CAPTURE(r.what);
        CHECK(r.known.is_nearer(r.known.subjects[x]) == r.nearer);
    }
}

TEST_CASE("nearer than a host that stays silent") {
    struct row {
        const char* what;
        evidence_of_two known;
        bool nearer;
    };
    const auto open = reason::syn_ack, closed = reason::conn_refused;
    const row rows[] = {
        {"twelve of each", silent_host(12, 12, closed).show(x, 2, refusal, 12), true},
        {"eight complaints, many answers", silent_host(8, 8, closed).show(x, 2, refusal, 24), true},
        {"seven complaints, however many answers", silent_host(7, 7, closed).show(x, 2, refusal, 100), false},
        {"too many controls that no router complained of", silent_host(12, 16, closed).show(x, 2, refusal, 100), false},
        {"an open port as well", silent_host(12, 12, open).show(x, 2, acceptance, 12), true},
        {"two complaints less: one in 100,000", silent_host(12, 14, open).show(x, 2, acceptance, 12), false},
        {"it answers now and then", silent_host(14, 16, open).show(x, 2, acceptance, 10).show(x, 2, silence, 2), false},
        {"the host answers datagrams there",
         silent_host(12, 12, closed).show(x, 2, refusal, 12).show(unused, 2, seen(reason::port_unreach)), false},
        {"sixteen of each, and many answers", silent_host(16, 16, closed).show(x, 2, refusal, 24), true},
        {"but a control was answered there",
         silent_host(16, 16, closed).show(x, 2, refusal, 24).show(controls, 2, refusal), false},
        {"a router at two distances", silent_host(12, 12, closed).show(x, 2, refusal, 12).show(unused, 3, complaint(1)),
         false},
    };
    for (const auto& r : rows) {
        CAPTURE(r.what);
        CHECK(r.known.is_nearer(r.known.subjects[x]) == r.nearer);
    }
}

TEST_CASE("passed on to another machine") {
    struct controls_at_two {
        int complained, silent, named;
    };
    const auto known = [](int in_its_name, const controls_at_two& c, int complained = 0) {
        evidence_of_two all;
        all.show(controls, 0, refusal, 6).show(controls, 3, refusal).show(controls, 2, complaint(2), c.complained);
        all.show(controls, 2, silence, c.silent).show(controls, 2, named, c.named).show(x, 2, named, in_its_name);
        all.show(x, 2, complaint(2), complained).screened = 2;
        return all.any_doubt();
    };
    CHECK(known(12, {12, 0, 0}));
    CHECK(known(20, {10, 0, 0}));
    CHECK_FALSE(known(40, {9, 0, 0}));  // too few complaints of controls
    CHECK_FALSE(known(5, {14, 2, 0}));  // Five of its packets may take a short path that two controls took, too.
    CHECK_FALSE(known(3, {400, 0, 0})); // too few of it
    CHECK(known(20, {16, 1, 0}));
    CHECK_FALSE(known(20, {16, 0, 1}));    // it is the whole host that is translated
    CHECK_FALSE(known(12, {12, 0, 0}, 1)); // one of its packets was on its way like a control
}

TEST_CASE("on the last router") {
    const auto known = [](const std::function<void(evidence_of_two&)>& change) {
        auto all = host_at_three(2);
        all.host_ttl = 62;
        all.show_bound(controls, 62, 6, 6).show_bound(controls, 63, 14, 0).show_bound(x, 63, 12, 12);
        all.show_bound(open_port, 62, 1, 1).show_bound(open_port, 63, 1, 0).show(x, 3, refusal, 3);
        change(all);
        return all.is_last_router(x);
    };
    CHECK(known([](auto&) {}));
    CHECK_FALSE(known([](auto& all) { all.show_bound(x, 64, 1, 1); })); // two hops nearer: another initial value
    CHECK(known([](auto& all) { all.show_bound(x, 64, 1, 0); }));
    CHECK_FALSE(known([](auto& all) { all.show_bound(controls, 63, 1, 1); }));   // so are controls
    CHECK_FALSE(known([](auto& all) { all.bounds[{controls, 62}] = {6, 2}; }));  // or it is not known of them
    CHECK_FALSE(known([](auto& all) { all.show_bound(open_port, 63, 1, 1); }));  // so is an open port
    CHECK_FALSE(known([](auto& all) { all.bounds[{open_port, 62}] = {1, 0}; })); // one that is lost says nothing
    CHECK_FALSE(known([](auto& all) { all.bounds[{controls, 63}] = {4, 0}; }));  // too few to say
    CHECK_FALSE(known([](auto& all) { all.bounds[{x, 63}] = {3, 3}; }));         // so are these
    CHECK_FALSE(known([](auto& all) { all.show(x, 3, named); }));                // it is behind the host
    CHECK(known([](auto& all) {                                                  // there need not be an open port
        all.bounds.erase({open_port, 62});
        all.bounds.erase({open_port, 63});
    }));
    for (const int of_host : {62, 59, 58}) { // the way back is as long, three hops longer, or four
        CAPTURE(of_host);
        CHECK(known([&](auto& all) {
                  all.bounds.clear();
                  all.host_ttl = of_host;
                  all.show_bound(controls, of_host, 6, 6).show_bound(controls, of_host + 1, 14, 0);
                  all.show_bound(x, of_host + 1, 12, 12);
              }) == (of_host >= 59));
    }
}

TEST_CASE("whom one packet makes suspicious") {
    const auto suspicious = [](evidence_of_two known) { return known.is_suspicious(known.subjects[x]); };
    CHECK(suspicious(host_at_three(1).show(x, 2, refusal)));
    CHECK(suspicious(host_at_three(1).show(x, 2, named)));
    CHECK_FALSE(suspicious(host_at_three(1).show(x, 2, silence)));
    CHECK_FALSE(suspicious(host_at_three(1).show(x, 3, refusal)));
    CHECK_FALSE(
        suspicious(host_at_three(1).show(x, 2, refusal).show(x, 2, complaint(2))));       // some of its paths are short
    CHECK_FALSE(suspicious(host_at_three(1).show(x, 2, named).show(controls, 2, named))); // so is the whole host
}

TEST_CASE("the time to live of answers, by bounds that hide those that have less") {
    auto known = host_at_three(12);
    CHECK(known.ttl_of(x).least == 0);
    CHECK(known.ttl_of(x).above == 256);
    known.show_bound(x, 33, 2, 2).show_bound(x, 65, 2, 0).show_bound(x, 129, 2, 0);
    CHECK(known.ttl_of(x).least == 33);
    CHECK(known.ttl_of(x).above == 65);
    CHECK_FALSE(known.ttl_of(x).is_exact());
    known.show_bound(x, 62, 1, 0).show_bound(x, 63, 1, 1).show_bound(x, 64, 1, 0); // 62 was lost
    CHECK(known.ttl_of(x).least == 63);
    CHECK(known.ttl_of(x).is_exact());
    CHECK(known.ttl_of(open_port).least == 0); // another's
}

TEST_CASE("the time to live of any answer is found, at once where it is a usual one") {
    for (const bool of_host : {true, false})
        for (int ttl = 1; ttl <= 255; ++ttl) {
            CAPTURE(ttl);
            auto known = host_at_three(12).show(x, 2, refusal);
            const auto of = of_host ? controls : x;
            std::size_t packets = 0;
            int rounds = 0;
            for (; !known.ttl_of(of).is_exact(); ++rounds) {
                REQUIRE(rounds < 5);
                const auto bounds = known.bounds_to_ask(of);
                REQUIRE(!bounds.empty());
                packets += bounds.size();
                for (const int bound : bounds)
                    known.show_bound(of, bound, 1, ttl >= bound ? 1 : 0);
            }
            CHECK(known.ttl_of(of).least == ttl);
            const bool is_usual = ttl == 253 || ttl == 126 || ttl == 62 || ttl == 58 || ttl == 30 || ttl == 28;
            if (is_usual) CHECK(rounds == 2);
            if (is_usual) CHECK(packets <= 21);
            CHECK(known.bounds_to_ask(of).empty());
        }
}

TEST_CASE("nobody is guilty unless it is one host that the controls show") {
    const auto guilty = [](int heard, const std::function<void(evidence_of_two&)>& change) {
        auto all = host_at_three(12).show(x, 2, refusal, 12);
        all.show_bound(controls, 62, 1, 1).show_bound(controls, 63, 1, 0);
        all.show_bound(controls, 59, 8, heard).show_bound(controls, 66, 8, 0);
        change(all);
        return all.is_guilty(x);
    };
    const auto from_nearer = [](auto& all) { all.show_bound(x, 62, 3, 3).show_bound(x, 63, 3, 3); };
    const auto from_farther = [](auto& all) { all.show_bound(x, 62, 3, 0).show_bound(x, 63, 3, 0); };
    CHECK(guilty(8, from_nearer));
    CHECK(guilty(5, from_farther)); // three of eight may be lost
    CHECK_FALSE(guilty(4, from_nearer));
    CHECK_FALSE(guilty(8, [&](auto& all) { // one control's came from nearer
        from_nearer(all);
        all.show_bound(controls, 66, 1, 1);
    }));
    CHECK_FALSE(guilty(8, [&](auto& all) { // nobody asked for those from nearer
        from_nearer(all);
        all.bounds.erase({controls, 66});
    }));
    CHECK_FALSE(guilty(8, [](auto& all) { all.show_bound(x, 62, 3, 3).show_bound(x, 63, 3, 0); })); // exactly as far
    CHECK_FALSE(guilty(8, [](auto&) {}));                                                           // not known
    CHECK_FALSE(host_at_three(12).show(x, 2, refusal, 12).is_guilty(x));
}

TEST_CASE("dropped on the way to a router") {
    constexpr int enough = 6;
    const auto dropped = [](int complaints, int router_before, const std::function<void(evidence_of_two&)>& change) {
        evidence_of_two all(reason::no_response);
        all.show(x, 1, complaint(router_before)).show(x, 2, silence, 55).show(controls, 1, complaint(1));
        all.show(controls, 2, complaint(2), 20);
        change(all);
        return all.is_dropped({x, controls, 2, complaints});
    };
    const auto datagrams_come_there = [](auto& all) { all.show(unused, 2, complaint(2)); };
    const auto and_also = [](std::size_t of, int hops, const observation& o) {
        return [=](auto& all) { all.show(unused, 2, complaint(2)).show(of, hops, o); };
    };
    CHECK(dropped(enough, 1, datagrams_come_there));
    CHECK_FALSE(dropped(enough - 1, 1, datagrams_come_there)); // of all those controls, so many were sent between
    CHECK_FALSE(dropped(enough, 7, datagrams_come_there));     // not on the path of the controls
    CHECK_FALSE(dropped(enough, 1, [](auto&) {}));             // only controls come to that router
    CHECK_FALSE(dropped(enough, 1, and_also(x, 2, complaint(2))));
    CHECK_FALSE(dropped(enough, 1, and_also(x, 2, named)));
    CHECK_FALSE(dropped(enough, 1, and_also(x, 4, complaint(4)))); // it gets farther
    CHECK_FALSE(dropped(enough, 1, and_also(x, 5, acceptance)));   // it is answered
    CHECK_FALSE(dropped(enough, 1, and_also(unused, 3, complaint(1))));
}

TEST_CASE("the host answered, or nobody knows") {
    struct row {
        const char* what;
        evidence_of_two known;
        bool host;
    };
    const auto unreachable = seen(reason::port_unreach);
    auto one_hop = evidence_of_two().show(controls, 0, refusal, 6).show(controls, 1, refusal);
    // Controls vanish without a word, and only datagrams show how far the host is.
    const auto by_datagrams = [](int screened) {
        auto known = evidence_of_two().show(controls, 0, silence, 6);
        known.screened = screened;
        return known;
    };
    const row rows[] = {
        {"complained of one hop short", host_at_three(2).show(x, 2, complaint(2)), true},
        {"silent there", host_at_three(2).show(x, 2, silence), true},
        {"answered there", host_at_three(2).show(x, 2, refusal), false},
        {"redirected there", host_at_three(2).show(x, 2, named), false},
        {"as all of the host is", host_at_three(2).show(x, 2, named).show(controls, 2, named), true},
        {"not asked", host_at_three(2), false},
        {"one hop away nothing can be nearer", one_hop, true},
        {"datagrams go farther: all TCP may be refused on the path",
         host_at_three(2).show(x, 2, complaint(2)).show(unused, 3, complaint(3)), false},
        {"another port goes farther", host_at_three(2).show(x, 2, complaint(2)).show(open_port, 3, complaint(3)),
         false},
        {"the host passes another port on, to a container",
         host_at_three(2).show(x, 2, complaint(2)).show(open_port, 3, named), true},
        {"controls vanish, datagrams are answered one hop farther",
         by_datagrams(2).show(unused, 3, unreachable).show(x, 2, complaint(2)), true},
        {"controls vanish, datagrams are answered farther than it is",
         by_datagrams(2).show(unused, 3, unreachable).show(x, 2, refusal), false},
        {"controls vanish, datagrams are complained of as far as it is",
         by_datagrams(2).show(unused, 2, complaint(2)).show(x, 2, silence), true},
        {"controls vanish, datagrams are answered by the first hop", by_datagrams(0).show(unused, 1, unreachable),
         true},
        {"but a router complained of a control there",
         by_datagrams(1).show(unused, 1, unreachable).show(controls, 1, complaint(1)), false},
        {"controls and datagrams vanish", by_datagrams(0), false},
        {"controls that differ", host_at_three(2).show(x, 2, complaint(2)).show(controls, 0, acceptance), false},
    };
    for (const auto& r : rows) {
        CAPTURE(r.what);
        path_conclusions all;
        all.hops.resize(1);
        r.known.conclude(all);
        CHECK(all.by_host.count(0) == (r.host ? 1 : 0));
        CHECK(all.on_path.empty());
    }
}
