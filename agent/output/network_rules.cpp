#include "agent/output/network_rules.hpp"

#include "agent/output/change_request_words.hpp"
#include "agent/output/escape.hpp"
#include "agent/output/host_rules.hpp"
#include "agent/output/report_words.hpp"
#include "support/secret.hpp"
#include "text/columns.hpp"

#include <algorithm>
#include <set>

namespace fairway {

namespace {

std::string short_hash(const std::string& text) {
    return sha256_hex(text).substr(0, 12);
}

named_ports named_ports_of(const firewall_request& r) {
    constexpr std::size_t longest = 30;
    std::string list = to_string(r.ports);
    std::replace(list.begin(), list.end(), ',', '_');
    if (list.size() > longest) list = short_hash(list);
    return {"fairway-" + std::string(to_string(r.protocol)) + "-" + list, r.protocol, r.ports};
}

/// In words, for a comment.
std::string in_words(const firewall_request& r) {
    const auto end = [](const object_group& g) {
        const auto& first = g.members.front();
        if (g.members.size() > 1) return std::to_string(g.members.size()) + " addresses";
        return first.address.empty() ? std::string("an unknown address") : plain(first.address, 50);
    };
    const std::string what =
        protocol_and_ports(r.protocol, r.ports, 60) + " from " + end(r.source) + " to " + end(r.destination);
    if (r.kind == request_kind::confirm) return what + ": to be confirmed, not shown to be blocked";
    if (!r.is_for_network()) return what + ": blocked by " + plain(r.where, 60);
    return what + ": not two addresses of one family";
}

named_group named(const object_group& group) {
    named_group one{group_name(group), {}};
    std::set<std::string> told;
    for (const auto& m : group.members)
        if (const auto address = plain_address(m.address); told.insert(address).second)
            one.addresses.push_back(address);
    return one;
}

} // namespace

network_rules network_rules_for(const report_set& reports) {
    network_rules all;
    std::set<std::string> told; // names
    auto found = make_firewall_requests(reports);
    for (auto& r : found.requests) {
        if (r.kind == request_kind::optional) continue;
        if (r.kind != request_kind::allow || !r.is_for_network() || !r.is_addressed) {
            all.elsewhere.push_back(in_words(r));
            continue;
        }
        network_rule rule;
        rule.source = named(r.source);
        rule.destination = named(r.destination);
        rule.service = named_ports_of(r);
        rule.name = "fairway-" + short_hash(rule.source.name + "\n" + rule.destination.name + "\n" +
                                            std::string(to_string(r.protocol)) + "\n" + to_string(r.ports));
        rule.of = std::move(r);
        for (const auto* group : {&rule.source, &rule.destination})
            if (told.insert(group->name).second) all.groups.push_back(*group);
        if (told.insert(rule.service.name).second) all.services.push_back(rule.service);
        if (told.insert(rule.name).second) all.rules.push_back(std::move(rule));
    }
    return all;
}

std::string plain(std::string_view text, std::size_t most) {
    std::string result = harmless(text, most);
    std::replace(result.begin(), result.end(), '?', '_');
    return result;
}

std::string reason_for(const firewall_request& r, const request_details& details) {
    const auto& first = r.required_by.front();
    std::string text; // what matters most stands first: firewalls cut it
    if (!details.ticket.empty()) text += "ticket " + plain(details.ticket, 40) + "; ";
    if (!details.expires.empty()) text += "until " + plain(details.expires, 20) + "; ";
    text += plain(first.purpose, 80);
    if (const auto rows = rows_in_words(first.rows); !rows.empty())
        text += "; " + rows + " of " + plain(first.matrix, 60);
    if (!details.requester.empty()) text += "; requested by " + plain(details.requester, 40);
    return text;
}

std::string object_name(const std::string& address) {
    std::string name = address;
    std::replace(name.begin(), name.end(), ':', '_');
    return "fairway-" + name;
}

std::string network_preamble(const network_rules& all, const report_set& reports, std::string_view sign,
                             const std::vector<std::string>& how) {
    std::vector<std::string> lines{generated_from(reports)};
    for (const auto& note : reports.notes)
        lines.push_back(harmless(note, 200) + ".");
    if (all.rules.empty())
        lines.emplace_back(
            is_empty(reports) ? "Nothing was probed: there are no rules here."
            : !knows_all(reports)
                ? "Not everything was probed, and of what was, no firewall between the hosts blocks "
                  "anything: there are no rules here."
                : "As far as these checks can tell, no firewall between the hosts blocks anything: there "
                  "are no rules here.");
    else
        lines.insert(lines.end(), how.begin(), how.end());
    std::string text;
    for (const auto& line : lines)
        text += std::string(sign) + " " + line + "\n";
    return text;
}

std::string network_elsewhere(const network_rules& all, std::string_view sign) {
    constexpr std::size_t most = 50;
    if (all.elsewhere.empty()) return {};
    const std::string begin = std::string(sign) + " ";
    std::string text = begin + "No rules here for these; see the change request:\n";
    for (std::size_t i = 0; i < all.elsewhere.size() && i < most; ++i)
        text += begin + "  " + all.elsewhere[i] + "\n";
    if (all.elsewhere.size() > most) text += begin + "  and " + std::to_string(all.elsewhere.size() - most) + " more\n";
    return text;
}

} // namespace fairway
