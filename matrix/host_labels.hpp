#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fairway {

/// What people say of a host, and no flow depends on. Empty: not stated.
struct host_labels {
    std::string owner;   ///< who answers for it, e.g. "Windows team"
    std::string contact; ///< where they are reached, e.g. "windows@example.com"
    std::vector<std::string> tags;

    static constexpr std::size_t most_bytes = 255; ///< of each text, as of all names in reports
    static constexpr std::size_t most_tags = 64;

    bool empty() const { return owner.empty() && contact.empty() && tags.empty(); }
    bool operator==(const host_labels&) const = default;
};

/// What is wrong with one of these texts: too long, or not one line; nothing where all is well.
std::optional<std::string> check_label(std::string_view text);

} // namespace fairway
