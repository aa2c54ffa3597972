#pragma once

#include "agent/output/format.hpp"
#include "matrix/firewall_request.hpp"

#include <string>
#include <vector>

namespace fairway {

// What the formats of a change request say in the same words.

/// A heading and a sentence for the lines of one kind.
struct request_section {
    request_kind kind;
    const char* title;
    const char* meaning;
};
extern const std::vector<request_section> request_sections;

/// Of the CSV formats.
extern const std::vector<std::string> request_columns;

inline constexpr const char* not_a_firewall_matter_title = "Not a firewall problem";
inline constexpr const char* not_a_firewall_matter_meaning =
    "No firewall rule is known to fix these; they are listed so that nobody waits for one.";

/// Larger groups are named where they are used, and listed once.
inline constexpr std::size_t most_members_inline = 4;

/// What a request without lines says.
std::string nothing_to_change(const report_set& reports);

/// Whether everything that was asked for was probed.
bool knows_all(const report_set& reports);

/// "web01", "500 hosts"
std::string title_of(const report_set& reports);
/// "Observed by Fairway 0.1.0 from web01 as agent-linux at …." Text.
std::string observed_in_words(const report_set& reports);
/// Pages that row numbers refer to, each once.
std::vector<std::string> pages_of(const report_set& reports);
/// Hosts whose check was interrupted: more may be needed.
std::string interrupted_in_words(const report_set& reports);
/// "Requester: Ann. Ticket: CHG1. Expires: 2027-03-31."; empty if nothing is known.
std::string details_in_words(const request_details& details);

/// "Request 2: 10.1.0.1"
std::string request_title(const firewall_request& r);

/// A name for the objects of a firewall: letters, digits and "-", the same wherever the same addresses are meant.
std::string group_name(const object_group& group);
/// "10.0.7.3"; "unknown"
std::string address_of(const group_member& m);
/// The large ones of all requests, each once.
std::vector<const object_group*> large_groups(const firewall_requests& all);

/// The first few of what was seen, and how many more.
std::string evidence_in_words(const firewall_request& r);

/// "2026-11-23T14:41:30Z"; of several, from the first to the last.
std::string seen_at(const firewall_request& r);

} // namespace fairway
