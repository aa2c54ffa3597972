#pragma once

#include "matrix/report.hpp"
#include "text/columns.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace fairway {

/// How much of a report a person gets to read at once.
enum class detail : std::uint8_t { by_size, summary, full };

/// How the output may look where it goes.
struct output_style {
    bool color = false;
    std::size_t width = default_width; ///< columns
    bool strict = false;               ///< A warning counts as a failure, for formats that state a result.
    fairway::detail detail = fairway::detail::by_size; ///< of the format "text"; the others have everything
};

/// A format of `fairway check` and `fairway report`: a name for --format, what the help says of it, and one function in
/// a file of that name.
struct output_format {
    std::string_view name;
    std::string_view help;
    std::string (*render)(const report& r, const output_style& style);
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

// For whoever runs the firewalls: what to open, and rules for the hosts that need them.
std::string render_change_request_markdown(const report& r, const output_style& style);
std::string render_change_request_html(const report& r, const output_style& style);
std::string render_change_request_csv(const report& r, const output_style& style);
std::string render_rules_nftables(const report& r, const output_style& style);
std::string render_rules_firewalld(const report& r, const output_style& style);
std::string render_rules_ufw(const report& r, const output_style& style);
std::string render_rules_windows(const report& r, const output_style& style);

} // namespace fairway
