#pragma once

#include "matrix/matrix.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace fairway {

/// Some of a row's ports that are needed in the same way.
struct port_part {
    port_list ports;       ///< empty: site_only
    bool open_end = false; ///< "6184+": the first free port from each of them on
    fairway::select select = fairway::select::all;
    bool site_only = false; ///< The page names no number: only the site knows.

    bool operator==(const port_part&) const = default;
};

/// What the port cell of a row says.
struct port_cell {
    std::vector<port_part> parts;    ///< at most one of each kind: numbers, open ends, site_only
    std::vector<std::string> unread; ///< What of it is no port, each piece as a message for people.
};

/// Of plain text.
port_cell read_port_cell(std::string_view text);

/// Whether a cell is one of ports and nothing else, or begins as those do.
bool names_ports(std::string_view text);

/// "22,2500-3300", "80,443 (any)", "6184+", "custom": parts in one line, to compare and to show.
std::string to_string(const std::vector<port_part>& parts);

} // namespace fairway
