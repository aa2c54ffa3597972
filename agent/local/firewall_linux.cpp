#include "agent/local/firewall.hpp"

#include "agent/local/firewall_facts.hpp"
#include "agent/local/processes.hpp"
#include "support/system/user.hpp"

#include <algorithm>
#include <filesystem>

namespace fairway {

namespace {

using namespace std::chrono_literals;

constexpr auto nft_time = 3s; // Listing some 10,000 rules takes well under a second.
constexpr std::size_t nft_output = 16 * 1024 * 1024;

} // namespace

std::vector<std::string> local_firewall(const port_list&, const port_list&) {
    firewall_facts f;
    for (const char* nft : {"/usr/sbin/nft", "/sbin/nft", "/usr/bin/nft"}) {
        std::error_code unseen;
        if (!std::filesystem::exists(nft, unseen)) continue;
        f.nft_installed = true;
        // --terse leaves out the elements of sets: block lists can be huge.
        if (effective_user() == root)
            f.nft = run_program(nft, {"--json", "--terse", "list", "ruleset"}, nft_time, nft_output);
        break;
    }
    const auto ids = process_ids();
    f.firewalld_running = std::any_of(ids.begin(), ids.end(), [](int id) { return process_name(id) == "firewalld"; });
    f.firewalld_conf = read_small_file("/etc/firewalld/firewalld.conf");
    f.ufw_conf = read_small_file("/etc/ufw/ufw.conf");
    f.ufw_defaults = read_small_file("/etc/default/ufw");
    f.ufw_rules = read_small_file("/etc/ufw/user.rules");
    f.ip_tables = read_small_file("/proc/net/ip_tables_names");
    f.ip6_tables = read_small_file("/proc/net/ip6_tables_names");
    return describe(f);
}

std::vector<std::string> firewall_obstacles(const port_list&, const port_list&) {
    return {}; // rules are not judged here
}

} // namespace fairway
