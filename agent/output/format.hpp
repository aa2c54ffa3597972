#pragma once

#include "matrix/report_set.hpp"
#include "text/columns.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace fairway {

/// How much of a report a person gets to read at once.
enum class detail : std::uint8_t { by_size, summary, full };

/// What a change request says of itself, as far as it is known.
struct request_details {
    std::string requester, ticket;
    std::string expires; ///< "2027-03-31"
};

/// How the output may look where it goes.
struct output_style {
    bool color = false;
    std::size_t width = default_width; ///< columns
    bool strict = false;               ///< A warning counts as a failure, for formats that state a result.
    fairway::detail detail = fairway::detail::by_size; ///< of the format "text"; the others have everything
    request_details request = {};
};

/// A format of `fairway check` and `fairway report`: a name for --format, what the help says of it, and one function in
/// a file of that name: for the report of one host, or for those of any number of hosts.
struct output_format {
    std::string_view name;
    std::string_view help;
    std::string (*of_one)(const report& r, const output_style& style);
    std::string (*of_several)(const report_set& reports, const output_style& style) = nullptr;

    bool joins() const { return of_several != nullptr; }
    /// Of more than one report only if it joins them.
    std::string render(const report_set& reports, const output_style& style) const {
        return joins() ? of_several(reports, style) : of_one(reports.first(), style);
    }
};

/// All of them, in the order of the help.
std::span<const output_format> output_formats();

/// Nothing if no format has this name.
const output_format* find_format(std::string_view name);

std::string render_text(const report& r, const output_style& style);
std::string render_json(const report& r, const output_style& style);
std::string render_html(const report& r, const output_style& style);
std::string render_markdown(const report& r, const output_style& style);
std::string render_csv(const report& r, const output_style& style);
std::string render_junit(const report& r, const output_style& style);
std::string render_nagios(const report& r, const output_style& style);
std::string render_prometheus(const report& r, const output_style& style);

// For whoever runs the firewalls: what to open, and rules for the hosts and for the firewalls between them.
std::string render_change_request_markdown(const report_set& reports, const output_style& style);
std::string render_change_request_html(const report_set& reports, const output_style& style);
std::string render_change_request_csv(const report_set& reports, const output_style& style);
std::string render_rules_nftables(const report_set& reports, const output_style& style);
std::string render_rules_firewalld(const report_set& reports, const output_style& style);
std::string render_rules_ufw(const report_set& reports, const output_style& style);
std::string render_rules_windows(const report_set& reports, const output_style& style);
std::string render_rules_asa(const report_set& reports, const output_style& style);
std::string render_rules_fortigate(const report_set& reports, const output_style& style);
std::string render_rules_paloalto(const report_set& reports, const output_style& style);
std::string render_rules_aws(const report_set& reports, const output_style& style);
std::string render_rules_azure(const report_set& reports, const output_style& style);

} // namespace fairway
