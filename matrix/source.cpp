#include "matrix/source.hpp"

#include "text/columns.hpp"
#include "text/ip_network.hpp"
#include "text/wording.hpp"

namespace fairway {

namespace {

constexpr std::size_t most_shown = 8; // addresses of a host

/// An entry, its zone set apart.
struct entry {
    ip_network network;
    std::string zone; ///< "%eth0"; empty: none

    bool is_v4() const { return network.base.is_v4(); }
};

std::optional<entry> parse_entry(const std::string& text) {
    const auto percent = text.find('%');
    const auto network = parse_ip_network(std::string_view(text).substr(0, percent));
    if (!network) return std::nullopt;
    entry e{*network, percent == std::string::npos ? "" : text.substr(percent)};
    if (!e.zone.empty() &&
        (e.is_v4() || !network->is_one_address() || e.zone.size() == 1 || e.zone.find('/') != std::string::npos))
        return std::nullopt;
    if (network->is_one_address() && is_v4_mapped(network->base))
        e.network = *parse_ip_network(to_string(unmapped(network->base)));
    return e;
}

bool is_link_local(const ip_address& address) {
    return !address.is_v4() && parse_ip_network("fe80::/10")->contains(address);
}

std::string it_has(const std::vector<std::string>& local) {
    return local.empty() ? "it has none but loopback" : "it has " + joined(local, most_shown);
}

/// The host's address that `e` means, or why there is none.
read_result<std::string> choose(const entry& e, const std::string& text, const std::vector<std::string>& local) {
    const auto fail = [](std::string why) {
        return read_result<std::string>{std::nullopt, {{"", "", std::move(why)}}};
    };
    const bool exact = e.network.is_one_address();
    if (exact && is_loopback(e.network.base)) return {to_string(e.network.base), {}};
    std::vector<std::string> fitting;
    for (const auto& own : local) {
        const auto address = parse_ip_address(own);
        // Which card a link-local address is of, only a zone can say.
        if (address && e.network.contains(*address) && (exact || !is_link_local(*address)))
            fitting.push_back(to_string(*address) + e.zone);
    }
    if (fitting.size() == 1) return {fitting.front(), {}};
    if (exact) return fail(in_quotes(text) + " is no address of this host; " + it_has(local));
    if (fitting.empty()) return fail("this host has no address in " + in_quotes(text) + "; " + it_has(local));
    return fail("this host has several addresses in " + in_quotes(text) + "; give one of " +
                joined(fitting, most_shown));
}

} // namespace

std::optional<std::string> check_source(const std::vector<std::string>& wanted) {
    std::string v4, v6;
    for (const auto& text : wanted) {
        const auto e = parse_entry(text);
        if (!e)
            return "expected an IP address of this host, or a network such as 10.1.0.0/16, found " + in_quotes(text);
        if (e->network.is_one_address()) {
            if (kind_of(e->network.base) != address_kind::host) return in_quotes(text) + " is no host's address";
            if (is_link_local(e->network.base) && e->zone.empty())
                return in_quotes(text) + " needs its zone, e.g. " + text + "%eth0";
        }
        std::string& known = e->is_v4() ? v4 : v6;
        if (!known.empty())
            return "expected one entry for each family, found " + in_quotes(known) + " and " + in_quotes(text);
        known = text;
    }
    return std::nullopt;
}

read_result<source_addresses> choose_source(const std::vector<std::string>& wanted,
                                            const std::vector<std::string>& local) {
    read_result<source_addresses> result;
    source_addresses chosen;
    for (const auto& text : wanted) {
        const auto e = parse_entry(text);
        if (!e) continue; // told by check_source()
        auto address = choose(*e, text, local);
        if (!address)
            result.problems.insert(result.problems.end(), address.problems.begin(), address.problems.end());
        else
            (e->is_v4() ? chosen.v4 : chosen.v6) = std::move(*address.value);
    }
    if (result.problems.empty()) result.value = std::move(chosen);
    return result;
}

} // namespace fairway
