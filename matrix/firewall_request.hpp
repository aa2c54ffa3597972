#pragma once

#include "matrix/change_request.hpp"
#include "matrix/report_set.hpp"

#include <string>
#include <vector>

namespace fairway {

/// An address at one end of what is asked for.
struct group_member {
    std::string address;            ///< empty: not known
    std::vector<std::string> names; ///< of hosts, in order
};

/// Addresses that one rule is for.
struct object_group {
    std::string role;                  ///< the flow's
    std::vector<group_member> members; ///< in order, never empty
    std::vector<std::string> owners;   ///< "Windows team (windows@example.com) [dmz]"; of all members, each once
};

/// Where something is required: rows of one page.
struct justification {
    std::string flow, from, to; ///< its ID and its roles
    std::string purpose;
    std::string matrix; ///< "veeam-agents@2026-04-16"
    std::string source_url;
    std::vector<int> rows;

    auto operator<=>(const justification&) const = default;
};

/// One rule to ask for: from all of a group to all of a group. Each pair of addresses in it was asked for, with exactly
/// these ports.
struct firewall_request {
    std::size_t number = 0; ///< from 1; those that stop at the same place have the same
    request_kind kind = request_kind::allow;
    blocker stops;     ///< Address and distance where they are the same for all.
    std::string where; ///< where it stops, in words; empty: not known
    std::string place; ///< the same for all requests of that number
    object_group source, destination;
    bool is_addressed = false; ///< Both ends are addresses of one family: rules can be made of it.
    bool v6 = false;
    fairway::protocol protocol = fairway::protocol::tcp;
    port_list ports;
    std::vector<std::string> evidence;      ///< what was seen, each once
    std::string first_seen, last_seen;      ///< when
    std::vector<justification> required_by; ///< never empty

    /// Whether a firewall between the two may be in the way: none says that it is the one on either host.
    bool is_for_network() const {
        return stops.kind != blocker_kind::host_firewall && stops.kind != blocker_kind::this_host;
    }
};

/// What no firewall rule is known to fix, with the hosts that say so.
struct other_matter {
    const report* by;  ///< the first of them
    const finding* of; ///< its finding; the others say the same
    std::vector<std::string> hosts;
};

struct firewall_requests {
    std::vector<firewall_request> requests; ///< by kind, then by the place where they stop
    std::vector<other_matter> others;
};

/// "Windows team (windows@example.com)", as far as it is stated.
std::string owner_in_words(const host_labels& labels);

/// One request for each place where something stops, with as few rules as can be without allowing more than is asked
/// for. The reports must outlive what is returned.
firewall_requests make_firewall_requests(const report_set& reports);

} // namespace fairway
