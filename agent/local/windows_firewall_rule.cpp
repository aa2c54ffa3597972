#include "agent/local/windows_firewall.hpp"

#include <algorithm>

namespace fairway {

namespace {

constexpr std::uint16_t rpc_endpoint_mapper = 135;
constexpr std::uint16_t ip_https = 443;

bool same_word(std::string_view a, std::string_view b) {
    const auto low = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [&](char x, char y) { return low(x) == low(y); });
}

std::string_view trimmed(std::string_view text) {
    text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
    return text.substr(0, text.find_last_not_of(' ') + 1);
}

std::string_view next_part(std::string_view& text, char between) {
    const auto end = std::min(text.find(between), text.size());
    const auto part = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    return part;
}

void add_ports(std::string_view word, windows_rule_ports& to) {
    if (word == "*") {
        to.any = true;
    } else if (same_word(word, "RPC")) {
        to.rpc = true;
    } else if (same_word(word, "RPC-EPMap")) {
        to.ports.push_back({rpc_endpoint_mapper, rpc_endpoint_mapper});
    } else if (same_word(word, "IPHTTPS") || same_word(word, "IPTLSIn") || same_word(word, "IPHTTPSIn")) {
        to.ports.push_back({ip_https, ip_https});
    } else {
        if (word.starts_with("0-")) { // Port 0 is no port.
            if (word == "0-0") return;
            add_ports("1-" + std::string(word.substr(2)), to);
        } else if (const auto range = parse_port_range(word)) {
            to.ports.push_back(*range);
        }
    }
}

/// One or more values of a key, as a list.
void append(std::string_view value, std::string& to) {
    to += (to.empty() ? "" : ",") + std::string(value);
}

/// Where a rule in the registry says nothing of profiles, it is for all.
struct policy_profiles {
    bool said = false;
    std::array<bool, windows_profile_count> which{};
};

void add_profile(std::string_view word, policy_profiles& to) {
    to.said = true;
    constexpr std::array<std::string_view, windows_profile_count> words{"Domain", "Private", "Public"};
    for (std::size_t i = 0; i < words.size(); ++i)
        to.which[i] = to.which[i] || same_word(word, words[i]);
}

constexpr std::string_view tcp_number = "6", udp_number = "17", any_number = "256";

} // namespace

windows_rule_ports parse_windows_ports(std::string_view text) {
    windows_rule_ports all;
    if (trimmed(text).empty()) all.any = true;
    while (!text.empty())
        add_ports(trimmed(next_part(text, ',')), all);
    all.ports = normalize(std::move(all.ports));
    return all;
}

std::optional<windows_rule> parse_policy_rule(std::string_view text) {
    windows_rule rule;
    rule.of_policy = true;
    policy_profiles profiles;
    std::string ports;
    bool active = true, inbound = false, decides = false;
    if (!next_part(text, '|').starts_with("v")) return std::nullopt;
    while (!text.empty()) {
        std::string_view value = next_part(text, '|');
        if (value.empty()) continue;
        const std::string_view key = next_part(value, '=');
        if (same_word(key, "Action")) {
            rule.allows = same_word(value, "Allow") || same_word(value, "ByPass");
            rule.only_authenticated = rule.only_authenticated || same_word(value, "ByPass");
            decides = rule.allows || same_word(value, "Block");
        } else if (same_word(key, "Active")) {
            active = same_word(value, "TRUE");
        } else if (same_word(key, "Dir")) {
            inbound = same_word(value, "In");
        } else if (same_word(key, "Protocol")) {
            if (value != tcp_number && value != udp_number && value != any_number) return std::nullopt;
            if (value != any_number) rule.protocol = value == tcp_number ? protocol::tcp : protocol::udp;
        } else if (same_word(key, "Profile")) {
            add_profile(value, profiles);
        } else if (same_word(key, "Name")) {
            rule.name = value;
        } else if (same_word(key, "App")) {
            rule.program = value;
        } else if (same_word(key, "Svc")) {
            rule.service = value;
        } else if (same_word(key, "AppPkgId")) {
            rule.package = value;
        } else if (key.starts_with("LPort")) { // LPort, LPort2_10, LPort2_20, …
            append(value, ports);
        } else if (key.starts_with("RPort")) {
            append(value, rule.remote_ports);
        } else if (key.starts_with("LA4") || key.starts_with("LA6")) {
            append(value, rule.local_addresses);
        } else if (key.starts_with("RA4") || key.starts_with("RA6")) {
            append(value, rule.remote_addresses);
        } else if (same_word(key, "IF") || key.starts_with("IFType") || key.starts_with("TTK")) {
            append(value, rule.interfaces);
        } else if (key.starts_with("Security")) {
            rule.only_authenticated = true;
        } else if (key.starts_with("LUAuth") || key.starts_with("LUOwn") || key.starts_with("RUAuth") ||
                   key.starts_with("RMAuth")) {
            rule.only_some_users = true;
        }
    }
    if (!active || !inbound || !decides) return std::nullopt;
    if (profiles.said) rule.profiles = profiles.which;
    rule.ports = parse_windows_ports(ports);
    return rule;
}

} // namespace fairway
