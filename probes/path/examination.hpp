#pragma once

#include "probes/path/packet_round.hpp"
#include "probes/path/path_conclusions.hpp"
#include "probes/path/path_evidence.hpp"
#include "probes/path/probe.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <vector>

namespace fairway {

/// Asks who answers in the name of one address, and where its silent packets end: which packets to send next, by what
/// is known from those before.
class examination {
  public:
    /// `its`: the probes of this address.
    examination(std::uint32_t address, std::string target, const std::vector<std::size_t>& its,
                const std::vector<probe>& probes, const std::vector<observation>& seen);

    /// Adds its next packets; none where there is nothing more to ask, or if not `slowly`, only what has to wait for
    /// routers to be able to complain again.
    void ask(packet_round& r, bool slowly);

    bool any_silence() const { return !known_.silences.empty(); }

    /// Where its silent packets end is found out as far as they come, and not whether they come back.
    void only_walk() { only_walks_ = true; }

    /// What its packets of this round showed.
    void hear(const packet_round& r);

    void conclude(path_conclusions& all) const;

  private:
    using swept_port = path_evidence::swept_port;
    using subject = path_evidence::subject;
    using port_span = path_evidence::port_span;
    using behavior = path_evidence::behavior;
    static constexpr auto controls = path_evidence::controls, unused = path_evidence::unused;
    static constexpr int farthest = path_evidence::farthest;
    static constexpr int walk_step = 8; ///< hops that are asked for at once
    static constexpr int few_answers = 5, more_controls = 12, many_controls = 64;
    using step = void (examination::*)(packet_round&);
    static const std::vector<step> steps; ///< Each adds packets, or has none to add.

    struct question {
        std::size_t subject = 0, place = 0;
        int hops = 0, bound = 0;
        bool is_between = false; ///< by ask_between()
    };

    static void add(const swept_port& port, std::vector<port_span>& spans, std::size_t most);
    void choose(port_span& span, std::size_t most);
    std::uint16_t unused_port(protocol p);
    unsigned next_number();
    void repeat(step again);
    void put(packet_round& r, std::size_t of, int hops, int bound = 0, std::chrono::milliseconds at = {});
    void weigh(const question& q, const observation& o);
    void ask_survey(packet_round& r);
    void ask_farther(packet_round& r);
    void ask_nearer(packet_round& r);

    // Who answers nearer than the host?
    void ask_screen(packet_round& r);
    void ask_doubts(packet_round& r);
    void ask_again(packet_round& r);
    void lower(packet_round& r);
    void ask_ttl(packet_round& r, std::size_t of);
    void ask_search(packet_round& r);
    void ask_alike(packet_round& r);
    void ask_followers(packet_round& r);
    std::vector<std::size_t> add_neighbors(bool of_last_router);
    void ask_neighbors(packet_round& r);

    // Or on the last router?
    void ask_returns(packet_round& r);
    void ask_returns_again(packet_round& r);
    void ask_neighbors_of_last_router(packet_round& r);

    // And where does silence begin?
    void ask_walks(packet_round& r);
    void ask_missing(packet_round& r);
    void ask_missing_again(packet_round& r);
    void ask_slowly(packet_round& r);
    void ask_between(packet_round& r, std::size_t first, int controls_each, int least_complaints,
                     std::chrono::milliseconds at = {});

    path_evidence known_;
    std::set<std::uint16_t> used_tcp_, used_udp_; ///< ports that controls keep away from
    std::uint32_t numbers_;                       ///< last of a row of numbers that is the same in every run
    unsigned next_unused_udp_ = 0;
    std::vector<question> asked_;          ///< in the last round
    std::size_t step_ = 0;                 ///< the next
    int walked_ = 0, walked_silences_ = 0; ///< hops
    bool only_walks_ = false;
    std::size_t asked_again_ = 0; ///< so many of the missing
    int lowered_ = 0;             ///< times
    int slow_rounds_ = 0, searches_ = 0;
};

} // namespace fairway
