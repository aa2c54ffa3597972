#include "agent/output/change_request_words.hpp"

#include "agent/output/format.hpp"
#include "agent/output/host_rules.hpp"

namespace fairway {

const std::vector<request_section> request_sections{
    {request_kind::allow, "Please allow", "Required, and shown to be blocked."},
    {request_kind::confirm, "Please confirm that this is allowed",
     "Required, but not shown to be blocked: silence can also mean that nothing listens there yet."},
    {request_kind::optional, "Optional: no change needed",
     "Blocked, but optional, or needed only under a condition that nobody has confirmed."},
};

std::string nothing_to_change(const report& r) {
    return is_empty(r) ? "Nothing was probed, so nothing is known of the firewalls." : "No firewall needs to change.";
}

std::string rows_in_words(const flow& f) {
    if (f.rows.empty()) return {};
    std::string text = f.rows.size() == 1 ? "row " : "rows ";
    for (std::size_t i = 0; i < f.rows.size(); ++i)
        text += (i == 0 ? "" : ", ") + std::to_string(f.rows[i]);
    return text;
}

std::vector<ready_rules> all_ready_rules(const report& r) {
    if (rules_for(make_change_request(r), r).rules.empty()) return {};
    return {{"nftables", "rules-nftables", render_rules_nftables(r, {})},
            {"firewalld", "rules-firewalld", render_rules_firewalld(r, {})},
            {"ufw", "rules-ufw", render_rules_ufw(r, {})},
            {"Windows (PowerShell)", "rules-windows", render_rules_windows(r, {})}};
}

} // namespace fairway
