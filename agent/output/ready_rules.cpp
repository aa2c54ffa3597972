#include "agent/output/ready_rules.hpp"

#include "agent/output/host_rules.hpp"
#include "agent/output/network_rules.hpp"

namespace fairway {

std::vector<ready_rules> all_ready_rules(const report_set& reports, const output_style& style) {
    std::vector<ready_rules> all;
    if (!rules_for(reports).rules.empty())
        all = {{"nftables", "rules-nftables", "", render_rules_nftables(reports, style)},
               {"firewalld", "rules-firewalld", "sh", render_rules_firewalld(reports, style)},
               {"ufw", "rules-ufw", "sh", render_rules_ufw(reports, style)},
               {"Windows (PowerShell)", "rules-windows", "powershell", render_rules_windows(reports, style)}};
    if (!network_rules_for(reports).rules.empty()) {
        all.push_back({"Cisco ASA", "rules-asa", "", render_rules_asa(reports, style)});
        all.push_back({"FortiGate", "rules-fortigate", "", render_rules_fortigate(reports, style)});
        all.push_back({"Palo Alto", "rules-paloalto", "", render_rules_paloalto(reports, style)});
        all.push_back({"AWS security groups", "rules-aws", "json", render_rules_aws(reports, style)});
        all.push_back({"Azure network security groups", "rules-azure", "json", render_rules_azure(reports, style)});
    }
    return all;
}

} // namespace fairway
