#pragma once

#include "matrix/blocker.hpp"
#include "matrix/report.hpp"

#include <string>
#include <vector>

namespace fairway {

/// What is asked of whoever runs the firewalls.
enum class request_kind {
    allow,    ///< required, and shown not to pass
    confirm,  ///< Required, but silence here can also mean that nothing listens yet: is it allowed?
    optional, ///< Does not pass, but is optional or depends on facts that nobody stated: nothing has to be opened for
              ///< it.
};
std::string_view to_string(request_kind k);

/// One thing to allow: from one address, to one address, by one protocol.
struct request_line {
    request_kind kind = request_kind::allow;
    const finding* of = nullptr; ///< Into the report.
    std::string source;          ///< address; empty: not known
    std::string destination;     ///< address
    port_list ports;             ///< Of a sample, with those next to them that were not probed.
    blocker where;               ///< Whose firewall rejects; unknown where none says so.
    blocker stops;               ///< The same or, of what is dropped, the place before which it never comes.
    std::string culprit;         ///< The same, or what is known of where packets end, in words; empty: nothing is.
    std::string place;           ///< The same as seen from anywhere: without distances and names of hosts.
    std::string evidence;        ///< "filtered, admin-prohibited, from 10.1.0.1: ICMP 3/13 (…)"
};

/// What of a report a firewall change would mend, and what it would not.
struct change_request {
    std::vector<request_line> lines; ///< by kind, then in the order of the report
    std::vector<const finding*> not_a_firewall_matter;
};

/// Accepted findings are left out, and so are addresses of a family that this host has no route for. The report must
/// outlive what is returned.
change_request make_change_request(const report& r);
change_request make_change_request(report&&) = delete;

} // namespace fairway
