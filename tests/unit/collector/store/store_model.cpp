#include "sample_parts.hpp"
#include "store_contract.hpp"

#include <doctest/doctest.h>

#include <algorithm>
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
        const auto observed = in.received_at - in.age;
        auto& known = probers_[in.prober];
        if (!known.parts_seen.insert({in.part.run_id, in.part.part}).second) return 0;
        for (const auto& [part, run] : known.reports)
            if (run.first != in.part.run_id && run.second > observed) return 0;
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

} // namespace

void check_store_against_model(const open_store& open, unsigned seed, int steps) {
    CAPTURE(seed);
    const auto s = open("default");
    std::mt19937 random(seed);
    const auto upto = [&](unsigned n) { return static_cast<unsigned>(random() % n); };
    std::vector<std::string> probers;
    for (const char* name : {"a", "b", "c"})
        probers.push_back(new_prober(*s, name));

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
        const auto results = s->ingest(batch);
        REQUIRE(results.size() == batch.size());
        for (std::size_t i = 0; i < batch.size(); ++i) {
            CAPTURE(step);
            REQUIRE(results[i].changed == m.take(batch[i]));
            sent.push_back(batch[i]);
        }

        if (step % 50 != 0 && step != steps - 1) continue;
        std::map<model::key, model::flow_state> states;
        std::map<std::string, summary> counts;
        for (page p{"", 7}; true;) {
            const auto rows = s->flows({}, p);
            for (const auto& r : rows.rows) {
                auto& state = m.states[{r.prober, r.target, r.flow}]; // the essence is not to be read; all else is
                states[{r.prober, r.target, r.flow}] = {r.finding, r.counts_as, state.essence, r.since, r.verified_at};
                auto& c = counts[r.prober];
                ++(r.counts_as == "pass"   ? c.pass
                   : r.counts_as == "fail" ? c.fail
                   : r.counts_as == "warn" ? c.warn
                                           : c.skip);
            }
            if (rows.next.empty()) break;
            p.cursor = rows.next;
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
            const auto kept = s->prober(p)->counts;
            REQUIRE(kept.pass == counts[p].pass);
            REQUIRE(kept.warn == counts[p].warn);
            REQUIRE(kept.fail == counts[p].fail);
            REQUIRE(kept.skip == counts[p].skip);
            REQUIRE(kept.unknown == 0);
            failing += kept.fail;
        }
        REQUIRE(s->history(1, now + 1h).back().failing == failing);
    }

    std::multiset<model::transition> transitions;
    for (std::int64_t last = 0; true;) {
        const auto rows = s->transitions_after(last, 1000);
        if (rows.empty()) break;
        last = rows.back().id;
        for (const auto& t : rows)
            transitions.insert(
                {t.prober, t.target, t.flow, t.from_finding, t.from_outcome, t.to_finding, t.to_outcome, t.at});
    }
    CHECK(transitions.size() > static_cast<std::size_t>(steps) / 4); // something has happened
    CHECK(transitions == m.transitions);
}

} // namespace fairway::collector
