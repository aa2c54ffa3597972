#include "sample_parts.hpp"
#include "store_contract.hpp"

#include "collector/store/ingestion.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <functional>
#include <map>
#include <random>
#include <set>
#include <tuple>

namespace fairway::collector {

namespace {

using namespace samples;

/// What CONTRACT says a store does with parts, in the plainest way: no digests, no counts, everything in maps.
class model {
  public:
    struct flow_state {
        std::string finding, counts_as, essence;
        wall_time since, verified_at;
        auto operator<=>(const flow_state&) const = default;
    };
    using transition = std::tuple<std::string, std::string, std::string, std::string, std::string, std::string,
                                  std::string, wall_time>;         // prober, target, flow, from x 2, to x 2, at
    using key = std::tuple<std::string, std::string, std::string>; // prober, target, flow

    std::size_t take(const incoming_part& in) {
        auto observed = in.received_at - in.age;
        auto& known = probers_[in.prober];
        // What is said first, or by further parts of the first run, is no change.
        const bool knows_others = std::any_of(known.reports.begin(), known.reports.end(),
                                              [&](const auto& r) { return r.second.first != in.part.run_id; });
        const bool has_states =
            std::any_of(states.begin(), states.end(), [&](const auto& s) { return std::get<0>(s.first) == in.prober; });
        if (!known.parts_seen.insert({in.part.run_id, in.part.part}).second) return 0;
        for (const auto& [part, run] : known.reports)
            if (run.first != in.part.run_id && run.second > observed + std::chrono::seconds(2)) return 0;
        for (const auto& [part, run] : known.reports)
            if (run.first != in.part.run_id) observed = std::max(observed, run.second);
        std::erase_if(known.reports, [&](const auto& r) { return r.first > in.part.parts; });
        known.reports[in.part.part] = {in.part.run_id, observed};

        std::size_t changed = 0;
        std::map<std::string, std::set<std::string>> said;
        for (const auto& f : in.part.findings) {
            if (!said[f.target].insert(f.flow).second) continue;
            const flow_state now{std::string(to_string(f.finding)), std::string(to_string(f.counts())), f.essence,
                                 observed, observed};
            const key k{in.prober, f.target, f.flow};
            const auto before = states.find(k);
            if (before == states.end()) {
                states.emplace(k, now);
                ++changed;
                if (knows_others && has_states)
                    transitions.insert(
                        {in.prober, f.target, f.flow, "new", "skip", now.finding, now.counts_as, observed});
                continue;
            }
            auto& state = before->second;
            if (state.essence != now.essence) ++changed;
            if (state.finding != now.finding || state.counts_as != now.counts_as)
                transitions.insert({in.prober, f.target, f.flow, state.finding, state.counts_as, now.finding,
                                    now.counts_as, observed});
            const auto since =
                state.finding == now.finding && state.counts_as == now.counts_as ? state.since : observed;
            state = now;
            state.since = since;
        }
        for (auto it = states.begin(); it != states.end();) {
            const auto& [prober, target, flow] = it->first;
            const bool in_part = said.count(target) != 0;
            const bool listed =
                !in.part.targets || std::count(in.part.targets->begin(), in.part.targets->end(), target);
            if (prober != in.prober || (in_part ? said[target].count(flow) != 0 : listed)) {
                ++it;
                continue;
            }
            transitions.insert(
                {prober, target, flow, it->second.finding, it->second.counts_as, "gone", "skip", observed});
            it = states.erase(it);
            ++changed;
        }
        return changed;
    }

    std::map<key, flow_state> states;
    std::multiset<transition> transitions;

