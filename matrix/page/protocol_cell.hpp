#pragma once

#include "matrix/port.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fairway {

/// What the protocol cell of a row says.
struct protocol_cell {
    std::vector<protocol> protocols;   ///< in the order of the page, each once
    std::optional<std::uint16_t> port; ///< That of the protocol, as with HTTPS: where the row names no other.
    std::string unread;                ///< What of it means nothing here.
};

/// Of plain text.
protocol_cell read_protocol_cell(std::string_view text);

/// Whether a cell names protocols and nothing else: where cells are merged, only the cells themselves tell which
/// columns they are of.
bool names_protocol(std::string_view text);

} // namespace fairway
