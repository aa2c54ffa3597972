#pragma once

#include "probes/path/answers.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace fairway {

/// What packets showed that were to end after the same number of hops.
struct tally {
    int sent = 0;
    int refused = 0;    ///< answered with a RST
    int accepted = 0;   ///< answered otherwise
    int silent = 0;     ///< neither answered nor complained of
    int complained = 0; ///< A router said, under its own address, that they ended there.
    int named = 0;      ///< As above, but in the target's name: a redirect rewrites what comes from behind it.
    std::string router; ///< the first that complained
    int router_ttl = 0; ///< hops to live that its complaint arrived with; 0: not known
    int answer_ttl = 0; ///< hops to live that the first answer arrived with; 0: not known

    int answered() const { return refused + accepted; }

    void add(const observation& o, std::string_view target) {
        if (never_left(o.reason)) return;
        ++sent;
        if (answer_ttl == 0 && is_answer(o, target)) answer_ttl = o.answer_ttl;
        if (o.reason == reason::time_exceeded && o.answered_by == target) {
            ++named;
        } else if (o.reason == reason::time_exceeded) {
            ++complained;
            if (router.empty()) {
                router = o.answered_by;
                router_ttl = o.answer_ttl;
            }
        } else if (!is_answer(o, target)) {
            ++silent;
        } else if (o.reason == reason::conn_refused) {
            ++refused;
        } else {
            ++accepted;
        }
    }
};

/// Tallies by hops, few of many: there may be thousands of hosts.
class tallies {
  public:
    /// Of packets that were to end after so many hops; an empty one where none was sent.
    const tally& operator[](std::size_t hops) const {
        static const tally none;
        for (const auto& [at, counts] : by_hops_)
            if (at == hops) return counts;
        return none;
    }

    void add(std::size_t hops, const observation& o, std::string_view target) {
        for (auto& [at, counts] : by_hops_)
            if (at == hops) return counts.add(o, target);
        by_hops_.emplace_back(hops, tally());
        by_hops_.back().second.add(o, target);
    }

    bool any_named() const {
        for (const auto& [at, counts] : by_hops_)
            if (counts.named > 0) return true;
        return false;
    }

  private:
    std::vector<std::pair<std::size_t, tally>> by_hops_;
};

} // namespace fairway