  private:
    struct history {
        std::map<unsigned, std::pair<std::string, wall_time>> reports;
        std::set<std::pair<std::string, unsigned>> parts_seen;
    };
    std::map<std::string, history> probers_;
};

/// What is held against the model.
struct subject {
    std::vector<std::string> probers; ///< three
    std::function<std::vector<ingested>(const std::vector<incoming_part>&)> ingest;
    std::function<std::map<model::key, model::flow_state>()> states; ///< without essences
    std::function<summary(const std::string& prober)> counts;
    std::function<std::uint64_t(wall_time now)> failing;
    std::function<std::multiset<model::transition>()> transitions;
};

model::transition in_short(const transition_row& t) {
    return {t.prober, t.target, t.flow, t.from_finding, t.from_outcome, t.to_finding, t.to_outcome, t.at};
}

subject subject_of(store& s) {
    subject it;
    for (const char* name : {"a", "b", "c"})
        it.probers.push_back(new_prober(s, name));
    it.ingest = [&s](const auto& batch) { return s.ingest(batch); };
    it.states = [&s] {
        std::map<model::key, model::flow_state> states;
        for (page p{"", 7}; true;) {
            const auto rows = s.flows({}, p);
            for (const auto& r : rows.rows)
                states[{r.prober, r.target, r.flow}] = {r.finding, r.counts_as, "", r.since, r.verified_at};
            if (rows.next.empty()) return states;
            p.cursor = rows.next;
        }
    };
    it.counts = [&s](const auto& prober) { return s.prober(prober)->counts; };
    it.failing = [&s](wall_time now) { return s.history(1, now + 1h).back().failing; };
    it.transitions = [&s] {
        std::multiset<model::transition> all;
        for (std::string cursor; true;) {
            const auto events = s.events_after(cursor, 1000);
            if (events.empty()) return all;
            cursor = events.back().cursor;
            for (const auto& e : events)
                all.insert(in_short(e.transition));
        }
    };
    return it;
}

/// The rules alone: carries out in maps what decide() says, and says nothing itself.
class carrier {
  public:
    ingested take(const incoming_part& in) {
        auto& p = probers_[in.prober];
        p.head.has_seen_part = p.seen.count({in.part.run_id, in.part.part}) != 0;
        kept_prober kept = p.head;
        const auto digest = digest_of(in.part);
        std::vector<std::pair<std::string, std::string>> keys; // of kept.states
        if (needs_targets(kept, in, digest)) {
            kept.targets = p.targets;
            for (const auto target : concerned_targets(kept, in, digest))
                for (const auto& [key, state] : p.states)
                    if (key.first == target) {
                        keys.push_back(key);
                        kept.states.push_back({key.first, key.second, state.finding, state.counts_as, state.essence});
                    }
        }
        auto what = decide(kept, in, digest);
        if (what.keeps_report) carry_out(p, in, digest, keys, what);
        transitions.insert(transitions.end(), what.transitions.begin(), what.transitions.end());
        return {what.outcome, what.changed_states(), what.transitions};
    }

    std::map<model::key, model::flow_state> states() const {
        std::map<model::key, model::flow_state> all;
        for (const auto& [name, p] : probers_)
            for (const auto& [key, state] : p.states) {
                auto& s = all[{name, key.first, key.second}] = state;
                s.essence.clear();
                // Seen with the part that holds its target, wherever nothing has changed since.
                for (const auto& part : p.head.parts)
                    if (part.part == p.targets.at(key.first)) s.verified_at = std::max(s.verified_at, part.observed_at);
            }
        return all;
    }

    std::int64_t counts(const std::string& name, outcome o) {
        return probers_[name].counts[static_cast<std::size_t>(o)];
    }

    std::vector<transition_row> transitions;
    day_change days;

  private:
    struct prober {
        kept_prober head;
        std::set<std::pair<std::string, unsigned>> seen;
        std::unordered_map<std::string, unsigned> targets;
        std::map<std::pair<std::string, std::string>, model::flow_state> states; ///< by target and flow
        std::array<std::int64_t, 5> counts{};
    };

