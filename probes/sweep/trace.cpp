#include "probes/sweep/trace.hpp"

#include "probes/net/error_queue.hpp"
#include "probes/path/path.hpp"
#include "probes/sweep/pass.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace fairway {

namespace {

using std::chrono::milliseconds;

constexpr std::uint16_t walk_port = 33434; // where traceroute begins: nothing listens there
constexpr int walk_step = 8;               // hops that are asked for at once
constexpr int farthest = 24;
constexpr std::size_t most_samples = 8; // of a span, besides its edges
constexpr std::size_t most_spans = 16;  // of an address
constexpr std::size_t most_silent = 4;  // UDP ports of an address that are walked
constexpr int most_questions = 16;      // rounds of asking for complaints that are missing
constexpr int misses = 3;               // before saying that a router had not a datagram
constexpr int repeats = 8;              // before accusing anybody: paths of equal cost differ by source port

bool answered(const observation& o) {
    return o.reason == reason::conn_refused || o.reason == reason::syn_ack || o.reason == reason::reset ||
           o.reason == reason::hang_up;
}

/// Packets of one round, all in flight at once, and what they showed.
class round_of_packets {
  public:
    /// Returns the place of its result.
    std::size_t add(std::uint32_t address, protocol p, std::uint16_t port, int hops, int least_ttl = 0,
                    const wire::exchange* asked = nullptr) {
        packets_.push_back(
            {address, p, port, static_cast<std::uint8_t>(hops), static_cast<std::uint8_t>(least_ttl), asked});
        return packets_.size() - 1;
    }

    void run(const sweep_run& of, milliseconds wait) {
        auto asked = of.about(packets_);
        std::vector<launch> launches;
        std::vector<int> sent(of.lanes.size());
        // Some room between them, whatever the rate, so that a router's queue does not decide what is seen.
        constexpr int burst = 200, each_ms = 2;
        for (std::size_t i = 0; i < packets_.size(); ++i) {
            const int before = sent[packets_[i].address]++;
            launches.push_back({i, milliseconds(std::max(0, before - burst) / each_ms), wait});
        }
        run_pass(asked, launches);
        results_ = std::move(asked.seen);
    }

    const observation& operator[](std::size_t place) const { return results_[place]; }
    bool empty() const { return packets_.empty(); }

  private:
    std::vector<probe> packets_;
    std::vector<observation> results_;
};

/// Neighbouring ports of one address that gave the same answer.
struct answer_span {
    std::vector<std::size_t> probes; ///< indexes, by port
    std::vector<std::size_t> samples;
};

/// A port that stands for others of its address with the same answer.
struct representative {
    std::size_t probe = 0;
    std::optional<int> ttl; ///< of its answers
};

/// A packet that a router complained of.
struct complained_of {
    fairway::protocol protocol = protocol::tcp;
    std::uint16_t port = 0;
    const wire::exchange* asked = nullptr;
};

/// A UDP port that did not answer, and the walk of its own datagrams.
struct silent_datagrams {
    std::size_t probe = 0;
    walk trail = {};
    int missed = 0;       ///< Times that the next router complained of another packet, sent right behind this port's.
    bool settled = false; ///< Something else came than silence or a router's complaint.
};

/// One address under examination.
struct suspect {
    std::uint32_t address = 0;
    std::vector<answer_span> spans;
    std::vector<representative> representatives; ///< one refused and one open port
    std::optional<std::size_t> silent;           ///< one silent TCP port
    std::vector<std::size_t> silences;           ///< all of them
    std::vector<silent_datagrams> silent_udp;
    walk datagrams;
    walk silence;
    std::vector<std::string> routers;      ///< by hop, of all walks
    std::vector<complained_of> complaints; ///< what showed each of them
    std::optional<int> hops;
    int host_behind = 0;           ///< Hops that answers of the host itself have behind them; 0: not known.
    bool paths_differ = false;     ///< Equal-cost paths of unequal length: hops prove nothing.
    std::set<std::size_t> doubted; ///< probes whose answer may not be the host's
    std::map<std::size_t, fairway::on_way> accused; ///< probes, and who answered them
    std::set<std::size_t> cleared;                  ///< probes whose answer is the host's
};

class tracer {
  public:
    tracer(sweep_run& run, const std::vector<bool>& skip, milliseconds deadline, milliseconds wait)
        : run_(run), probes_(run.probes), seen_(run.seen), until_(std::chrono::steady_clock::now() + deadline),
          wait_(wait), results_(run.lanes.size()) {
        collect(skip);
    }

