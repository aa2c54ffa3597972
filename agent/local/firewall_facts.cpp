#include "agent/local/firewall_facts.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <map>
#include <sstream>
#include <string_view>

namespace fairway {

namespace {

using reading = file_reading::result;
using lines = std::vector<std::string>;

/// The value of KEY=value or KEY="value"; empty if the text has none.
std::string setting(const std::string& text, std::string_view key) {
    std::istringstream in(text);
    std::string value;
    for (std::string line; std::getline(in, line);) {
        if (!line.starts_with(key) || line.size() <= key.size() || line[key.size()] != '=') continue;
        value = line.substr(key.size() + 1); // as in a shell, the last one holds
        value.erase(value.find_last_not_of(" \t\r") + 1);
        if (value.size() >= 2 && value.front() == '"' && value.back() == '"') value = value.substr(1, value.size() - 2);
    }
    return value;
}

std::string lower(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return text;
}

std::string counted(std::size_t n, const std::string& noun) {
    return std::to_string(n) + " " + noun + (n == 1 ? "" : "s");
}

void describe_ufw(const firewall_facts& f, lines& out) {
    const std::string more = " (sudo ufw status verbose)";
    if (f.ufw_conf.outcome == reading::absent) return;
    if (f.ufw_conf.outcome == reading::denied) {
        out.push_back("ufw: only root can read its settings" + more);
        return;
    }
    const std::string enabled = lower(setting(f.ufw_conf.text, "ENABLED"));
    if (enabled == "no") {
        out.push_back("ufw: disabled in /etc/ufw/ufw.conf");
        return;
    }
    std::string line = enabled == "yes" ? "ufw: enabled in /etc/ufw/ufw.conf"
                                        : "ufw: /etc/ufw/ufw.conf does not say whether it is enabled";
    // The words of iptables in its file, the words of ufw on its command line.
    static const std::map<std::string, std::string> policies{
        {"DROP", "deny"}, {"REJECT", "reject"}, {"ACCEPT", "allow"}};
    const auto policy = policies.find(setting(f.ufw_defaults.text, "DEFAULT_INPUT_POLICY"));
    if (policy != policies.end()) line += ", incoming: " + policy->second + " by default";
    if (f.ufw_rules.outcome == reading::denied) line += ", only root can read its rules";
    if (f.ufw_rules.outcome == reading::read) {
        constexpr std::string_view mark = "### tuple ###";
        std::size_t rules = 0;
        for (std::size_t at = 0; (at = f.ufw_rules.text.find(mark, at)) != std::string::npos; at += mark.size())
            ++rules;
        line += ", " + counted(rules, "IPv4 rule");
    }
    out.push_back(line + more);
}

void describe_firewalld(const firewall_facts& f, lines& out) {
    if (!f.firewalld_running) return;
    std::string line = "firewalld: running";
    const std::string zone = setting(f.firewalld_conf.text, "DefaultZone");
    if (!zone.empty()) line += ", default zone " + zone;
    out.push_back(line + " (sudo firewall-cmd --list-all)");
}

void describe_iptables(const firewall_facts& f, lines& out) {
    struct family {
        const file_reading& tables;
        const char* name;
        const char* command;
    };
    for (const family& x :
         {family{f.ip_tables, "IPv4", "iptables-legacy"}, family{f.ip6_tables, "IPv6", "ip6tables-legacy"}}) {
        const std::string more = std::string(" (sudo ") + x.command + " -S INPUT)";
        if (x.tables.outcome == reading::denied) {
            out.push_back(std::string("iptables (legacy), ") + x.name + ": only root can see whether it is in use" +
                          more);
        } else if (!x.tables.text.empty()) {
            std::istringstream in(x.tables.text);
            std::string names;
            for (std::string table; std::getline(in, table);)
                names += (names.empty() ? "" : ", ") + table;
            out.push_back(std::string("iptables (legacy), ") + x.name + ": tables in use: " + names + more);
        }
    }
}

std::string text_of(const nlohmann::json& object, const char* key) {
    const auto found = object.find(key);
    return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

/// The chains that decide about packets coming in; nothing when this is not the output of nft (libnftables-json(5)).
std::optional<lines> nft_chains(const std::string& text) {
    // What the rules say is not needed and is most of the text.
    const auto without_expressions = [](int, nlohmann::json::parse_event_t event, nlohmann::json& value) {
        return !(event == nlohmann::json::parse_event_t::key && value == "expr");
    };
    const auto ruleset = nlohmann::json::parse(text, without_expressions, false);
    if (!ruleset.is_object() || !ruleset.contains("nftables") || !ruleset["nftables"].is_array()) return std::nullopt;

    const auto path = [](const nlohmann::json& object, const char* chain_key) {
        return text_of(object, "family") + " " + text_of(object, "table") + " " + text_of(object, chain_key);
    };
    std::map<std::string, std::size_t> rules;
    for (const auto& entry : ruleset["nftables"])
        if (entry.is_object() && entry.contains("rule")) ++rules[path(entry["rule"], "chain")];

    lines out;
    for (const auto& entry : ruleset["nftables"]) {
        if (!entry.is_object() || !entry.contains("chain")) continue;
        const auto& chain = entry["chain"];
        const std::string hook = text_of(chain, "hook");
        const std::string policy = text_of(chain, "policy");
        const std::string name = path(chain, "name");
        const bool on_the_way_in = hook == "input" || hook == "prerouting" || hook == "ingress";
        if (text_of(chain, "type") != "filter" || !on_the_way_in) continue;
        if (policy != "drop" && rules[name] == 0) continue;
        out.push_back("nftables: chain " + name + ": policy " + policy + ", " + counted(rules[name], "rule") +
                      " (sudo nft list chain " + name + ")");
    }
    return out;
}

void describe_nftables(const firewall_facts& f, lines& out) {
    const std::string more = " (sudo nft list ruleset)";
    if (!f.nft_installed) {
        out.push_back("nftables: rules unknown: nft is not installed (package nftables)");
    } else if (!f.nft) {
        out.push_back("nftables: only root can read the rules" + more);
    } else {
        using end = program_result::end;
        switch (f.nft->how) {
        case end::success: {
            const auto chains = nft_chains(f.nft->output);
            if (!chains)
                out.push_back("nftables: rules unknown: the output of nft was not understood" + more);
            else if (chains->empty())
                out.push_back("nftables: no chain filters incoming traffic");
            else
                out.insert(out.end(), chains->begin(), chains->end());
            return;
        }
        case end::too_slow: out.push_back("nftables: rules unknown: nft took too long" + more); return;
        case end::too_much: out.push_back("nftables: too many rules to summarize" + more); return;
        case end::failure:
        case end::not_started: out.push_back("nftables: rules unknown: nft failed" + more); return;
        }
    }
}

} // namespace

std::vector<std::string> describe(const firewall_facts& facts) {
    lines out;
    describe_ufw(facts, out);
    describe_firewalld(facts, out);
    describe_iptables(facts, out);
    describe_nftables(facts, out);
    return out;
}

} // namespace fairway