    void carry_out(prober& p, const incoming_part& in, const std::string& digest,
                   const std::vector<std::pair<std::string, std::string>>& keys, const changes& what) {
        for (const auto& t : what.held) {
            REQUIRE(t.is_new == (p.targets.count(t.target) == 0));
            p.targets[t.target] = in.part.part;
        }
        const auto now = [&](const reported_finding& f, const std::string& essence) {
            return model::flow_state{std::string(to_string(f.finding)), std::string(to_string(f.counts())), essence,
                                     what.observed_at, what.observed_at};
        };
        for (const auto& a : what.added) {
            const auto& f = in.part.findings[a.finding];
            REQUIRE(p.states.emplace(std::pair(f.target, f.flow), now(f, a.essence)).second);
        }
        for (const auto& c : what.changed) {
            auto& state = p.states.at(keys[c.state]);
            const auto since = state.since;
            state = now(in.part.findings[c.finding], c.essence);
            if (!c.moved) state.since = since;
        }
        for (const auto state : what.removed)
            REQUIRE(p.states.erase(keys[state]) == 1);
        for (const auto& target : what.removed_targets)
            REQUIRE(p.targets.erase(target) == 1);
        for (const auto& t : what.let_go) {
            p.targets.at(t.target) = 0;
            for (auto& [key, state] : p.states)
                if (key.first == t.target && t.seen_at) state.verified_at = std::max(state.verified_at, *t.seen_at);
        }
        if (what.remember_part) p.seen.insert({in.part.run_id, in.part.part});
        for (auto& part : p.head.parts)
            if (std::count(what.unsettled.begin(), what.unsettled.end(), part.part) != 0) part.digest.clear();
        std::erase_if(p.head.parts, [&](const auto& part) {
            return part.part == in.part.part || std::count(what.dropped.begin(), what.dropped.end(), part.part) != 0;
        });
        p.head.parts.push_back({in.part.part, in.part.parts, in.part.run_id, digest, what.observed_at,
                                static_cast<std::int64_t>(in.part.unseen), names_of(in.part.matrices)});
        for (std::size_t i = 0; i < p.counts.size(); ++i)
            p.counts[i] += what.counts[i];
        if (!what.host.empty()) p.head.host = what.host;
        days += what.day;
    }