    std::vector<std::optional<int>> run() {
        walk_to_silence();
        look_at_representatives();
        look_at_samples();
        confirm();
        widen();
        walk_datagrams();
        for (const auto& s : suspects_)
            conclude(s);
        return std::move(results_);
    }

  private:
    const std::string& target(const suspect& s) const { return run_.lanes[s.address]->text; }

    bool time_left() const { return !run_.stop.stop_requested() && std::chrono::steady_clock::now() + wait_ < until_; }

    void run(round_of_packets& r) { r.run(run_, time_left() ? wait_ : milliseconds(0)); }

    void collect(const std::vector<bool>& skip) {
        std::map<std::uint32_t, std::vector<std::size_t>> by_address;
        for (std::size_t i = 0; i < probes_.size(); ++i)
            if (!skip[probes_[i].address]) by_address[probes_[i].address].push_back(i);
        for (auto& [address, all] : by_address) {
            std::sort(all.begin(), all.end(), [&](auto a, auto b) { return probes_[a].port < probes_[b].port; });
            suspect s;
            s.address = address;
            std::set<reason> represented;
            for (const auto i : all) {
                const observation& o = seen_[i];
                const bool silent = o.reason == reason::no_response;
                if (probes_[i].protocol == protocol::udp) {
                    if (silent && s.silent_udp.size() < most_silent) s.silent_udp.push_back({i});
                    continue;
                }
                if (silent) s.silences.push_back(i);
                if (!answered(o)) continue;
                if (represented.insert(o.reason).second) s.representatives.push_back({i, {}});
                const bool goes_on = !s.spans.empty() && seen_[s.spans.back().probes.back()].reason == o.reason &&
                                     probes_[s.spans.back().probes.back()].port + 1 == probes_[i].port;
                if (!goes_on && s.spans.size() < most_spans) s.spans.emplace_back();
                if (goes_on || s.spans.back().probes.empty()) s.spans.back().probes.push_back(i);
            }
            for (auto& span : s.spans)
                choose_samples(span);
            if (!s.silences.empty()) s.silent = s.silences[s.silences.size() / 2];
            if (!s.spans.empty() || s.silent || !s.silent_udp.empty()) suspects_.push_back(std::move(s));
        }
    }

    static void choose_samples(answer_span& span) {
        const std::size_t n = span.probes.size();
        std::set<std::size_t> chosen{span.probes.front(), span.probes.back()};
        for (std::size_t k = 1; k <= most_samples; ++k)
            chosen.insert(span.probes[k * (n - 1) / (most_samples + 1)]);
        span.samples.assign(chosen.begin(), chosen.end());
    }

    // `port` is that of the first hop.
    void add_routers(suspect& s, const walk& w, protocol p, std::uint16_t port, bool next_ports = false,
                     const wire::exchange* asked = nullptr) {
        const auto routers = routers_of(w, target(s));
        if (s.routers.size() < routers.size()) s.routers.resize(routers.size());
        s.complaints.resize(s.routers.size());
        for (std::size_t n = 0; n < routers.size(); ++n) {
            if (!s.routers[n].empty()) continue;
            s.routers[n] = routers[n];
            s.complaints[n] = {p, static_cast<std::uint16_t>(port + (next_ports ? n : 0)), asked};
        }
    }

    /// Packets to one port, or each to the next as traceroute does, and where to note what they showed.
    struct trail {
        suspect* s;
        walk* seen;
        fairway::protocol protocol;
        std::uint16_t port; ///< of the first hop
        bool next_ports = false;
        const wire::exchange* asked = nullptr;
    };

    static trail to_no_service(suspect& s) { return {&s, &s.datagrams, protocol::udp, walk_port + 1, true}; }

    // Sends packets that end after 1, 2, … hops, some hops at a time, until they arrive or no router answers any more.
    void walk_all(const std::vector<trail>& trails) {
        for (int from = 1; from <= farthest && time_left(); from += walk_step) {
            round_of_packets r;
            std::vector<std::pair<walk*, std::size_t>> places;
            for (const auto& t : trails) {
                if (static_cast<int>(t.seen->size()) != from - 1 || ended(*t.seen, target(*t.s))) continue;
                for (int hops = from; hops < from + walk_step; ++hops) {
                    const int port = t.port + (t.next_ports ? hops - 1 : 0);
                    places.emplace_back(
                        t.seen, r.add(t.s->address, t.protocol, static_cast<std::uint16_t>(port), hops, 0, t.asked));
                }
            }
            if (r.empty()) break;
            run(r);
            for (const auto& [seen, place] : places)
                seen->push_back(r[place]);
        }
    }

