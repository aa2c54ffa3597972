#pragma once

#include "matrix/blocker.hpp"
#include "matrix/observation.hpp"
#include "matrix/requirement.hpp"
#include "matrix/rpc_ports.hpp"
#include "matrix/site.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fairway {

/// What the observations of one flow to one host mean.
enum class finding_kind : std::uint8_t {
    proven,
    confirmed,
    connected,
    path_open,
    stalled,
    wrong_service,
    intercepted,
    intermediary,
    blocked,
    silent,
    unreachable,
    name_failure,
    unverifiable,
    needs_config,
    not_run,
    not_applicable,
};
std::string_view to_string(finding_kind k);
std::optional<finding_kind> parse_finding_kind(std::string_view word);

/// What a finding counts as, best first.
enum class outcome : std::uint8_t { skip, pass, warn, unknown, fail };
std::string_view to_string(outcome o);
std::optional<outcome> parse_outcome(std::string_view word);

/// Ports next to each other that share everything that was seen.
struct span {
    port_list ports;
    observation seen; ///< Of the first of them; rtt is the median.
    finding_kind finding = finding_kind::not_run;
    fairway::outcome outcome = outcome::unknown;
    bool drop_shown = false;  ///< silent: no mute host: its packets end on the way, or it refused or proved other ports
    bool may_be_lost = false; ///< silence that the loss of packets on the line explains
    bool own_firewall = false; ///< blocked: the target itself said so

    bool operator==(const span&) const = default;
};

/// All that was seen of one flow at one address.
struct address_finding {
    std::string name;    ///< as the site names it
    std::string address; ///< numeric; empty if the name did not resolve; may be one that no host can have
    std::string source;  ///< local address used; empty if there is no route
    finding_kind finding = finding_kind::not_run;
    fairway::outcome outcome = outcome::unknown;
    std::optional<int> hops;          ///< distance of the host, where it was measured
    rare<fairway::path_end> path_end; ///< of silent ports
    double loss = 0;                  ///< part of packets that was lost, there or back; 0 to 1
    bool no_family_route = false;     ///< This host has no route, or no source, of this family: a note, not a verdict.
    rare<rpc_ports> rpc;              ///< of a flow with dynamic RPC ports: which of them are in use
    std::vector<span> spans;

    /// Dynamic RPC ports beside those that are registered show something of the path, and decide nothing. Ports of a
    /// span are registered, all or none.
    bool is_mere_sample(const span& s) const { return rpc && (rpc->decides() || rpc->is_elsewhere()) && !is_in_use(s); }
    /// Registered at the endpoint mapper.
    bool is_in_use(const span& s) const { return rpc && contains(rpc->registered, s.ports.front().first); }
    /// Of dynamic RPC ports: the host's own firewall, or nothing that is known, keeps it shut.
    bool may_be_not_admitted(const span& s) const {
        return (s.finding == finding_kind::silent && !s.drop_shown) || s.own_firewall;
    }
    /// The name resolves to what is no host's address, such as 0.0.0.0.
    bool is_no_host() const { return finding == finding_kind::name_failure && !address.empty(); }

    bool operator==(const address_finding&) const = default;
};

struct finding {
    fairway::requirement requirement;
    finding_kind kind = finding_kind::not_run;
    fairway::outcome outcome = outcome::unknown;
    std::string text;               ///< What it means, one line.
    std::string advice;             ///< What to do; empty if there is nothing to do.
    rare<fairway::blocker> blocker; ///< Where it stops; nothing if it passes, or nothing is known to stop it.
    rare<acceptance> accepted;      ///< Set: shown, not counted.
    std::vector<address_finding> addresses;

    /// What it counts as and advises, did the flow that it stands in for not work; see weigh_fallbacks().
    struct unaided {
        fairway::outcome outcome = outcome::unknown;
        std::string advice;

        bool operator==(const unaided&) const = default;
    };
    rare<unaided> by_itself;

    bool operator==(const finding&) const = default;
};

/// Whether an address of the finding counts for it: one of a family without a route here does not, nor one that no host
/// can have where the same name has another.
bool is_counted(const finding& f, const address_finding& a);

/// Whether the ICMP host- or network-unreachable came from the very address that it is about.
bool is_unreachable_by_itself(const address_finding& a, const span& s);

/// Whether a datagram to this address was answered, but from another one.
bool is_answered_from_elsewhere(const address_finding& a, const span& s);

/// Whether the span's word would be another one, had somebody else given the answer, and nobody knows who gave it.
bool is_unchecked(const span& s);

/// Whether the verdict stands on such a span. What is accepted or skipped has no verdict.
bool is_unchecked(const finding& f);

/// Whether it hangs up as a domain controller without a certificate does: that listens on the ports of LDAPS all the
/// same.
bool may_lack_certificate(const requirement& c, const span& s);

/// Whether a service that takes the first free port was not found where its search begins.
bool may_be_farther_up(const finding& f);

/// Whether nothing was seen of a machine that runs only at times: that it is off explains the finding.
bool may_be_off(const finding& f);

/// "agent:repository:tcp:6162 to repo01: blocked, fail"
std::string to_string(const finding& f);

/// What a finding counts as: an accepted one is shown with its outcome and skipped.
outcome counts_as(const finding& f);

} // namespace fairway