    std::map<std::string, prober> probers_;
};

subject subject_of(carrier& c) {
    subject it;
    it.probers = {"a", "b", "c"};
    it.ingest = [&c](const auto& batch) {
        std::vector<ingested> results;
        for (const auto& in : batch)
            results.push_back(c.take(in));
        return results;
    };
    it.states = [&c] { return c.states(); };
    it.counts = [&c](const auto& prober) {
        const auto of = [&](outcome o) { return static_cast<std::uint64_t>(c.counts(prober, o)); };
        summary counts;
        counts.pass = of(outcome::pass);
        counts.warn = of(outcome::warn);
        counts.unknown = of(outcome::unknown);
        counts.fail = of(outcome::fail);
        counts.skip = of(outcome::skip);
        return counts;
    };
    it.failing = [&c](wall_time) { return static_cast<std::uint64_t>(c.days.failing); };
    it.transitions = [&c] {
        std::multiset<model::transition> all;
        for (const auto& t : c.transitions)
            all.insert(in_short(t));
        return all;
    };
    return it;
}

void check_against_model(const subject& s, unsigned seed, int steps) {
    CAPTURE(seed);
    std::mt19937 random(seed);
    const auto upto = [&](unsigned n) { return static_cast<unsigned>(random() % n); };
    const auto& probers = s.probers;

    model m;
    std::vector<incoming_part> sent;
    auto now = noon;
    int runs = 0;
    for (int step = 0; step < steps; ++step) {
        std::vector<incoming_part> batch;
        now += std::chrono::seconds(60 + upto(240));
        const auto kind = upto(10);
        if (kind == 0 && !sent.empty()) {
            // One of the last arrives again, as its answer was lost. It has aged.
            auto again = sent[sent.size() - 1 - upto(static_cast<unsigned>(std::min<std::size_t>(sent.size(), 12)))];
            again.age += std::chrono::duration_cast<std::chrono::seconds>(now - again.received_at);
            again.received_at = now;
            batch.push_back(again);
        } else {
            // A run: some targets, some flows of each, in 1 to 3 parts; parts may get lost, and all of it may be late.
            const auto& prober = probers[upto(3)];
            const auto run_id = "run" + std::to_string(++runs);
            const unsigned parts = 1 + upto(3);
            const auto age = kind == 1 ? std::chrono::seconds(upto(1800)) : std::chrono::seconds(upto(3));
            std::vector<std::vector<reported_finding>> findings(parts);
            std::vector<std::string> targets;
            for (const char* target : {"t1", "t2", "t3", "t4", "t5"}) {
                if (upto(8) == 0) continue;
                targets.emplace_back(target);
                auto& part = findings[upto(4) == 0 ? upto(parts) : targets.size() % parts];
                for (const char* flow : {"f1", "f2", "f3"}) {
                    if (upto(12) == 0) continue;
                    const auto roll = upto(20);
                    auto f = roll == 0   ? bad(flow, target)
                             : roll == 1 ? state(flow, target, finding_kind::silent, outcome::warn)
                             : roll == 2 ? good(flow, target, "other")
                                         : good(flow, target);
                    if (roll == 0 && upto(2) == 0) {
                        f.accepted = true;
                        f.essence += "accepted";
                    }
                    part.push_back(f);
                    if (upto(30) == 0) part.push_back(bad(flow, target, "twice"));
                }
            }
            for (unsigned i = 1; i <= parts; ++i) {
                if (upto(8) == 0) continue;
                batch.push_back(incoming(prober, piece(run_id, i, parts, findings[i - 1], targets),
                                         now + std::chrono::seconds(upto(2)), age));
            }
        }
        const auto results = s.ingest(batch);
        REQUIRE(results.size() == batch.size());
        for (std::size_t i = 0; i < batch.size(); ++i) {
            CAPTURE(step);
            REQUIRE(results[i].changed == m.take(batch[i]));
            sent.push_back(batch[i]);
        }

        if (step % 50 != 0 && step != steps - 1) continue;
        auto states = s.states();
        std::map<std::string, summary> counts;
        for (const auto& [key, state] : states) {
            auto& c = counts[std::get<0>(key)];
            ++(state.counts_as == "pass"   ? c.pass
               : state.counts_as == "fail" ? c.fail
               : state.counts_as == "warn" ? c.warn
                                           : c.skip);
        }
        CAPTURE(step);
        REQUIRE(states.size() == m.states.size());
        for (const auto& [key, state] : m.states) {
            const auto& kept = states[key];
            const auto where = std::get<1>(key) + " " + std::get<2>(key);
            CAPTURE(where);
            REQUIRE(kept.finding == state.finding);
            REQUIRE(kept.counts_as == state.counts_as);
            REQUIRE(utc_time(kept.since) == utc_time(state.since));
            REQUIRE(utc_time(kept.verified_at) == utc_time(state.verified_at));
        }
        std::uint64_t failing = 0;
        for (const auto& p : probers) {
            const auto kept = s.counts(p);
            REQUIRE(kept.pass == counts[p].pass);
            REQUIRE(kept.warn == counts[p].warn);
            REQUIRE(kept.fail == counts[p].fail);
            REQUIRE(kept.skip == counts[p].skip);
            REQUIRE(kept.unknown == 0);
            failing += kept.fail;
        }
        REQUIRE(s.failing(now) == failing);
    }

    const auto transitions = s.transitions();
    CHECK(transitions.size() > static_cast<std::size_t>(steps) / 4); // something has happened
    CHECK(transitions == m.transitions);
}

} // namespace

void check_store_against_model(const open_store& open, unsigned seed, int steps) {
    const auto s = open("default");
    check_against_model(subject_of(*s), seed, steps);
}

void check_rules_against_model(unsigned seed, int steps) {
    carrier c;
    check_against_model(subject_of(c), seed, steps);
}

} // namespace fairway::collector
