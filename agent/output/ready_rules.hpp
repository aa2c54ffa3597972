#pragma once

#include "agent/output/format.hpp"

#include <string>
#include <vector>

namespace fairway {

/// Rules in one language: title, name of the format, language of the code as Markdown names it, text.
struct ready_rules {
    const char* title;
    const char* format;
    const char* language;
    std::string text;
};

/// Those of the hosts' own firewalls, and of firewalls between them; only what has rules.
std::vector<ready_rules> all_ready_rules(const report_set& reports, const output_style& style);

} // namespace fairway
