#pragma once

#include "matrix/observation.hpp"
#include "probes/path/probe.hpp"
#include "probes/sweep/launch.hpp"
#include "probes/sweep/line.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace fairway {

/// Looks again at silence that may have another cause than a firewall, after the first pass: says which probes to
/// repeat, sees what came of them, and says which next. Knows neither sockets nor time.
///
/// Of an address that answers, a few silent ports are asked: if one answers now, all are asked once more, until no more
/// do. Where ICMP errors came among silence, a few slow questions show whether it is one cause behind a router that
/// sends only about one error a second.
class second_look {
  public:
    /// `addresses` as text, by probe::address. No round of looks takes longer than half as much again as `deadline`.
    second_look(const std::vector<std::string>& addresses, const std::vector<probe>& probes,
                std::chrono::milliseconds deadline);

    /// The next probes to repeat, in order of their time; none: there is nothing more to see. `seen`: what is known
    /// now. `skip` leaves addresses out. A rejection that turns out to be the only cause of silence is noted in `seen`.
    std::vector<launch> next(std::vector<observation>& seen, const std::vector<line>& lines,
                             const std::vector<bool>& skip);

  private:
    /// Silent probes that have one cause if those of them that are asked slowly are all rejected alike.
    struct common_cause {
        observation rejection;
        std::vector<std::size_t> silent, asked;
    };
    /// What one address has shown.
    struct tally {
        std::size_t answers = 0, rejections = 0, silences = 0; ///< TCP
        bool any_answer = false;                               ///< of any protocol
    };

    std::vector<tally> count(const std::vector<observation>& seen) const;
    void find_causes(const std::vector<observation>& seen, const std::vector<tally>& of, const std::vector<bool>& skip);
    void ask_slowly(std::vector<launch>& looks);
    void ask_samples(const std::vector<observation>& seen, const std::vector<tally>& of, const std::vector<line>& lines,
                     const std::vector<bool>& skip, std::vector<launch>& looks);
    void join(std::vector<observation>& seen) const;

    const std::vector<std::string>& addresses_;
    const std::vector<probe>& probes_;
    std::chrono::milliseconds deadline_;
    int round_ = 0;
    std::vector<common_cause> causes_;
    std::vector<std::size_t> silences_before_; ///< TCP, by address
};

/// Silent ports that lie, port next to port, between two that one ICMP sender rejected alike belong to the same rule.
/// Gives them that observation.
void join_rejections(const std::vector<probe>& probes, std::vector<observation>& seen);

} // namespace fairway
