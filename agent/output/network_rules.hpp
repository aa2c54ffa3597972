#pragma once

#include "agent/output/format.hpp"
#include "matrix/firewall_request.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace fairway {

// Rules for the firewalls between hosts. Names of objects are made of checked addresses, ports and hashes; what reports
// have in words goes through plain().

/// Addresses under a name that no other group of them has.
struct named_group {
    std::string name;                   ///< "fairway-agent-3f2a9c1b77d0"
    std::vector<std::string> addresses; ///< checked, without zone, each once
};

/// Ports of one protocol under a name.
struct named_ports {
    std::string name; ///< "fairway-tcp-2500-3300_6162"
    fairway::protocol protocol = fairway::protocol::tcp;
    port_list ports;
};

/// One rule: all of a group may reach all of another.
struct network_rule {
    std::string name; ///< at most 35 characters
    firewall_request of;
    named_group source, destination;
    named_ports service;
};

struct network_rules {
    std::vector<network_rule> rules;    ///< each once
    std::vector<named_group> groups;    ///< what the rules name, each once
    std::vector<named_ports> services;  ///< the same
    std::vector<std::string> elsewhere; ///< What is asked for and has no rule here, in words, and why.
};

/// Only what is shown to be blocked gets a rule, and only if it may be blocked between the hosts.
network_rules network_rules_for(const report_set& reports);

/// What may stand in quotes and in remarks of every language here: what harmless() leaves, without the question mark
/// that asks a firewall's command line for help.
std::string plain(std::string_view text, std::size_t most);

/// "Backup data; row 24 of veeam-agents@2026-04-16; ticket CHG1; requested by Ann; until 2027-03-31"
std::string reason_for(const firewall_request& r, const request_details& details);

/// "10.0.0.0_5" of an address, for names: no colon.
std::string object_name(const std::string& address);

/// What stands at the top and at the end of a file, in lines that begin with `sign`.
std::string network_preamble(const network_rules& all, const report_set& reports, std::string_view sign,
                             const std::vector<std::string>& how);
std::string network_elsewhere(const network_rules& all, std::string_view sign);

} // namespace fairway
