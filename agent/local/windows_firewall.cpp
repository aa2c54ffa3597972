#include "agent/local/windows_firewall.hpp"

#include "text/columns.hpp"
#include "text/printable.hpp"
#include "text/wording.hpp"

#include <algorithm>
#include <map>

namespace fairway {

namespace {

using text_lines = std::vector<std::string>;
using profile_set = std::array<bool, windows_profile_count>;

constexpr std::array<const char*, windows_profile_count> profile_names{"Domain", "Private", "Public"};
constexpr std::size_t most_named = 3; // rules in a line

// What RPC servers get unless somebody changed it (netsh interface ipv4 show dynamicport tcp).
constexpr port_range dynamic_ports{49152, 65535};

/// What becomes of a new connection or datagram from outside. From what lets it in to what keeps it out.
enum class entry : std::uint8_t {
    firewall_off,
    allowed_by_rule,
    allowed_by_default,
    allowed_for_some, ///< by rules that have conditions
    unknown,
    blocked_by_default,
    blocked_by_rule,
    all_blocked,
};

/// A rule that is about a port.
struct rule_match {
    std::size_t rule = 0;  ///< index
    bool only_rpc = false; ///< The port is the rule's only while an RPC server has it.
    auto operator<=>(const rule_match&) const = default;
};
using rule_matches = std::vector<rule_match>;

/// How a port fares in one profile.
struct port_fate {
    entry how = entry::unknown;
    rule_matches rules;      ///< that decide
    rule_matches exceptions; ///< that block, under conditions
    auto operator<=>(const port_fate&) const = default;
};
using port_fates = std::array<port_fate, windows_profile_count>;

/// As file names are compared, but for letters beyond ASCII.
bool same_path(std::string_view a, std::string_view b) {
    const auto low = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [&](char x, char y) { return low(x) == low(y); });
}

bool is_for_all(std::string_view condition) {
    return condition.empty() || condition == "*";
}

std::string file_name(const std::string& path) {
    return path.substr(path.find_last_of('\\') + 1);
}

bool has_ports(const windows_rule& rule, std::uint16_t port) {
    return rule.ports.any || contains(rule.ports.ports, port);
}

bool may_have_ports(const windows_rule& rule, protocol p, std::uint16_t port) {
    return rule.ports.rpc && p == protocol::tcp && dynamic_ports.contains(port);
}

/// ", only for x.exe from LocalSubnet": what a rule asks for besides the port.
std::string conditions_of(const windows_rule& rule, bool only_rpc) {
    text_lines all;
    if (!is_for_all(rule.program)) all.push_back("for " + file_name(rule.program));
    if (!rule.service.empty())
        all.push_back(rule.service == "*" ? std::string("for services") : "for the service " + rule.service);
    if (!rule.package.empty()) all.push_back("for a packaged app");
    if (only_rpc) all.push_back("for RPC servers");
    if (!is_for_all(rule.remote_addresses)) all.push_back("from " + clipped(rule.remote_addresses, 60));
    if (!is_for_all(rule.remote_ports)) all.push_back("from ports " + clipped(rule.remote_ports, 40));
    if (!is_for_all(rule.local_addresses)) all.push_back("to " + clipped(rule.local_addresses, 60));
    if (!rule.interfaces.empty() && rule.interfaces != "All")
        all.push_back("on interfaces " + clipped(rule.interfaces, 40));
    if (rule.only_authenticated) all.push_back("with IPsec");
    if (rule.only_some_users) all.push_back("for some users");
    return all.empty() ? std::string() : "only " + joined(all);
}

/// The rules that can say something about ports of a protocol in a profile.
class rule_judge {
  public:
    rule_judge(const windows_firewall& facts, protocol p) : facts_(facts), protocol_(p) {
        for (std::size_t i = 0; i < facts.rules.size(); ++i)
            if (!facts.rules[i].protocol || facts.rules[i].protocol == p) relevant_.push_back(i);
    }

    port_fates fates(std::uint16_t port) const {
        port_fates all;
        for (std::size_t profile = 0; profile < windows_profile_count; ++profile)
            all[profile] = fate(port, profile);
        return all;
    }

  private:
    port_fate fate(std::uint16_t port, std::size_t profile) const {
        const auto& p = facts_.profiles[profile];
        port_fate f;
        if (p.enabled && !*p.enabled)
            f.how = entry::firewall_off;
        else if (p.enabled && p.blocks_all)
            f = *p.blocks_all ? port_fate{entry::all_blocked, {}, {}} : fate_by_rules(port, profile);
        return f;
    }

