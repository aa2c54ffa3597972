#include "agent/external_name_notes.hpp"

#include "text/columns.hpp"
#include "text/ip_address.hpp"
#include "text/names.hpp"

#include <algorithm>
#include <optional>
#include <set>

namespace fairway {

namespace {

/// As sent, without a zone.
std::optional<ip_address> plain(const std::string& address) {
    const auto ip = parse_ip_address(address.substr(0, address.find('%')));
    return ip ? std::optional(unmapped(*ip)) : std::nullopt;
}

using leads = std::set<std::string>; ///< each once; the order never differs

/// "a.example (10.0.0.5), b.example (10.0.0.6)"
std::string in_words(const leads& all) {
    return joined({all.begin(), all.end()}, 8);
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
            const auto lead = a.name + " (" + a.address + ")";
            if (is_own)
                to_this_host.insert(lead);
            else if (is_private(*ip))
                to_private.insert(lead);
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