    void walk_to_no_service(const std::vector<trail>& trails) {
        walk_all(trails);
        for (const auto& t : trails) {
            suspect& s = *t.s;
            add_routers(s, s.datagrams, t.protocol, t.port, t.next_ports);
            s.hops = distance_of_answer(s.datagrams, target(s));
            if (!s.hops) continue;
            const auto& answer = s.datagrams[static_cast<std::size_t>(*s.hops) - 1];
            if (answer.answer_ttl > 0) s.host_behind = hops_behind(answer.answer_ttl);
        }
    }

    static bool ended(const walk& w, const std::string& target) {
        if (w.empty()) return false;
        if (distance_of_answer(w, target)) return true;
        const auto routers = routers_of(w, target);
        return std::all_of(routers.end() - walk_step / 2, routers.end(), [](const auto& r) { return r.empty(); });
    }

    // Silent ports first: they need the routers' complaints, and Linux sends six of them, then one a second.
    void walk_to_silence() {
        std::vector<trail> silences, others;
        for (auto& s : suspects_) {
            if (s.silent) silences.push_back({&s, &s.silence, protocol::tcp, probes_[*s.silent].port});
            if (s.silent || !s.spans.empty()) others.push_back(to_no_service(s));
        }
        walk_all(silences);
        walk_to_no_service(others);
        // A complaint that is missing may have been one too many for the router: ask again before saying so.
        for (int again = 0; again < 2 && time_left(); ++again) {
            round_of_packets r;
            std::vector<std::pair<observation*, std::size_t>> places;
            for (auto& s : suspects_) {
                if (!s.silent) continue;
                const auto end = end_of(s.silence, s.routers, farthest, target(s));
                if (!end.before_host) continue;
                for (std::size_t n = static_cast<std::size_t>(end.last_hop);
                     n < s.silence.size() && n < s.routers.size(); ++n)
                    if (!s.routers[n].empty())
                        places.emplace_back(&s.silence[n], r.add(s.address, protocol::tcp, probes_[*s.silent].port,
                                                                 static_cast<int>(n) + 1));
            }
            if (r.empty()) break;
            run(r);
            for (auto& [where, place] : places)
                if (where->reason != reason::time_exceeded) *where = r[place];
        }
        for (auto& s : suspects_)
            if (s.silent) add_routers(s, s.silence, protocol::tcp, probes_[*s.silent].port);
    }

    // Datagrams of silent UDP ports come last: whatever complaints they cost are not missing elsewhere. That they stay
    // unanswered is normal, and a complaint that is missing may be one more than the router may send. So they count as
    // dropped only where the next router complained, each time, of another packet that was sent right behind them.
    void walk_datagrams() {
        std::vector<trail> unknown, trails;
        for (auto& s : suspects_) {
            if (!s.silent_udp.empty() && s.datagrams.empty()) unknown.push_back(to_no_service(s));
            for (auto& m : s.silent_udp)
                trails.push_back({&s, &m.trail, protocol::udp, probes_[m.probe].port, false, probes_[m.probe].asked});
        }
        if (trails.empty()) return;
        walk_to_no_service(unknown);
        walk_all(trails);
        for (const auto& t : trails)
            add_routers(*t.s, *t.seen, t.protocol, t.port, t.next_ports, t.asked);
        for (int n = 0; n < most_questions && time_left(); ++n) {
            round_of_packets r;
            struct place {
                silent_datagrams* of;
                std::uint32_t address;
                std::size_t hop, packet, control;
            };
            std::vector<place> places;
            for (auto& s : suspects_) {
                std::map<std::size_t, std::vector<silent_datagrams*>> by_hop;
                for (auto& m : s.silent_udp)
                    if (const auto hop = next_router(s, m)) by_hop[*hop].push_back(&m);
                for (const auto& [hop, all] : by_hop) {
                    const auto first = places.size();
                    for (auto* m : all) {
                        const auto& p = probes_[m->probe];
                        const auto packet = r.add(s.address, protocol::udp, p.port, static_cast<int>(hop), 0, p.asked);
                        places.push_back({m, s.address, hop, packet, 0});
                    }
                    const auto& c = s.complaints[hop - 1];
                    const auto control = r.add(s.address, c.protocol, c.port, static_cast<int>(hop), 0, c.asked);
                    for (auto i = first; i < places.size(); ++i)
                        places[i].control = control;
                }
            }
            if (r.empty()) break;
            run(r);
            for (const auto& p : places) {
                const auto& o = r[p.packet];
                if (o.reason == reason::no_response) {
                    if (r[p.control].reason == reason::time_exceeded) ++p.of->missed;
                    continue;
                }
                p.of->missed = 0;
                p.of->trail[p.hop - 1] = o;
                p.of->settled = o.reason != reason::time_exceeded || o.answered_by == run_.lanes[p.address]->text;
            }
        }
    }

