#pragma once

#include "agent/output/format.hpp"
#include "support/option_reader.hpp"

#include <string>

namespace fairway {

/// What becomes of a report: its format, and where it goes.
struct output_options {
    std::string format = "text";
    std::string file; ///< empty: standard output
    bool strict = false;
    fairway::detail detail = fairway::detail::by_size;
    request_details request; ///< for change requests and rules

    bool plugin() const { return format == "nagios"; }

    /// For whoever reads it: on a terminal of `width` columns, or in a file.
    output_style style(std::size_t width) const;
};

option_row format_option();
option_row output_option();
option_row summary_option();
option_row full_option();
option_section request_options(); ///< what a change request says of itself
word_list format_list();          ///< for the help

/// Reads request_options(), which are problems unless the format `takes` them. `formats` are those that do, for people.
request_details read_request_details(option_reader& given, bool takes, const std::string& formats);

/// Reads --format, --output, --strict, --summary, --full and request_options(). A format that is not known and a file
/// that cannot be made are problems: a check takes its time, and should not find out afterwards.
output_options read_output_options(option_reader& given);

} // namespace fairway
