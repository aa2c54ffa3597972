#include "agent/site_flags.hpp"

#include "matrix/names.hpp"

#include <algorithm>

namespace fairway {

namespace {

std::vector<std::string> split_list(const std::string& text) {
    std::vector<std::string> parts;
    for (std::size_t at = 0; at <= text.size();) {
        const std::size_t comma = std::min(text.find(',', at), text.size());
        parts.push_back(text.substr(at, comma - at));
        at = comma + 1;
    }
    return parts;
}

} // namespace

site_host& host_named(site& s, const std::string& name) {
    for (auto& h : s.hosts)
        if (canonical_host(h.name) == canonical_host(name)) return h;
    s.hosts.emplace_back().name = name;
    return s.hosts.back();
}

void add_role(site_host& host, const std::string& role) {
    if (std::find(host.roles.begin(), host.roles.end(), role) == host.roles.end()) host.roles.push_back(role);
}

read_result<site> site_from_flags(const site_flags& flags, const matrix& m) {
    site s;
    std::vector<problem> problems;
    const auto refuse = [&](const char* option, std::string why) { problems.push_back({option, "", std::move(why)}); };

    if (!flags.as.empty() && !is_host(flags.name))
        refuse("--name", "\"" + flags.name + "\" is neither a host name nor an IP address");
    for (const auto& value : flags.as) {
        for (const auto& role : split_list(value)) {
            if (const auto why = check_host_role(m, role))
                refuse("--as", *why);
            else
                add_role(host_named(s, flags.name), role);
        }
    }
    for (const auto& value : flags.peers) {
        const std::size_t equals = value.find('=');
        if (equals == std::string::npos) {
            refuse("--peer", "\"" + value + "\" is not of the form ROLE=HOST[,HOST]");
            continue;
        }
        const std::string role = value.substr(0, equals);
        const auto why = check_host_role(m, role);
        if (why) refuse("--peer", *why);
        for (const auto& host : split_list(value.substr(equals + 1))) {
            if (!is_host(host))
                refuse("--peer", "\"" + host + "\" in \"" + value + "\" is neither a host name nor an IP address");
            else if (!why)
                add_role(host_named(s, host), role);
        }
    }
    for (const auto& value : flags.facts) {
        const std::size_t equals = value.find('=');
        if (equals == std::string::npos) {
            refuse("--fact", "\"" + value + "\" is not of the form NAME=VALUE");
            continue;
        }
        const std::string id = value.substr(0, equals);
        if (const auto why = check_fact(m, id, value.substr(equals + 1)))
            refuse("--fact", *why);
        else if (!s.facts.emplace(id, value.substr(equals + 1)).second)
            refuse("--fact", "\"" + id + "\" is given twice");
    }
    if (!problems.empty()) return {std::nullopt, std::move(problems)};
    return {std::move(s), {}};
}

} // namespace fairway