    /// The next hop, beyond the last that had this port's datagrams, of whose router other packets brought complaints.
    /// Nothing where there is none, or no more to find out.
    std::optional<std::size_t> next_router(const suspect& s, const silent_datagrams& m) const {
        if (m.missed >= misses || m.settled || s.paths_differ || distance_of_answer(m.trail, target(s)))
            return std::nullopt;
        const auto end = end_of(m.trail, s.routers, s.hops, target(s));
        for (auto n = static_cast<std::size_t>(end.last_hop); n < s.routers.size() && n < m.trail.size(); ++n)
            if (!s.routers[n].empty()) return n + 1;
        return std::nullopt;
    }

    int steps(const suspect& s) const { return std::max(walk_step, static_cast<int>(s.datagrams.size())); }

    /// Asks for the time to live of one port's answers; read the result with ttl_of().
    std::size_t ask_ttl(round_of_packets& r, const suspect& s, std::size_t i) {
        const auto bounds = ttl_bounds(steps(s));
        const auto first = r.add(s.address, protocol::tcp, probes_[i].port, 0, bounds.front());
        for (std::size_t n = 1; n < bounds.size(); ++n)
            r.add(s.address, protocol::tcp, probes_[i].port, 0, bounds[n]);
        return first;
    }

    std::optional<int> ttl_of(const round_of_packets& r, const suspect& s, std::size_t first) const {
        const auto bounds = ttl_bounds(steps(s));
        std::vector<bool> passed;
        for (std::size_t n = 0; n < bounds.size(); ++n)
            passed.push_back(answered(r[first + n]));
        return ttl_between(bounds, passed);
    }

    // How far away does something answer, and how far has its answer come? The host is at least as far as the farthest
    // of its answers, and farther than every router that had its packets.
    void look_at_representatives() {
        if (!time_left()) return;
        round_of_packets r;
        struct place {
            suspect* s;
            representative* rep;
            std::size_t first_hop, first_bound;
        };
        std::vector<place> places;
        for (auto& s : suspects_)
            for (auto& rep : s.representatives) {
                const auto first = r.add(s.address, protocol::tcp, probes_[rep.probe].port, 1);
                for (int h = 2; h <= steps(s); ++h)
                    r.add(s.address, protocol::tcp, probes_[rep.probe].port, h);
                places.push_back({&s, &rep, first, ask_ttl(r, s, rep.probe)});
            }
        if (r.empty()) return;
        run(r);
        for (const auto& p : places) {
            walk w;
            for (int h = 0; h < steps(*p.s); ++h)
                w.push_back(r[p.first_hop + static_cast<std::size_t>(h)]);
            p.rep->ttl = ttl_of(r, *p.s, p.first_bound);
            if (is_redirected(w, target(*p.s))) {
                p.s->doubted.insert(p.rep->probe); // its distance is another machine's
                continue;
            }
            add_routers(*p.s, w, protocol::tcp, probes_[p.rep->probe].port);
            if (const auto d = distance_of_answer(w, target(*p.s))) p.s->hops = std::max(p.s->hops.value_or(0), *d);
        }
        for (auto& s : suspects_) {
            if (!s.hops) continue;
            for (std::size_t n = 0; n < s.routers.size(); ++n)
                if (!s.routers[n].empty()) s.hops = std::max(*s.hops, static_cast<int>(n) + 2);
            if (s.host_behind == 0)
                for (const auto& rep : s.representatives)
                    if (rep.ttl && s.doubted.count(rep.probe) == 0)
                        s.host_behind = std::max(s.host_behind, hops_behind(*rep.ttl));
        }
    }

