#include "collector/store/sqlite/role_list.hpp"

#include <nlohmann/json.hpp>

namespace fairway::collector {

std::string roles_to_text(const std::vector<std::string>& roles) {
    // Invalid UTF-8 must not make the report fail here.
    return nlohmann::json(roles).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::vector<std::string> roles_from_text(const std::string& text) {
    const auto list = nlohmann::json::parse(text, nullptr, false);
    std::vector<std::string> roles;
    if (!list.is_array()) return roles;
    for (const auto& role : list)
        if (role.is_string()) roles.push_back(role.get<std::string>());
    return roles;
}

std::string role_in_text(const std::string& role) {
    const auto list = roles_to_text({role});
    return list.substr(1, list.size() - 2);
}

} // namespace fairway::collector
