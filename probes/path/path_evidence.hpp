#pragma once

#include "matrix/on_way.hpp"
#include "probes/path/path_conclusions.hpp"
#include "probes/path/probe.hpp"
#include "probes/path/tally.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace fairway {

/// What is known of one address, and what follows from it. The host is, by definition, whoever answers at ports that
/// nobody asked for: the controls. A port is compared with them, never with other ports. What contradicts itself, or is
/// not clear, is not said.
struct path_evidence {
    static constexpr int farthest = 24;                    ///< hops
    static constexpr std::size_t controls = 0, unused = 1; ///< subjects: TCP and UDP to ports that nobody asked for
    static constexpr int least_answers = 4;                ///< before anybody is accused
    /// Complaints that all fall to controls, of which there is one in ten packets: by chance 1 in a million.
    static constexpr int least_missing = 6;
    /// So many answers of a port show that it is like the others of its long span.
    static constexpr int confirming_answers = 2;
    static constexpr int most_hops_apart = 3; ///< RSTs of one host, by their time to live: its paths back differ.

    /// What the controls do.
    enum class behavior { refuse, accept, stay_silent, differ };

    /// A port, and what the sweep saw of it.
    struct swept_port {
        std::size_t probe = 0; ///< index
        fairway::protocol protocol = protocol::tcp;
        std::uint16_t number = 0; ///< 0: each packet goes to another port
        reason seen = reason::not_run;
        const wire::exchange* asked = nullptr;
    };

    /// Packets to one port, and what came of them.
    struct subject {
        swept_port port;
        tallies after = {};            ///< by hops; [0]: as far as they go
        bool is_like_its_span = false; ///< All samples of its long span are guilty: it is only asked to confirm that.
    };

    /// Neighboring ports that gave the same answer, or none.
    struct port_span {
        std::vector<swept_port> ports;
        std::vector<std::size_t> subjects; ///< those of them that are asked
    };

    /// A silent port's packets that are missing at a router which complains of controls.
    struct missing_packets {
        std::size_t of = 0, controls = 0; ///< subjects
        int hops = 0;                     ///< where they are missing
        int complaints = 0;               ///< of controls that were sent between them, and of no others
    };

    /// Packets whose answers are not heard if they arrive with fewer hops to live.
    struct bounded {
        int sent = 0, heard = 0;
    };

    /// The hops to live that answers arrive with: at least, and fewer than.
    struct ttl_range {
        int least = 0, above = 256;
        bool is_exact() const { return least > 0 && above == least + 1; }
    };

    std::uint32_t address = 0; ///< index
    std::string target;        ///< the same, as text
    std::vector<subject> subjects = std::vector<subject>(2);
    std::vector<port_span> answers, silences;
    int screened = 0; ///< Hops after which answers are compared with those of the controls; 0: not yet, or none.
    std::vector<missing_packets> missing;
    std::map<std::pair<std::size_t, int>, bounded> bounds; ///< by subject and bound
    int host_ttl = 0;       ///< hops to live that the host's word on datagrams came with; 0: it did not
    std::size_t leader = 0; ///< the one of the doubted subjects whose answers are traced to their origin; 0: none

    std::size_t add_subject(const swept_port& port);

    behavior controls_do() const;
    std::optional<int> nearest(std::size_t of) const; ///< least hops after which it was answered
    std::optional<int> distance() const;              ///< of the host
    int last_complaint(std::size_t of) const;         ///< most hops after which it was complained of; 0: none
    int short_of_host() const; ///< Hops after which packets to the host do not yet get there; 0: not known.
    /// Packets to a port at the host's distance before it is taken to be farther; where many are lost, an open port is
    /// left in peace.
    int needed_at_host(const subject& x) const { return x.port.seen == reason::conn_refused || loss() <= .1 ? 3 : 2; }
    double loss() const; ///< of packets to the host, by its controls

    /// Of packets with bounds from .. to.
    bounded count(std::size_t of, int from, int to) const;
    ttl_range ttl_of(std::size_t of) const;
    std::vector<int> bounds_to_ask(std::size_t of) const; ///< that narrow this range down

    /// It answers, or redirects packets, where those to the host are still on their way; as far as one packet shows
    /// that.
    bool is_suspicious(const subject& x) const;
    int compared_after(const subject& x) const; ///< Hops after which it is compared with the controls; 0: none.
    bool is_nearer(const subject& x) const;     ///< It answers where the host cannot yet.
    bool returns_from_nearer(std::size_t of) const;
    bool is_last_router(std::size_t of) const;
    bool is_missed(std::size_t of) const; ///< whether packets to it are missing at the next router
    bool is_dropped(const missing_packets& m) const;
    bool any_doubt() const;

    /// Whether it is one host that the controls show, as far as anybody can tell.
    bool is_host_known() const;
    bool is_guilty(std::size_t of) const;

    /// Whether the answers of both are known to arrive with the same time to live.
    bool arrives_like(std::size_t of, std::size_t other) const;

    void conclude(path_conclusions& all) const;

  private:
    bool has_loop(const subject& x) const;
    bool is_passed_on(const subject& x) const;
    bool others_go_farther(int host) const;
    bool is_host(std::size_t of) const;
    bool arrives_like_controls(std::size_t of) const;
    bool may_be_elsewhere(std::size_t of) const;
    on_way who_is(std::size_t of) const;
    void conclude_answers(const port_span& span, path_conclusions& all) const;
    void conclude_silence(std::size_t n, path_conclusions& all) const;
};

} // namespace fairway