    bool redirected(const suspect& s, const observation& o) const {
        return o.reason == reason::time_exceeded && o.answered_by == target(s);
    }

    /// One hop short of the host. At one hop a router stands, whatever answers: the address is not on our network.
    static int short_of(const suspect& s) { return std::max(*s.hops - 1, 1); }

    /// What answers of the host itself, like those of this representative, arrive with; 0: not known.
    static int expected_ttl(const suspect& s, const observation& like, const std::vector<observation>& seen) {
        for (const auto& rep : s.representatives)
            if (seen[rep.probe].reason == like.reason && rep.ttl && s.host_behind > 0)
                return initial_ttl(*rep.ttl) - s.host_behind + 1;
        return 0;
    }

    // Edges and some ports between of every span: one hop short of the host nothing may answer; and a firewall on the
    // last router, which answers only what could have reached the host, is told by the hops that its answer lacks.
    void look_at_samples() {
        if (!time_left()) return;
        round_of_packets r;
        struct place {
            suspect* s;
            std::size_t probe;
            int expected;
        };
        std::vector<place> places; // three packets each
        for (auto& s : suspects_) {
            if (!s.hops) continue;
            for (const auto& span : s.spans)
                for (const auto i : span.samples) {
                    const int expected = expected_ttl(s, seen_[i], seen_);
                    r.add(s.address, protocol::tcp, probes_[i].port, short_of(s));
                    r.add(s.address, protocol::tcp, probes_[i].port, 0, expected);
                    r.add(s.address, protocol::tcp, probes_[i].port, 0, expected > 0 ? expected + 1 : 0);
                    places.push_back({&s, i, expected});
                }
        }
        if (r.empty()) return;
        run(r);
        for (std::size_t n = 0; n < places.size(); ++n) {
            const auto& p = places[n];
            const observation& at_short = r[3 * n];
            const bool right_ttl = p.expected == 0 || (answered(r[3 * n + 1]) && !answered(r[3 * n + 2]));
            if (answered(at_short) || redirected(*p.s, at_short) || !right_ttl)
                p.s->doubted.insert(p.probe);
            else if (p.expected > 0 && at_short.reason != reason::not_run)
                p.s->cleared.insert(p.probe);
        }
        for (auto& s : suspects_)
            for (const auto& span : s.spans)
                if (std::all_of(span.samples.begin(), span.samples.end(), [&](auto i) { return s.cleared.count(i); }))
                    s.cleared.insert(span.probes.begin(), span.probes.end());
    }

    // Nobody is accused on one packet: again from other source ports, and the time to live measured; while whatever
    // gave the host's distance must not answer one hop short of it.
    void confirm() {
        if (!time_left()) return;
        round_of_packets r;
        struct place {
            suspect* s;
            std::size_t probe, first_repeat, first_bound;
        };
        std::vector<place> places;
        std::vector<std::pair<suspect*, std::size_t>> controls;
        for (auto& s : suspects_) {
            if (!s.hops || s.doubted.empty()) continue;
            for (const auto i : s.doubted) {
                const auto first = r.add(s.address, protocol::tcp, probes_[i].port, short_of(s));
                for (int n = 1; n < repeats; ++n)
                    r.add(s.address, protocol::tcp, probes_[i].port, short_of(s));
                places.push_back({&s, i, first, ask_ttl(r, s, i)});
            }
            if (*s.hops < 2) continue;
            for (int n = 0; n < repeats; ++n) {
                controls.emplace_back(&s, r.add(s.address, protocol::udp,
                                                static_cast<std::uint16_t>(walk_port + farthest + n), short_of(s)));
                for (const auto& rep : s.representatives)
                    if (s.doubted.count(rep.probe) == 0)
                        controls.emplace_back(&s,
                                              r.add(s.address, protocol::tcp, probes_[rep.probe].port, short_of(s)));
            }
        }
        if (r.empty()) return;
        run(r);
        for (const auto& [s, place] : controls)
            if (distance_of_answer({r[place]}, target(*s))) s->paths_differ = true;
        for (const auto& p : places) {
            if (p.s->paths_differ) continue;
            bool all_short = true, none_short = true, all_redirected = true;
            for (std::size_t n = 0; n < repeats; ++n) {
                const auto& o = r[p.first_repeat + n];
                all_short = all_short && answered(o);
                all_redirected = all_redirected && redirected(*p.s, o);
                none_short = none_short && !answered(o) && !redirected(*p.s, o);
            }
            const auto ttl = ttl_of(r, *p.s, p.first_bound);
            const int behind = ttl ? hops_behind(*ttl) : 0;
            const bool came_less_far = behind > 0 && behind < p.s->host_behind;
            if (all_short || came_less_far)
                p.s->accused.emplace(p.probe, at_hop(*p.s, behind));
            else if (all_redirected)
                p.s->accused.emplace(p.probe, fairway::on_way{on_way_kind::redirect, "", 0});
            else if (none_short && behind > 0 && p.s->host_behind > 0)
                p.s->cleared.insert(p.probe);
        }
    }

