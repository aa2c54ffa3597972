#pragma once

#include "agent/local/small_file.hpp"
#include "support/system/program.hpp"

#include <optional>
#include <string>
#include <vector>

namespace fairway {

/// All that was read about this machine's firewall.
struct firewall_facts {
    bool nft_installed = false;
    std::optional<program_result> nft; ///< `nft --json --terse list ruleset`; only root can run it

    bool firewalld_running = false;
    file_reading firewalld_conf; ///< /etc/firewalld/firewalld.conf

    file_reading ufw_conf;     ///< /etc/ufw/ufw.conf
    file_reading ufw_defaults; ///< /etc/default/ufw
    file_reading ufw_rules;    ///< /etc/ufw/user.rules

    file_reading ip_tables;  ///< /proc/net/ip_tables_names: tables of the legacy iptables
    file_reading ip6_tables; ///< /proc/net/ip6_tables_names
};

/// The facts in lines for people, each with the command that shows more.
std::vector<std::string> describe(const firewall_facts& facts);

} // namespace fairway
