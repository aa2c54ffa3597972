#include "probes/trace.hpp"

#include "probes/path.hpp"

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
constexpr int repeats = 8;              // before accusing anybody: paths of equal cost differ by source port

bool answered(const observation& o) {
    return o.reason == reason::conn_refused || o.reason == reason::syn_ack || o.reason == reason::reset ||
           o.reason == reason::hang_up;
}

/// Packets of one round, all in flight at once, and what they showed.
class round_of_packets {
  public:
    /// Returns the place of its result.
    std::size_t add(std::uint32_t address, protocol p, std::uint16_t port, int hops, int least_ttl = 0) {
        packets_.push_back({address, p, port, static_cast<std::uint8_t>(hops), static_cast<std::uint8_t>(least_ttl)});
        return packets_.size() - 1;
    }

    void run(boost::asio::io_context& io, const std::vector<lane_address>& addresses, milliseconds wait,
             std::size_t most_in_flight, const bool& stop) {
        results_.assign(packets_.size(), {});
        std::vector<launch> launches;
        for (std::size_t i = 0; i < packets_.size(); ++i)
            launches.push_back({i, milliseconds(0), wait});
        // Some room between them, so that a router's queue does not decide what is seen.
        run_pass(io, addresses, packets_, launches, 2000, 200, most_in_flight, stop, results_, [] {});
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

/// One address under examination.
struct suspect {
    std::uint32_t address = 0;
    std::vector<answer_span> spans;
    std::vector<representative> representatives; ///< one refused and one open port
    std::optional<std::size_t> silent;           ///< one silent port
    walk datagrams;
    walk silence;
    std::vector<std::string> routers; ///< by hop, of all walks
    std::optional<int> hops;
    int host_behind = 0;           ///< Hops that answers of the host itself have behind them; 0: not known.
    bool paths_differ = false;     ///< Equal-cost paths of unequal length: hops prove nothing.
    std::set<std::size_t> doubted; ///< probes whose answer may not be the host's
    std::map<std::size_t, std::string> accused; ///< probes, and who answered them
};

class tracer {
  public:
    tracer(boost::asio::io_context& io, const std::vector<lane_address>& addresses, const std::vector<bool>& skip,
           const std::vector<probe>& probes, std::vector<observation>& seen, milliseconds deadline, milliseconds wait,
           std::size_t most_in_flight, const bool& stop)
        : io_(io), addresses_(addresses), probes_(probes), seen_(seen), most_in_flight_(most_in_flight), stop_(stop),
          until_(std::chrono::steady_clock::now() + deadline), wait_(wait), results_(addresses.size()) {
        collect(skip);
    }

    std::vector<address_path> run() {
        walk_to_silence();
        look_at_representatives();
        look_at_samples();
        confirm();
        widen();
        for (const auto& s : suspects_)
            conclude(s);
        return std::move(results_);
    }

  private:
    const std::string& target(const suspect& s) const { return addresses_[s.address].text; }

    bool time_left() const { return !stop_ && std::chrono::steady_clock::now() + wait_ < until_; }

    void run(round_of_packets& r) {
        r.run(io_, addresses_, time_left() ? wait_ : milliseconds(0), most_in_flight_, stop_);
    }

    void collect(const std::vector<bool>& skip) {
        std::map<std::uint32_t, std::vector<std::size_t>> by_address;
        for (std::size_t i = 0; i < probes_.size(); ++i)
            if (probes_[i].protocol == protocol::tcp && !skip[probes_[i].address])
                by_address[probes_[i].address].push_back(i);
        for (auto& [address, all] : by_address) {
            std::sort(all.begin(), all.end(), [&](auto a, auto b) { return probes_[a].port < probes_[b].port; });
            suspect s;
            s.address = address;
            std::set<reason> represented;
            std::vector<std::size_t> silences;
            for (const auto i : all) {
                const observation& o = seen_[i];
                if (o.reason == reason::no_response) silences.push_back(i);
                if (!answered(o)) continue;
                if (represented.insert(o.reason).second) s.representatives.push_back({i, {}});
                const bool goes_on = !s.spans.empty() && seen_[s.spans.back().probes.back()].reason == o.reason &&
                                     probes_[s.spans.back().probes.back()].port + 1 == probes_[i].port;
                if (!goes_on && s.spans.size() < most_spans) s.spans.emplace_back();
                if (goes_on || s.spans.back().probes.empty()) s.spans.back().probes.push_back(i);
            }
            for (auto& span : s.spans)
                choose_samples(span);
            if (!silences.empty()) s.silent = silences[silences.size() / 2];
            if (!s.spans.empty() || s.silent) suspects_.push_back(std::move(s));
        }
    }

    static void choose_samples(answer_span& span) {
        const std::size_t n = span.probes.size();
        std::set<std::size_t> chosen{span.probes.front(), span.probes.back()};
        for (std::size_t k = 1; k <= most_samples; ++k)
            chosen.insert(span.probes[k * (n - 1) / (most_samples + 1)]);
        span.samples.assign(chosen.begin(), chosen.end());
    }

    static void add_routers(suspect& s, const walk& w, const std::string& target) {
        const auto routers = routers_of(w, target);
        if (s.routers.size() < routers.size()) s.routers.resize(routers.size());
        for (std::size_t n = 0; n < routers.size(); ++n)
            if (s.routers[n].empty()) s.routers[n] = routers[n];
    }

    // Sends packets that end after 1, 2, … hops, some hops at a time, until they arrive or no router answers any more.
    template <class Wanted>
    void walk_all(walk suspect::*trail, protocol p, Wanted wanted) {
        for (int from = 1; from <= farthest && time_left(); from += walk_step) {
            round_of_packets r;
            std::vector<std::pair<suspect*, std::size_t>> places;
            for (auto& s : suspects_) {
                walk& w = s.*trail;
                if (static_cast<int>(w.size()) != from - 1 || ended(w, target(s)) || !wanted(s)) continue;
                for (int hops = from; hops < from + walk_step; ++hops) {
                    const int port = p == protocol::udp ? walk_port + hops : probes_[*s.silent].port;
                    places.emplace_back(&s, r.add(s.address, p, static_cast<std::uint16_t>(port), hops));
                }
            }
            if (r.empty()) break;
            run(r);
            for (const auto& [s, place] : places)
                (s->*trail).push_back(r[place]);
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
        walk_all(&suspect::silence, protocol::tcp, [](const suspect& s) { return s.silent.has_value(); });
        walk_all(&suspect::datagrams, protocol::udp, [](const suspect&) { return true; });
        for (auto& s : suspects_) {
            add_routers(s, s.datagrams, target(s));
            s.hops = distance_of_answer(s.datagrams, target(s));
            if (s.hops) {
                const auto& answer = s.datagrams[static_cast<std::size_t>(*s.hops) - 1];
                if (answer.answer_ttl > 0) s.host_behind = hops_behind(answer.answer_ttl);
            }
        }
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
            add_routers(s, s.silence, target(s));
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
            add_routers(*p.s, w, target(*p.s));
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
            if (answered(at_short) || redirected(*p.s, at_short) || !right_ttl) p.s->doubted.insert(p.probe);
        }
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
            bool all_short = true, all_redirected = true;
            for (std::size_t n = 0; n < repeats; ++n) {
                all_short = all_short && answered(r[p.first_repeat + n]);
                all_redirected = all_redirected && redirected(*p.s, r[p.first_repeat + n]);
            }
            const auto ttl = ttl_of(r, *p.s, p.first_bound);
            const int behind = ttl ? hops_behind(*ttl) : 0;
            const bool came_less_far = behind > 0 && behind < p.s->host_behind;
            if (all_short || came_less_far)
                p.s->accused.emplace(p.probe, on_way(*p.s, behind));
            else if (all_redirected)
                p.s->accused.emplace(p.probe, "another machine, to which a router passes the connection on");
        }
    }

    static std::string on_way(const suspect& s, int behind) {
        const auto hop = static_cast<std::size_t>(behind);
        if (behind < 1 || (s.hops && behind >= *s.hops && *s.hops > 1)) return "something on the way";
        const std::string place = "hop " + std::to_string(behind);
        return hop <= s.routers.size() && !s.routers[hop - 1].empty() ? s.routers[hop - 1] + " (" + place + ")" : place;
    }

    // Where one port of a span was answered for the host, each of them is asked.
    void widen() {
        if (!time_left()) return;
        round_of_packets r;
        struct place {
            suspect* s;
            std::size_t probe;
            const std::string* who;
        };
        std::vector<place> places; // two packets each
        for (auto& s : suspects_)
            for (const auto& span : s.spans) {
                const auto hit = std::find_if(span.samples.begin(), span.samples.end(),
                                              [&](auto i) { return s.accused.count(i) != 0; });
                if (hit == span.samples.end()) continue;
                const std::string& who = s.accused.at(*hit);
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
        address_path& result = results_[s.address];
        result.hops = s.hops;
        for (const auto& [i, who] : s.accused)
            seen_[i].on_way = who;
        if (!s.silent) return;
        const auto end = end_of(s.silence, s.routers, s.hops, target(s));
        if (end.last_hop == 0) return;
        result.ends_before_host = end.before_host;
        result.path_end = "dropped at or just after " + end.router + " (hop " + std::to_string(end.last_hop) +
                          (s.hops ? " of " + std::to_string(*s.hops) : "") + ")";
    }

    boost::asio::io_context& io_;
    const std::vector<lane_address>& addresses_;
    const std::vector<probe>& probes_;
    std::vector<observation>& seen_;
    std::size_t most_in_flight_;
    const bool& stop_;
    std::chrono::steady_clock::time_point until_;
    milliseconds wait_;
    std::vector<suspect> suspects_;
    std::vector<address_path> results_;
};

} // namespace

std::vector<address_path> trace(boost::asio::io_context& io, const std::vector<lane_address>& addresses,
                                const std::vector<bool>& skip, const std::vector<probe>& probes,
                                std::vector<observation>& seen, std::chrono::milliseconds deadline, milliseconds wait,
                                std::size_t most_in_flight, const bool& stop) {
    return tracer(io, addresses, skip, probes, seen, deadline, wait, most_in_flight, stop).run();
}

} // namespace fairway
