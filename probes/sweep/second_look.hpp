#pragma once

#include "matrix/observation.hpp"
#include "probes/path/probe.hpp"
#include "probes/sweep/launch.hpp"
#include "probes/sweep/line.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace fairway {

/// Silent ports of one address that lie port next to port, and what lies beside them.
struct silent_run {
    protocol over{};
    std::vector<std::size_t> ports;           ///< probes, by port
    std::optional<std::size_t> before, after; ///< the probes of the ports next to it, which are not silent
};

/// Looks again at silence that may have another cause than a firewall, after the first pass: says which probes to
/// repeat, sees what came of them, and says which next. Knows neither sockets nor time.
///
/// Of an address that answers, each single silent port is asked once more, and a few of those that lie port next to
/// port: if one of these answers now, all are asked, until no more do. Where ICMP errors came among silence, slow
/// questions show how far one cause reaches, behind a router that sends only about one error a second.
class second_look {
  public:
    /// `addresses` as text, by probe::address. No round of looks takes longer than two of `deadline`.
    second_look(const std::vector<std::string>& addresses, const std::vector<probe>& probes,
                std::chrono::milliseconds deadline);

    /// The next probes to repeat, in order of their time; none: there is nothing more to see. `seen`: what is known
    /// now. `skip` leaves addresses out. A rejection that turns out to be the cause of silence is noted in `seen`.
    std::vector<launch> next(std::vector<observation>& seen, const std::vector<line>& lines,
                             const std::vector<bool>& skip);

  private:
    /// Silent probes that have one cause if those of them that are asked slowly are all rejected alike: a router has no
    /// route to a host, or to a network.
    struct missing_route {
        observation rejection;
        std::vector<std::size_t> silent, asked;
    };
    /// What one address has shown.
    struct tally {
        std::size_t answers = 0, rejections = 0, silences = 0; ///< TCP
        bool any_answer = false;                               ///< the host itself said anything
        std::string rejected_by;                               ///< any protocol; empty: nobody
    };
    /// One slow question to a router.
    struct slow_question {
        std::string router;
        std::size_t probe = 0;
        int errors = 1; ///< that it costs
    };

    std::vector<tally> count(const std::vector<observation>& seen) const;
    void find_routes(const std::vector<observation>& seen, const std::vector<tally>& of, const std::vector<bool>& skip,
                     std::vector<slow_question>& questions);
    void find_rules(const std::vector<observation>& seen, const std::vector<tally>& of, const std::vector<bool>& skip,
                    std::vector<slow_question>& questions) const;
    std::vector<launch> one_after_another(const std::vector<slow_question>& questions) const;
    bool sample_answered(std::size_t address, const std::vector<silent_run>& runs) const;
    void ask_samples(const std::vector<observation>& seen, const std::vector<tally>& of, const std::vector<line>& lines,
                     const std::vector<bool>& skip, std::vector<launch>& looks);
    void join(std::vector<observation>& seen) const;

    const std::vector<std::string>& addresses_;
    const std::vector<probe>& probes_;
    std::chrono::milliseconds deadline_;
    int round_ = 0;
    std::vector<missing_route> routes_;
    std::vector<std::size_t> silences_before_;      ///< TCP, by address
    std::vector<std::vector<std::size_t>> sampled_; ///< by address: asked in the last round, where not all were
};

/// Silent ports that lie, port next to port, between two that one ICMP sender rejected alike belong to the same rule.
/// Gives them that observation.
void join_rejections(std::size_t addresses, const std::vector<probe>& probes, std::vector<observation>& seen);

} // namespace fairway
