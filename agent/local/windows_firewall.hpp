#pragma once

#include "matrix/port.hpp"

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fairway {

/// What Windows calls the kinds of networks that a machine can be in. Several may be active at once.
enum class windows_profile_kind : std::uint8_t { domain, private_network, public_network };
inline constexpr std::size_t windows_profile_count = 3;

/// Settings of a profile; nothing where one could not be read.
struct windows_profile {
    bool active = false;
    std::optional<bool> enabled;
    std::optional<bool> blocks_all; ///< whatever the rules say
    std::optional<bool> allows_by_default;
    std::optional<bool> notifies;  ///< asks the user where a program listens that no rule knows
    std::optional<bool> stealth;   ///< Closed ports stay silent.
    bool local_rules_count = true; ///< False: only those of a policy do.
};

/// The ports of a rule.
struct windows_rule_ports {
    bool any = false;
    bool rpc = false; ///< those that RPC servers have at the time
    port_list ports;
};

/// "2500-3300,6160", "*", "RPC", "RPC-EPMap", "IPHTTPS", or nothing, which is any. Words for ports that are not known
/// here stand for none.
windows_rule_ports parse_windows_ports(std::string_view text);

/// An enabled rule about what comes in.
struct windows_rule {
    std::string name;
    bool allows = true;     ///< false: blocks
    bool of_policy = false; ///< of the domain or of a management service, not of this machine
    std::array<bool, windows_profile_count> profiles{true, true, true};
    std::optional<fairway::protocol> protocol; ///< nothing: any
    windows_rule_ports ports;

    // It counts only for these; empty: for all.
    std::string program;         ///< a path, or "System"
    std::string service;         ///< "*": any service, but no other program
    std::string package;         ///< of a packaged app
    std::string local_addresses; ///< as Windows writes them
    std::string remote_addresses;
    std::string remote_ports;
    std::string interfaces;          ///< or types of them
    bool only_authenticated = false; ///< by IPsec
    bool only_some_users = false;
};

/// A rule as policies have it in the registry ([MS-GPFAS] §2.2.2), "v2.10|Action=Allow|Active=TRUE|Dir=In|…". Nothing
/// of one that is off, or not about TCP or UDP that comes in, or not understood.
std::optional<windows_rule> parse_policy_rule(std::string_view text);

/// All that was read about the firewall of Windows.
struct windows_firewall {
    std::array<windows_profile, windows_profile_count> profiles;
    std::vector<windows_rule> rules;
    bool is_known = true;                    ///< False: neither profiles nor rules could be read.
    bool are_rules_complete = true;          ///< False: some could not be read, or there are too many.
    bool is_policy_overriding = false;       ///< Windows says that changes of its local rules have no effect.
    std::vector<std::string> other_products; ///< firewalls of others that stand in its place
    std::vector<std::string> unread;         ///< lines: what could not be read, and why
};

/// The facts in lines for people; then what happens to what comes to these ports, by profile. Ports that fare alike
/// stand together.
std::vector<std::string> describe(const windows_firewall& facts, const port_list& tcp, const port_list& udp);

/// Of these ports, while `program` (a full path) has them: those that an active profile keeps others from, or may; as
/// describe() says it. Rules for other programs do not count.
std::vector<std::string> obstacles(windows_firewall facts, const port_list& tcp, const port_list& udp,
                                   std::string_view program);

} // namespace fairway
