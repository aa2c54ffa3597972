#include "agent/external_name_notes.hpp"

#include "text/ip_address.hpp"
#include "text/names.hpp"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

namespace fairway {

namespace {

/// As sent, without a zone.
std::optional<ip_address> plain(const std::string& address) {
    const auto ip = parse_ip_address(address.substr(0, address.find('%')));
    return ip ? std::optional(unmapped(*ip)) : std::nullopt;
}

using leads = std::set<std::pair<std::string, std::string>>; ///< name and address, each once; the order never differs

/// "a.example (10.0.0.5), b.example (10.0.0.6)"
std::string in_words(const leads& all) {
    constexpr std::size_t most = 8;
    std::string text;
    std::size_t n = 0;
    for (const auto& [name, address] : all) {
        if (n++ == most) return text + ", and " + std::to_string(all.size() - most) + " more";
        text += (text.empty() ? "" : ", ") + name + " (" + address + ")";
    }
    return text;
}

} // namespace

std::vector<std::string> external_name_notes(const std::vector<finding>& findings,
                                             const std::vector<std::string>& own) {
    leads to_this_host, to_private;
    for (const auto& f : findings) {
        if (f.requirement.flow->listens != listens::external) continue;
        for (const auto& a : f.addresses) {
            const auto ip = plain(a.address);
            if (!ip || is_ip_address(a.name)) continue; // who gives an address means it
            const bool is_own = is_loopback(*ip) || std::any_of(own.begin(), own.end(), [&](const auto& address) {
                                    return plain(address) == ip;
                                });
            if (is_own)
                to_this_host.emplace(a.name, a.address);
            else if (is_private(*ip))
                to_private.emplace(a.name, a.address);
        }
    }
    std::vector<std::string> notes;
    if (!to_this_host.empty())
        notes.push_back("Names of external services that resolve to this host itself: " + in_words(to_this_host) +
                        "; a proxy on this host, its hosts file or a DNS filter can be the reason.");
    if (!to_private.empty())
        notes.push_back("Names of external services that resolve to private addresses: " + in_words(to_private) +
                        "; a private endpoint, split DNS or a proxy can be the reason.");
    return notes;
}

} // namespace fairway
