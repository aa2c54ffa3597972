#pragma once

#include "probes/wire/stream_reader.hpp"

#include <string_view>

/// "value", "incomplete" or "malformed".
template <class T>
std::string_view outcome(const fairway::wire::decoded<T>& found) {
    if (std::holds_alternative<fairway::wire::incomplete>(found)) return "incomplete";
    if (std::holds_alternative<fairway::wire::malformed>(found)) return "malformed";
    return "value";
}