    port_fate fate_by_rules(std::uint16_t port, std::size_t profile) const {
        const auto& p = facts_.profiles[profile];
        port_fate f;
        rule_matches allow, allow_some, block;
        for (const auto i : relevant_) {
            const auto& rule = facts_.rules[i];
            if (!rule.profiles[profile] || (!rule.of_policy && !p.local_rules_count)) continue;
            const bool sure = has_ports(rule, port);
            if (!sure && !may_have_ports(rule, protocol_, port)) continue;
            const bool for_all = sure && conditions_of(rule, false).empty();
            auto& of = rule.allows ? (for_all ? allow : allow_some) : (for_all ? block : f.exceptions);
            of.push_back({i, !sure});
        }
        decide(f, p, std::move(allow), std::move(allow_some), std::move(block));
        return f;
    }

    /// A rule that blocks wins against those that allow.
    void decide(port_fate& f, const windows_profile& p, rule_matches allow, rule_matches allow_some,
                rule_matches block) const {
        if (!block.empty()) {
            f.how = entry::blocked_by_rule;
            f.rules = std::move(block);
            f.exceptions.clear();
        } else if (!allow.empty()) {
            f.how = entry::allowed_by_rule;
            f.rules = std::move(allow);
        } else if (!allow_some.empty() && !p.allows_by_default.value_or(false)) {
            f.how = entry::allowed_for_some;
            f.rules = std::move(allow_some);
        } else if (!p.allows_by_default || !facts_.are_rules_complete) {
            f.how = entry::unknown;
        } else if (*p.allows_by_default) {
            f.how = entry::allowed_by_default;
        } else {
            f.how = entry::blocked_by_default;
            f.exceptions.clear();
        }
    }

    const windows_firewall& facts_;
    protocol protocol_;
    std::vector<std::size_t> relevant_;
};

/// `rule "Veeam Installer Service" (only for VeeamDeploymentSvc.exe)`; the same words once.
std::string rules_in_words(const windows_firewall& facts, const rule_matches& rules) {
    text_lines names;
    for (const auto& [index, only_rpc] : rules) {
        const auto& rule = facts.rules[index];
        const auto only = conditions_of(rule, only_rpc);
        auto words = in_quotes(rule.name) + (only.empty() ? "" : " (" + only + ")");
        if (std::find(names.begin(), names.end(), words) == names.end()) names.push_back(std::move(words));
    }
    return (names.size() == 1 ? "rule " : "rules ") + joined(names, most_named);
}

std::string fate_in_words(const windows_firewall& facts, const port_fate& f) {
    std::string text;
    switch (f.how) {
    case entry::firewall_off: return "allowed: the firewall is off";
    case entry::all_blocked: return "blocked, like everything that comes in, whatever the rules say";
    case entry::blocked_by_default: return "blocked: no enabled rule allows it, and the default is to block";
    case entry::blocked_by_rule: return "blocked by " + rules_in_words(facts, f.rules);
    case entry::unknown: return "unknown: not all settings and rules could be read";
    case entry::allowed_by_default: text = "allowed by default"; break;
    case entry::allowed_by_rule:
    case entry::allowed_for_some: text = "allowed by " + rules_in_words(facts, f.rules); break;
    }
    if (!f.exceptions.empty()) text += ", but blocked by " + rules_in_words(facts, f.exceptions);
    return text + (facts.are_rules_complete ? "" : ", as far as the rules could be read");
}

bool lets_in(entry how) {
    return how <= entry::allowed_for_some;
}

std::string names_of_profiles(const profile_set& which) {
    text_lines names;
    for (std::size_t i = 0; i < which.size(); ++i)
        if (which[i]) names.emplace_back(profile_names[i]);
    return joined(names);
}

profile_set active_profiles(const windows_firewall& facts) {
    profile_set active{};
    for (std::size_t i = 0; i < active.size(); ++i)
        active[i] = facts.profiles[i].active;
    return active;
}

/// Whether an active profile keeps out what comes.
bool is_kept_out(const windows_firewall& facts, const port_fates& fates) {
    for (std::size_t i = 0; i < fates.size(); ++i)
        if (facts.profiles[i].active && !lets_in(fates[i].how)) return true;
    return false;
}

/// How ports fare: in the active profiles, and in another where that lets in what an active one keeps out.
std::string fates_in_words(const windows_firewall& facts, const port_fates& fates) {
    const auto active = active_profiles(facts);
    const bool kept_out = is_kept_out(facts, fates);
    const bool none_active = active == profile_set{};
    text_lines parts;
    for (const bool is_active : {true, false}) {
        std::vector<std::pair<std::string, profile_set>> alike;
        for (std::size_t i = 0; i < active.size(); ++i) {
            if (active[i] != is_active || (!is_active && !none_active && !(kept_out && lets_in(fates[i].how))))
                continue;
            auto words = fate_in_words(facts, fates[i]);
            auto found = std::find_if(alike.begin(), alike.end(), [&](const auto& a) { return a.first == words; });
            if (found == alike.end()) found = alike.insert(alike.end(), {std::move(words), profile_set{}});
            found->second[i] = true;
        }
        for (const auto& [words, profiles] : alike)
            parts.push_back(words + " (" + names_of_profiles(profiles) +
                            (is_active || none_active ? ")" : ", which is not active)"));
    }
    return joined(parts, std::string::npos, "; ");
}

std::string in_line(const port_list& ports) {
    text_lines ranges;
    for (const auto& range : ports)
        ranges.push_back(to_string(range));
    return joined(ranges);
}

/// Ports that fare alike, and how.
using fate_of_ports = std::pair<port_list, port_fates>;

std::vector<fate_of_ports> fates_of(const windows_firewall& facts, protocol p, const port_list& needed) {
    const rule_judge judge(facts, p);
    std::map<port_fates, std::vector<std::uint16_t>> alike;
    for (const auto port : expand(needed))
        alike[judge.fates(port)].push_back(port);
    std::vector<fate_of_ports> in_order;
    for (auto& [fates, ports] : alike)
        in_order.emplace_back(from_ports(std::move(ports)), fates);
    std::sort(in_order.begin(), in_order.end());
    return in_order;
}

std::string fates_line(const windows_firewall& facts, protocol p, const fate_of_ports& of) {
    return std::string(in_capitals(p)) + " " + in_line(of.first) + ": " + fates_in_words(facts, of.second);
}

std::string on_or_off(const std::optional<bool>& setting, const char* on, const char* off, const char* of) {
    return setting ? (*setting ? on : off) : "unknown whether " + std::string(of);
}

std::string profile_in_words(const windows_profile& p) {
    if (!p.enabled) return "settings unknown";
    if (!*p.enabled) return "off";
    std::string text = "on";
    if (p.blocks_all.value_or(false))
        text += ", all that comes in is blocked, whatever the rules say";
    else
        text += ", " + on_or_off(p.allows_by_default, "what no rule blocks comes in", "what no rule allows is blocked",
                                 "it blocks by default");
    text += ", " + on_or_off(p.stealth, "stealth mode: closed ports stay silent",
                             "no stealth mode: closed ports answer", "stealth mode is on");
    if (p.notifies)
        text += *p.notifies ? ", asks when a new program listens" : ", does not ask when a new program listens";
    if (!p.local_rules_count) text += ", rules of this machine do not count: a policy says so";
    return text;
}

} // namespace

