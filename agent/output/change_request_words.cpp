#include "agent/output/change_request_words.hpp"

#include "agent/output/report_words.hpp"
#include "support/secret.hpp"
#include "text/columns.hpp"

#include <algorithm>
#include <set>

namespace fairway {

const std::vector<request_section> request_sections{
    {request_kind::allow, "Please allow", "Required, and shown to be blocked."},
    {request_kind::confirm, "Please confirm that this is allowed",
     "Required, but not shown to be blocked: silence can also mean that nothing listens there yet."},
    {request_kind::optional, "Optional: no change needed",
     "Blocked, but optional, or needed only under a condition that nobody has confirmed."},
};

const std::vector<std::string> request_columns{"request",
                                               "number",
                                               "action",
                                               "source_group",
                                               "source_host",
                                               "source",
                                               "destination_group",
                                               "destination_host",
                                               "destination",
                                               "protocol",
                                               "ports",
                                               "where_it_stops",
                                               "stops_kind",
                                               "stops_address",
                                               "stops_hop",
                                               "evidence",
                                               "seen_at",
                                               "purpose",
                                               "flow",
                                               "matrix",
                                               "source_page",
                                               "rows",
                                               "source_owner",
                                               "destination_owner",
                                               "requester",
                                               "ticket",
                                               "expires",
                                               "text",
                                               "advice"};

bool knows_all(const report_set& reports) {
    return !is_empty(reports) && std::all_of(reports.all.begin(), reports.all.end(), [](const report* r) {
        return r->complete && std::none_of(r->findings.begin(), r->findings.end(),
                                           [](const finding& f) { return f.kind == finding_kind::not_run; });
    });
}

std::string nothing_to_change(const report_set& reports) {
    if (is_empty(reports)) return "Nothing was probed, so nothing is known of the firewalls.";
    if (!knows_all(reports)) return "Not everything was probed, so not everything is known of the firewalls.";
    const bool at_proxy = std::any_of(reports.all.begin(), reports.all.end(), [](const report* r) {
        return std::any_of(r->findings.begin(), r->findings.end(),
                           [](const finding& f) { return f.blocker && f.blocker->kind == blocker_kind::proxy; });
    });
    return at_proxy
               ? "No firewall needs to change for the services themselves. What keeps the proxy from reaching them, or "
                 "this host from reaching the proxy, is listed below."
               : "No firewall needs to change.";
}

std::string title_of(const report_set& reports) {
    return reports.is_one() ? reports.first().host : std::to_string(reports.all.size()) + " hosts";
}

std::string observed_in_words(const report_set& reports) {
    const report& first = reports.first();
    const std::string by = "Observed by Fairway " + first.fairway + " from ";
    if (reports.is_one()) return by + who(first) + " at " + first.started_at + ".";
    std::vector<std::string> hosts;
    std::string begin = first.started_at, end;
    for (const auto* r : reports.all) {
        hosts.push_back(r->host);
        begin = std::min(begin, r->started_at);
        end = std::max(end, r->started_at);
    }
    return by + std::to_string(hosts.size()) + " hosts, from " + begin + " to " + end + ": " + joined(hosts, 20) + ".";
}

std::vector<std::string> pages_of(const report_set& reports) {
    std::set<std::string> pages;
    for (const auto* r : reports.all)
        for (const auto& m : r->matrices)
            if (!m.url.empty()) pages.insert(m.url);
    return {pages.begin(), pages.end()};
}

std::string interrupted_in_words(const report_set& reports) {
    std::vector<std::string> hosts;
    for (const auto* r : reports.all)
        if (!r->complete) hosts.push_back(r->host);
    return hosts.empty()      ? ""
           : reports.is_one() ? "The check was interrupted:"
                              : "Interrupted on " + joined(hosts, 20) + ":";
}

std::string details_in_words(const request_details& details) {
    std::string text;
    const auto add = [&](const char* name, const std::string& value) {
        if (!value.empty()) text += (text.empty() ? "" : " ") + std::string(name) + ": " + value + ".";
    };
    add("Requester", details.requester);
    add("Ticket", details.ticket);
    add("Expires", details.expires);
    return text;
}

std::string request_title(const firewall_request& r) {
    return "Request " + std::to_string(r.number) + ": " + (r.place.empty() ? "where it stops is not known" : r.place);
}

std::string group_name(const object_group& group) {
    constexpr std::size_t longest_role = 30;
    std::string role, all;
    for (const char c : group.role.substr(0, longest_role))
        role += (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ? c : '-';
    for (const auto& m : group.members)
        all += m.address + "\n";
    return "fairway-" + role + "-" + sha256_hex(all).substr(0, 12);
}

std::string address_of(const group_member& m) {
    return m.address.empty() ? "unknown" : m.address;
}

std::vector<const object_group*> large_groups(const firewall_requests& all) {
    std::vector<const object_group*> groups;
    std::set<std::string> told;
    for (const auto& r : all.requests)
        for (const auto* group : {&r.source, &r.destination})
            if (group->members.size() > most_members_inline && told.insert(group_name(*group)).second)
                groups.push_back(group);
    return groups;
}

std::string evidence_in_words(const firewall_request& r) {
    return joined(r.evidence, 3, "; ");
}

std::string seen_at(const firewall_request& r) {
    return r.first_seen == r.last_seen ? r.first_seen : r.first_seen + " to " + r.last_seen;
}

} // namespace fairway
