#pragma once

#include "matrix/change_request.hpp"
#include "matrix/report.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace fairway {

/// One rule in the firewall of one host. Addresses are checked: they need no quotes in any language.
struct host_rule {
    bool inbound = true; ///< False: of the machine that probed, towards others.
    std::string host;    ///< whose firewall; a name, which may be hostile
    bool v6 = false;
    std::string local, remote; ///< addresses; without zone
    fairway::protocol protocol = fairway::protocol::tcp;
    port_list ports;
    bool confirm = false;           ///< Only silence speaks for it: is it meant to be allowed?
    std::vector<std::string> flows; ///< ids; as above
};

/// Rules for the hosts whose own firewall is in the way, or may be.
struct host_rules {
    std::vector<host_rule> rules; ///< by host
    /// No rule of a host would help, or none can be made: a router says no, the service is not ours, an address is not
    /// known.
    std::vector<request_line> elsewhere;
};

/// Optional lines get no rule. The report that the request is of must outlive what is returned.
host_rules rules_for(const change_request& request, const report& r);

/// The address without a zone ("fe80::1%eth0"), which firewalls do not know. Empty if it is no address.
std::string plain_address(const std::string& address);

// The comments of files of rules, which all languages write alike, but for the ends of their lines.

/// At the top: what the rules are, for which hosts.
std::string rules_preamble(const host_rules& rules, const report& r, std::string_view line_end = "\n");
/// Before the rules of a host, without "# ".
std::string host_heading(const host_rule& rule);
/// What stands elsewhere, in a line each.
std::vector<std::string> elsewhere_in_words(const host_rules& rules);
/// At the end: the same, if anything does.
std::string rules_elsewhere(const host_rules& rules, std::string_view line_end = "\n");

} // namespace fairway
