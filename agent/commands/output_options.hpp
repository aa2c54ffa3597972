#pragma once

#include "support/option_reader.hpp"

#include <string>

namespace fairway {

/// What becomes of a report: its format, and where it goes.
struct output_options {
    std::string format = "text";
    std::string file; ///< empty: standard output
    bool strict = false;

    bool plugin() const { return format == "nagios"; }
};

option_row format_option();
option_row output_option();
word_list format_list(); ///< for the help

/// Reads --format, --output and --strict. A format that is not known and a file that cannot be made are problems: a
/// check takes its time, and should not find out afterwards.
output_options read_output_options(option_reader& given);

} // namespace fairway
