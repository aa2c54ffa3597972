#pragma once

#include "matrix/report.hpp"

#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace fairway {

// What formats for people say of a report in the same words.

/// The whole run in a sentence, and what it counts as.
struct verdict {
    fairway::outcome outcome = outcome::pass;
    std::string text;
};
verdict verdict_of(const report& r);

/// That findings stand on answers that may not be the target's, and what to do; empty if none does.
std::string unchecked_in_words(const report& r);

/// Ports that were probed, of those that are needed.
struct coverage {
    std::size_t probed = 0, of = 0;
};
coverage coverage_of(const report& r);

/// "web01 as agent-linux, standing in for nas"
std::string who(const report& r);
std::string phase_in_words(phase p);   ///< "onboarding (services of hosts that …)"
std::string seconds(std::uint64_t ms); ///< "3.5 s"
std::string in_time(std::uint32_t us); ///< "412 us", "10.4 ms"

/// "FAIL", "pass", …; "accepted" for what is shown and not counted.
std::string outcome_word(const finding& f);

/// "filtered admin-prohibited from 10.1.0.1, 5.1 ms"
std::string seen_in_words(const span& s, const std::string& address);

/// "TLSv1.3, certificate of …, issued by …, valid until …; SHA-256 …"
std::string in_words(const tls_facts& t);

/// Why a finding counts as a warning at most, or not at all, e.g. "optional; a warning at worst". Empty: it counts.
std::string note_on(const finding& f);

/// Flows that are not probed from here for one reason; what the administrator has to complete comes first. Where
/// nothing here calls for most of them, these are one group.
struct not_probed_group {
    bool needs_config = false;
    bool without_target = false; ///< no host has the role, or no host is concerned
    std::string text;
    std::vector<std::string> flows;
};
std::vector<not_probed_group> group_not_probed(const report& r);

/// Questions that are open, with the number of flows that wait for the answer.
std::map<std::string, std::size_t> open_questions(const report& r);

/// What the report does not cover. `link`: how the format shows the address of a page; null: as it is.
std::string not_covered(const report& r, const std::function<std::string(const std::string&)>& link = nullptr);

/// The findings, those first that count worst; else in the order of the report.
std::vector<const finding*> worst_first(const report& r);

/// All findings of one target, the worst first.
struct target_findings {
    std::string name;
    std::vector<const finding*> findings;
    outcome worst = outcome::skip;
};
/// The targets, the worst first; else in the order of the report.
std::vector<target_findings> by_target(const report& r);

/// "TCP 2500-3300"; lists of more than `most` characters are cut.
std::string protocol_and_ports(protocol p, const port_list& ports, std::size_t most = std::string::npos);

/// "443, 2500-3300": a line can be broken between them.
std::string spaced_ports(const port_list& ports);

/// "10.0.0.5, fd00::5": what the names of a finding led to, each once.
std::string addresses_of(const finding& f);

} // namespace fairway
