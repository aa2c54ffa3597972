#include "matrix/host_labels.hpp"

#include "text/wording.hpp"

#include <algorithm>

namespace fairway {

std::optional<std::string> check_label(std::string_view text) {
    if (text.size() > host_labels::most_bytes)
        return "has " + std::to_string(text.size()) + " bytes; at most " + std::to_string(host_labels::most_bytes) +
               " are kept";
    const auto control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; };
    if (std::any_of(text.begin(), text.end(), control))
        return "must be one line without control characters, found " + in_quotes(text);
    return std::nullopt;
}

} // namespace fairway
