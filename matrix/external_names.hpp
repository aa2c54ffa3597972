#pragma once

#include "matrix/matrix.hpp"
#include "matrix/site.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fairway {

/// A name under which the site reaches an external role.
struct external_name {
    std::string name;
    std::vector<std::string> addresses; ///< Names or IP addresses, at least one.
    std::optional<std::uint16_t> port;  ///< Where the site gives one.
};

/// The names that the site declares for a role: its hosts and its endpoints. Empty where it says that there is such a
/// service and lists none; nothing where it does not mention the role.
std::optional<std::vector<external_name>> declared_names(const matrix& m, const site& s, const std::string& role_id);

/// Whether the name, or an address of it, matches the pattern of an endpoint ("*.blob.core.windows.net").
bool matches_endpoint(std::string_view pattern, const external_name& name);

/// Whether any endpoint that the matrix lists for this role would match; placeholders match everything.
bool matches_any_endpoint(const matrix& m, const std::string& role_id, const external_name& name);

/// The endpoint's host with the site's placeholders filled in; nothing, and the placeholder's name, where one is open.
std::optional<std::string> with_placeholders(const std::string& host, const site& s, std::string& open);

} // namespace fairway
