#include "agent/stand_in.hpp"

#include "agent/local/privileges.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

namespace fairway {

namespace {

namespace errc = boost::system::errc;

using addresses = std::set<std::string>;
using place = std::pair<protocol, std::uint16_t>;

bool is_v6(const std::string& address) {
    return address.find(':') != std::string::npos;
}

bool is_wildcard(const std::string& address) {
    return address == "0.0.0.0" || address == "::";
}

const char* wildcard_like(const std::string& address) {
    return is_v6(address) ? "::" : "0.0.0.0";
}

/// "IPv6", "10.0.0.5, 10.0.0.6"; a family as a whole stands as its wildcard.
std::string addresses_in_words(const addresses& all) {
    std::string text;
    for (const auto& a : all)
        text += (text.empty() ? "" : ", ") + (a == "0.0.0.0" ? "IPv4" : a == "::" ? "IPv6" : a);
    return text;
}

/// The program that has a port at one of these addresses, as far as this process may see it. What we hold ourselves
/// does not count.
std::string owner_of(const std::vector<listener>& all, const place& at, const addresses& lacking,
                     const addresses& held) {
    std::string owners;
    for (const auto& l : all) {
        if (l.protocol != at.first || l.port != at.second || held.count(l.address) != 0) continue;
        // One on :: may have IPv4, too.
        const bool there = std::any_of(lacking.begin(), lacking.end(), [&](const auto& a) {
            return a == l.address || l.address == "::" || l.address == wildcard_like(a) ||
                   (is_wildcard(a) && is_v6(a) == is_v6(l.address));
        });
        if (there && owners.find(l.owner) == std::string::npos) owners += (owners.empty() ? "" : ", ") + l.owner;
    }
    return owners;
}

std::string why_not_bound(const not_bound& n) {
    if (n.error == errc::permission_denied) return std::string(why_port_denied());
    if (n.error == errc::address_not_available) return "this host does not have the address " + n.address;
    if (n.error == errc::too_many_files_open || n.error == errc::too_many_files_open_in_system)
        return "too many open files (ulimit -n)";
    return n.error.message();
}

/// The addresses that others reach and that we do not hold, of one that could not be bound. A family of which nothing
/// is held stands as its wildcard.
addresses lacking_of(const not_bound& n, const addresses& held, const std::vector<std::string>& here) {
    if (!is_wildcard(n.address)) return {n.address};
    addresses lacking;
    bool some = false;
    for (const auto& a : here) {
        if (is_v6(a) != is_v6(n.address)) continue;
        if (held.count(a) == 0)
            lacking.insert(a);
        else
            some = true;
    }
    return some || lacking.empty() ? lacking : addresses{n.address};
}

port_list sorted(std::vector<std::uint16_t> ports) {
    std::sort(ports.begin(), ports.end());
    ports.erase(std::unique(ports.begin(), ports.end()), ports.end());
    return from_ports(std::move(ports));
}

} // namespace

void sort_out(listening& l, const std::vector<open_door>& held, const std::vector<not_bound>& left_out,
              const std::vector<listener>& listeners, const std::vector<std::string>& here) {
    std::map<place, addresses> ours;
    for (const auto& d : held)
        ours[{d.protocol, d.port}].insert(d.address);
    struct lack {
        addresses where;
        bool taken = false;
        std::string why; ///< where it is not taken
    };
    std::map<place, lack> lacks;
    for (const auto& n : left_out) {
        const place at{n.protocol, n.port};
        const bool taken = n.error == errc::address_in_use;
        const auto mine = ours.find(at);
        const auto where = mine == ours.end() ? addresses{n.address} : lacking_of(n, mine->second, here);
        if (where.empty()) continue;
        auto& of = lacks[at];
        of.where.insert(where.begin(), where.end());
        of.taken = of.taken || taken;
        if (!taken) of.why = why_not_bound(n);
    }

    enum class fate { partly, taken, unbound };
    std::map<std::tuple<fate, protocol, std::string>, std::vector<std::uint16_t>> fates; // those of one fate together
    for (const auto& [at, of] : lacks) {
        const auto mine = ours.find(at);
        const bool some = mine != ours.end();
        const auto owner = of.taken ? owner_of(listeners, at, of.where, some ? mine->second : addresses()) : "";
        if (!some) {
            fates[{of.taken ? fate::taken : fate::unbound, at.first, of.taken ? owner : of.why}].push_back(at.second);
            continue;
        }
        const auto there = of.taken ? "served by " + (owner.empty() ? "another program" : owner) : of.why;
        const auto words =
            "only on " + addresses_in_words(mine->second) + "; on " + addresses_in_words(of.where) + ": " + there;
        fates[{fate::partly, at.first, words}].push_back(at.second);
    }
    std::vector<std::uint16_t> tcp, udp;
    for (const auto& [at, where] : ours)
        if (lacks.count(at) == 0) (at.first == protocol::tcp ? tcp : udp).push_back(at.second);
    l.tcp = sorted(std::move(tcp));
    l.udp = sorted(std::move(udp));
    for (auto& [key, ports] : fates) {
        const auto& [what, p, who] = key;
        auto& list = what == fate::partly ? l.partly : what == fate::taken ? l.taken : l.unbound;
        list.push_back({p, sorted(std::move(ports)), who});
    }
}

} // namespace fairway
