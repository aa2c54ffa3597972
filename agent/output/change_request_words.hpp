#pragma once

#include "matrix/change_request.hpp"

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

inline constexpr const char* not_a_firewall_matter_title = "Not a firewall problem";
inline constexpr const char* not_a_firewall_matter_meaning =
    "No firewall rule is known to fix these; they are listed so that nobody waits for one.";

/// What a request without lines says.
std::string nothing_to_change(const report& r);

/// "row 24"; "rows 24, 25"
std::string rows_in_words(const flow& f);

/// Ready rules of each firewall: title, name of the format, text.
struct ready_rules {
    const char* title;
    const char* format;
    std::string text;
};
/// Empty if no rule of a host would help.
std::vector<ready_rules> all_ready_rules(const report& r);

} // namespace fairway
