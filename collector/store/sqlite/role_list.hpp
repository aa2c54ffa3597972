#pragma once

#include <string>
#include <vector>

namespace fairway::collector {

/// Roles as one column: a JSON list.
std::string roles_to_text(const std::vector<std::string>& roles);
std::vector<std::string> roles_from_text(const std::string& text);

/// What such a list contains if `role` is in it.
std::string role_in_text(const std::string& role);
/// "AND" the host of prober `p` has the role whose role_in_text() is the parameter.
inline constexpr const char* has_role = " AND EXISTS (SELECT 1 FROM prober_report x WHERE x.tenant = p.tenant"
                                        " AND x.prober = p.id AND instr(x.roles, ?) > 0)";

} // namespace fairway::collector