    static fairway::on_way at_hop(const suspect& s, int behind) {
        const auto hop = static_cast<std::size_t>(behind);
        if (behind < 1 || (s.hops && behind >= *s.hops && *s.hops > 1)) return {on_way_kind::something, "", 0};
        const bool known = hop <= s.routers.size() && !s.routers[hop - 1].empty();
        return {known ? on_way_kind::router : on_way_kind::something, known ? s.routers[hop - 1] : "",
                static_cast<std::uint8_t>(hop)};
    }

    // Where one port of a span was answered for the host, each of them is asked.
    void widen() {
        if (!time_left()) return;
        round_of_packets r;
        struct place {
            suspect* s;
            std::size_t probe;
            const fairway::on_way* who;
        };
        std::vector<place> places; // two packets each
        for (auto& s : suspects_)
            for (const auto& span : s.spans) {
                const auto hit = std::find_if(span.samples.begin(), span.samples.end(),
                                              [&](auto i) { return s.accused.count(i) != 0; });
                if (hit == span.samples.end()) continue;
                const auto& who = s.accused.at(*hit);
                for (const auto i : span.probes) {
                    if (s.accused.count(i) != 0) continue;
                    const int expected = expected_ttl(s, seen_[i], seen_);
                    r.add(s.address, protocol::tcp, probes_[i].port, short_of(s));
                    r.add(s.address, protocol::tcp, probes_[i].port, 0, expected > 0 ? expected + 1 : 255);
                    places.push_back({&s, i, &who});
                }
            }
        if (r.empty()) return;
        run(r);
        for (std::size_t n = 0; n < places.size(); ++n) {
            const auto& p = places[n];
            if (answered(r[2 * n]) || redirected(*p.s, r[2 * n]) || answered(r[2 * n + 1]))
                p.s->accused.emplace(p.probe, *p.who);
        }
    }

    void conclude(const suspect& s) {
        results_[s.address] = s.hops;
        if (!s.paths_differ)
            for (const auto i : s.cleared)
                seen_[i].who_answered = who_answered::host;
        for (const auto& [i, who] : s.accused) {
            seen_[i].on_way = who;
            seen_[i].who_answered = who_answered::on_way;
        }
        const auto place = [&](const walk_end& end, bool dropped) {
            return path_end{end.router, static_cast<std::uint8_t>(end.last_hop),
                            static_cast<std::uint8_t>(s.hops.value_or(0)),
                            dropped ? dropped_at::here_or_after : dropped_at::unknown,
                            end.before_host ? drop_way::forward : drop_way::either};
        };
        if (const auto end = end_of(s.silence, s.routers, s.hops, target(s)); end.last_hop > 0)
            for (const auto i : s.silences)
                seen_[i].path_end = place(end, true);
        for (const auto& m : s.silent_udp) {
            auto end = end_of(m.trail, s.routers, s.hops, target(s));
            if (end.last_hop == 0) continue;
            end.before_host = m.missed >= misses;
            seen_[m.probe].path_end = place(end, end.before_host);
        }
    }

    sweep_run& run_;
    const std::vector<probe>& probes_;
    std::vector<observation>& seen_;
    std::chrono::steady_clock::time_point until_;
    milliseconds wait_;
    std::vector<suspect> suspects_;
    std::vector<std::optional<int>> results_;
};

} // namespace

bool trace_available() {
    return error_queue_available();
}

std::vector<std::optional<int>> trace(sweep_run& run, const std::vector<bool>& skip, milliseconds deadline,
                                      milliseconds wait) {
    return tracer(run, skip, deadline, wait).run();
}

} // namespace fairway
