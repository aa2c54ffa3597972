#include "tests/sim/verdict.hpp"

#include <array>

namespace fairway::sim {

namespace {

/// Of inquiries that say what they could not finish.
template <class Conclusions>
bool is_unchecked(const Conclusions& known, std::size_t probe) {
    if constexpr (requires { known.unchecked; }) return known.unchecked.count(probe) != 0;
    return false;
}

class judge_of_one {
  public:
    judge_of_one(const network& net, kernel& packets, const investigation& all, std::size_t probe)
        : net_(net), packets_(packets), all_(all), index_(probe), probe_(all.probes[probe]) {
        found_.real = truth_of(net, packets, probe_);
        found_.tcp = probe_.protocol == protocol::tcp;
    }

    judged judge() {
        const bool silent = all_.seen[index_].reason == reason::no_response;
        const bool answered = found_.tcp && answers(all_.seen[index_].reason);
        found_.is = found_.real.is == fate::gateway ? worth::nothing_asked
                    : answered                      ? of_answer()
                    : silent                        ? of_silence()
                                                    : of_other();
        const bool guilty = answered ? found_.real.is_guilty() : silent && found_.real.is == fate::dropped;
        found_.provable = guilty && is_provable(net_, packets_, probe_);
        found_.unfinished = found_.is == worth::not_known && is_unchecked(all_.known, index_);
        return found_;
    }

  private:
    static bool answers(reason r) {
        return r == reason::syn_ack || r == reason::conn_refused || r == reason::reset || r == reason::hang_up;
    }

    const on_way* accusation() const {
        const auto found = all_.known.on_path.find(index_);
        return found == all_.known.on_path.end() ? nullptr : &found->second;
    }
    bool is_acquitted() const { return all_.known.by_host.count(index_) != 0; }

    worth of_answer() {
        if (const on_way* who = accusation()) {
            if (found_.real.is == fate::host_answers) return worth::accused_host;
            if (found_.real.is == fate::container_answers) return worth::accused_container;
            if (!found_.real.is_guilty()) return worth::accused_nobody;
            found_.misnamed = !who->address.empty() && !is_of(net_, found_.real.by, who->address);
            return worth::found;
        }
        if (!is_acquitted()) return worth::not_known;
        return found_.real.is_innocent() ? worth::acquitted : worth::acquitted_wrongly;
    }

    worth of_silence() const {
        if (accusation() != nullptr) return worth::accused_nobody;
        const auto end = all_.known.ends.find(index_);
        if (end == all_.known.ends.end()) return worth::not_known;
        const path_end& e = end->second;
        if (e.dropped != dropped_at::here_or_after || e.way == drop_way::either) return worth::not_known;
        const fate real = found_.real.is;
        if (e.way == drop_way::return_path) return real == fate::answers_dropped ? worth::found : worth::drop_by_host;
        switch (real) {
        case fate::lost_elsewhere: // who redirects them can mend it
            if (is_of(net_, found_.real.by, e.router)) return worth::found;
            [[fallthrough]];
        case fate::dropped:
            return is_last_router(net_, packets_, probe_, e.router) ? worth::found : worth::wrong_router;
        case fate::rejected: // where ICMP limits leave silence
            if (found_.real.by == route::no_one) return worth::drop_by_host;
            return is_last_router(net_, packets_, probe_, e.router) ? worth::found : worth::wrong_router;
        case fate::host_silent: return worth::drop_by_host;
        case fate::answers_dropped: return worth::drop_of_answer;
        default: return worth::drop_by_chance;
        }
    }

    worth of_other() const { return accusation() != nullptr ? worth::accused_nobody : worth::nothing_asked; }

    const network& net_;
    kernel& packets_;
    const investigation& all_;
    std::size_t index_;
    const probe& probe_;
    judged found_;
};

} // namespace

std::string_view to_string(worth w) {
    constexpr std::array<std::string_view, worths> words{"nothing to say",
                                                         "rightly the host",
                                                         "rightly not the host",
                                                         "not known",
                                                         "wrongly the host",
                                                         "FALSE: the host's own answer",
                                                         "FALSE: a container's answer",
                                                         "FALSE: nobody answered",
                                                         "FALSE: drop by the host itself",
                                                         "FALSE: drop of the answer",
                                                         "FALSE: drop by chance",
                                                         "FALSE: drop at another router"};
    return words[static_cast<std::size_t>(w)];
}

std::vector<judged> judge(const network& net, kernel& packets, const investigation& all) {
    std::vector<judged> found;
    for (std::size_t n = 0; n < all.probes.size(); ++n)
        found.push_back(judge_of_one(net, packets, all, n).judge());
    return found;
}

} // namespace fairway::sim