std::vector<std::string> describe(const windows_firewall& facts, const port_list& tcp, const port_list& udp) {
    text_lines out;
    for (const auto& product : facts.other_products)
        out.push_back("another firewall is registered: " + printable(product) + "; what it does cannot be seen here");
    if (facts.is_known) {
        const bool none_active = active_profiles(facts) == profile_set{};
        if (none_active) out.emplace_back("Windows Firewall: no profile is active: there may be no network");
        for (std::size_t i = 0; i < facts.profiles.size(); ++i)
            if (facts.profiles[i].active || none_active)
                out.push_back(std::string("Windows Firewall: profile ") + profile_names[i] +
                              (none_active ? ": " : ", active: ") + profile_in_words(facts.profiles[i]));
        if (facts.is_policy_overriding)
            out.emplace_back("Windows Firewall: group policy decides; changes of local rules have no effect");
        for (const auto& [p, needed] : {std::pair(protocol::tcp, &tcp), std::pair(protocol::udp, &udp)})
            for (const auto& of : fates_of(facts, p, *needed))
                out.push_back(fates_line(facts, p, of));
    }
    out.insert(out.end(), facts.unread.begin(), facts.unread.end());
    return out;
}

std::vector<std::string> obstacles(windows_firewall facts, const port_list& tcp, const port_list& udp,
                                   std::string_view program) {
    std::erase_if(facts.rules, [&](const windows_rule& rule) {
        const bool for_another = !is_for_all(rule.program) && !same_path(rule.program, program);
        return for_another || !rule.service.empty() || !rule.package.empty();
    });
    for (auto& rule : facts.rules)
        rule.program.clear(); // it is us
    text_lines out;
    if (!facts.is_known) return facts.unread;
    for (const auto& [p, needed] : {std::pair(protocol::tcp, &tcp), std::pair(protocol::udp, &udp)})
        for (const auto& of : fates_of(facts, p, *needed))
            if (is_kept_out(facts, of.second)) out.push_back(fates_line(facts, p, of));
    return out;
}

} // namespace fairway
