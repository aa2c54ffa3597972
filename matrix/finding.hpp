#pragma once

#include "matrix/observation.hpp"
#include "matrix/plan.hpp"

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
    bool drop_shown = false; ///< silent: no mute host: its packets end on the way, or it refused or proved other ports
    bool own_firewall = false; ///< blocked: the target itself said so
};

/// All that was seen of one flow at one address.
struct address_finding {
    std::string name;    ///< as the site names it
    std::string address; ///< numeric; empty where the name did not resolve
    std::string source;  ///< local address used; empty where there is no route
    finding_kind finding = finding_kind::not_run;
    fairway::outcome outcome = outcome::unknown;
    std::optional<int> hops;      ///< distance of the host, where it was measured
    std::string path_end;         ///< where packets of silent ports end, or how far they come; empty: not known
    bool no_family_route = false; ///< This host has no route for the address's family: a note, not a verdict.
    std::vector<span> spans;
};

struct finding {
    fairway::check check;
    finding_kind kind = finding_kind::not_run;
    fairway::outcome outcome = outcome::unknown;
    std::string text;                     ///< What it means, one line.
    std::string advice;                   ///< What to do; empty where there is nothing to do.
    const acceptance* accepted = nullptr; ///< Into the site; set: shown, not counted.
    std::vector<address_finding> addresses;
};

/// What a finding counts as: an accepted one is shown with its outcome and skipped.
outcome counts_as(const finding& f);

/// What was seen at one address of one target, for one flow.
struct seen_port {
    std::uint16_t port = 0;
    observation seen;
};
struct seen_address {
    std::string name;
    std::string address;          ///< empty: the name did not resolve
    std::string source;           ///< empty: no route
    bool refuses = false;         ///< Some TCP port of this address, of any flow, answered with a RST: it is not mute.
    std::vector<seen_port> ports; ///< ascending
    std::string detail;           ///< e.g. why the name did not resolve
    std::optional<int> hops = {}; ///< distance, where it was measured
    bool asked = true;            ///< false: the name was not looked up, so nothing is known of it
};

/// The outcome table: what a finding counts as on a planned or installed target. `own_firewall` and `drop_shown` as in
/// span.
outcome outcome_of(finding_kind kind, bool installed, listens l, bool own_firewall, bool drop_shown);

/// What one observation means. Pure; does not know the phase.
finding_kind kind_of(protocol p, const observation& seen);

/// All observations of one flow at one target. `today` is an ISO date, for acceptances.
finding assess(const check& c, const std::vector<seen_address>& seen, const site& s, std::string_view today);

} // namespace fairway
