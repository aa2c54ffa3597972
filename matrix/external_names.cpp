#include "matrix/external_names.hpp"

#include "text/glob.hpp"

#include <algorithm>

namespace fairway {

std::optional<std::vector<external_name>> declared_names(const matrix& m, const site& s, const std::string& role_id) {
    std::vector<external_name> names;
    bool mentioned = false;
    for (const auto& host : s.hosts) {
        if (!m.any_is_a(host.roles, role_id)) continue;
        mentioned = true;
        names.push_back({host.name, host.addresses.empty() ? std::vector{host.name} : host.addresses, {}});
    }
    for (const auto& [id, endpoints] : s.endpoints) {
        if (!m.is_a(id, role_id)) continue;
        mentioned = true;
        for (const auto& e : endpoints)
            names.push_back({e.host, {e.host}, e.port});
    }
    if (!mentioned) return std::nullopt;
    return names;
}

bool matches_endpoint(std::string_view pattern, const external_name& name) {
    return glob_match(pattern, name.name) || std::any_of(name.addresses.begin(), name.addresses.end(),
                                                         [&](const auto& a) { return glob_match(pattern, a); });
}

bool matches_any_endpoint(const matrix& m, const std::string& role_id, const external_name& name) {
    for (const auto& f : m.flows) {
        if (f.to != role_id) continue;
        for (const auto& e : f.endpoints) {
            std::string pattern = e.host;
            for (auto at = pattern.find('<'); at != std::string::npos; at = pattern.find('<'))
                pattern.replace(at, pattern.find('>', at) - at + 1, "*");
            if (matches_endpoint(pattern, name)) return true;
        }
    }
    return false;
}

std::optional<std::string> with_placeholders(const std::string& host, const site& s, std::string& open) {
    std::string result;
    for (std::size_t at = 0; at < host.size();) {
        const auto begin = host.find('<', at);
        const auto end = begin == std::string::npos ? begin : host.find('>', begin);
        if (end == std::string::npos) return result + host.substr(at);
        const std::string name = host.substr(begin + 1, end - begin - 1);
        const auto value = s.placeholders.find(name);
        if (value == s.placeholders.end()) {
            open = name;
            return std::nullopt;
        }
        result += host.substr(at, begin - at) + value->second;
        at = end + 1;
    }
    return result;
}

} // namespace fairway
