#include "agent/local/firewall_facts.hpp"

#include <doctest/doctest.h>

#include <functional>

using namespace fairway;

namespace {

file_reading denied() {
    return {file_reading::result::denied, ""};
}
file_reading with(const std::string& text) {
    return {file_reading::result::read, text};
}

/// nft 1.0.6, for: table inet filter { chain input { type filter hook input priority 0; policy drop; two rules }
/// chain forward {…} } and others, as the rows say.
std::string nft_json(const std::string& entries) {
    return R"({"nftables": [{"metainfo": {"version": "1.0.6", "json_schema_version": 1}}, )"
           R"({"table": {"family": "inet", "name": "filter", "handle": 1}})" +
           entries + "]}";
}
std::string chain(const std::string& name, const std::string& type, const std::string& hook,
                  const std::string& policy) {
    return R"(, {"chain": {"family": "inet", "table": "filter", "name": ")" + name + R"(", "handle": 1, "type": ")" +
           type + R"(", "hook": ")" + hook + R"(", "prio": 0, "policy": ")" + policy + "\"}}";
}
std::string rule(const std::string& in_chain) {
    return R"(, {"rule": {"family": "inet", "table": "filter", "chain": ")" + in_chain +
           R"(", "handle": 4, "expr": [{"match": {"op": "==", "left": {"payload": {"protocol": "tcp", "field": "dport"}}, )"
           R"("right": 22}}, {"accept": null}]}})";
}

const std::string no_root = "nftables: only root can read the rules (sudo nft list ruleset)";

} // namespace

TEST_CASE("what was read, in lines for people") {
    struct row {
        std::string what;
        std::function<void(firewall_facts&)> set;
        std::vector<std::string> want;
    };
    const auto nft = [](program_result::end how, const std::string& output) {
        return [=](firewall_facts& f) { f.nft = program_result{how, output}; };
    };
    using end = program_result::end;
    const std::string unknown = "nftables: rules unknown: ";
    const std::vector<row> rows = {
        {"nothing but nft, without root", [](auto&) {}, {no_root}},
        {"no nft", [](auto& f) { f.nft_installed = false; }, {unknown + "nft is not installed (package nftables)"}},
        {"no rules at all", nft(end::success, nft_json("")), {"nftables: no chain filters incoming traffic"}},
        {"a policy of drop",
         nft(end::success, nft_json(chain("input", "filter", "input", "drop"))),
         {"nftables: chain inet filter input: policy drop, 0 rules (sudo nft list chain inet filter input)"}},
        {"rules under a policy of accept",
         nft(end::success,
             nft_json(chain("input", "filter", "input", "accept") + rule("input") + rule("input") + rule("other"))),
         {"nftables: chain inet filter input: policy accept, 2 rules (sudo nft list chain inet filter input)"}},
        {"one rule before routing",
         nft(end::success, nft_json(chain("early", "filter", "prerouting", "accept") + rule("early"))),
         {"nftables: chain inet filter early: policy accept, 1 rule (sudo nft list chain inet filter early)"}},
        {"chains that decide nothing about incoming packets",
         nft(end::success,
             nft_json(chain("input", "filter", "input", "accept") + chain("forward", "filter", "forward", "drop") +
                      chain("output", "filter", "output", "drop") + chain("nat", "nat", "prerouting", "accept") +
                      rule("nat"))),
         {"nftables: no chain filters incoming traffic"}},
        {"nft fails", nft(end::failure, ""), {unknown + "nft failed (sudo nft list ruleset)"}},
        {"nft does not start", nft(end::not_started, ""), {unknown + "nft failed (sudo nft list ruleset)"}},
        {"nft hangs", nft(end::too_slow, ""), {unknown + "nft took too long (sudo nft list ruleset)"}},
        {"nft floods", nft(end::too_much, ""), {"nftables: too many rules to summarize (sudo nft list ruleset)"}},
        {"no JSON",
         nft(end::success, "table inet filter {"),
         {unknown + "the output of nft was not understood (sudo nft list ruleset)"}},
        {"other JSON",
         nft(end::success, R"({"nftables": {}})"),
         {unknown + "the output of nft was not understood (sudo nft list ruleset)"}},
        {"JSON of other types",
         nft(end::success, R"({"nftables": [1, {"chain": 3}, {"rule": []}, {"chain": {"hook": 5}}]})"),
         {"nftables: no chain filters incoming traffic"}},

        {"ufw off",
         [](auto& f) { f.ufw_conf = with("# conf\nENABLED=no\n"); },
         {"ufw: disabled in /etc/ufw/ufw.conf", no_root}},
        {"ufw on, without root",
         [](auto& f) {
             f.ufw_conf = with("ENABLED=yes\nLOGLEVEL=low\n");
             f.ufw_defaults = with("IPV6=yes\nDEFAULT_INPUT_POLICY=\"DROP\"\n");
             f.ufw_rules = denied();
         },
         {"ufw: enabled in /etc/ufw/ufw.conf, incoming: deny by default, only root can read its rules (sudo ufw status "
          "verbose)",
          no_root}},
        {"ufw on, with its rules",
         [](auto& f) {
             f.ufw_conf = with("ENABLED=YES");
             f.ufw_defaults = with("DEFAULT_INPUT_POLICY=\"REJECT\"\n");
             f.ufw_rules = with("*filter\n### RULES ###\n\n### tuple ### allow tcp 22 0.0.0.0/0 any 0.0.0.0/0 in\n"
                                "-A ufw-user-input -p tcp --dport 22 -j ACCEPT\n"
                                "\n### tuple ### allow tcp 6160 0.0.0.0/0 any 10.0.0.0/8 in\n");
         },
         {"ufw: enabled in /etc/ufw/ufw.conf, incoming: reject by default, 2 IPv4 rules (sudo ufw status verbose)",
          no_root}},
        {"ufw on, policy not to be read",
         [](auto& f) { f.ufw_conf = with("ENABLED=yes"); },
         {"ufw: enabled in /etc/ufw/ufw.conf (sudo ufw status verbose)", no_root}},
        {"ufw without a word on it",
         [](auto& f) { f.ufw_conf = with("#ENABLED=yes\nENABLED\n"); },
         {"ufw: /etc/ufw/ufw.conf does not say whether it is enabled (sudo ufw status verbose)", no_root}},
        {"ufw hidden",
         [](auto& f) { f.ufw_conf = denied(); },
         {"ufw: only root can read its settings (sudo ufw status verbose)", no_root}},

        {"firewalld, its settings hidden",
         [](auto& f) {
             f.firewalld_running = true;
             f.firewalld_conf = denied();
         },
         {"firewalld: running (sudo firewall-cmd --list-all)", no_root}},
        {"firewalld with a zone",
         [](auto& f) {
             f.firewalld_running = true;
             f.firewalld_conf = with("# firewalld\nDefaultZone=public\nLockdown=no\n");
         },
         {"firewalld: running, default zone public (sudo firewall-cmd --list-all)", no_root}},
        {"firewalld settings without firewalld",
         [](auto& f) { f.firewalld_conf = with("DefaultZone=public\n"); },
         {no_root}},

        {"legacy tables, hidden",
         [](auto& f) {
             f.ip_tables = denied();
             f.ip6_tables = denied();
         },
         {"iptables (legacy), IPv4: only root can see whether it is in use (sudo iptables-legacy -S INPUT)",
          "iptables (legacy), IPv6: only root can see whether it is in use (sudo ip6tables-legacy -S INPUT)", no_root}},
        {"legacy tables",
         [](auto& f) { f.ip_tables = with("nat\nfilter\n"); },
         {"iptables (legacy), IPv4: tables in use: nat, filter (sudo iptables-legacy -S INPUT)", no_root}},
        {"no legacy tables", [](auto& f) { f.ip_tables = with(""); }, {no_root}},
    };
    for (const row& r : rows) {
        CAPTURE(r.what);
        firewall_facts facts;
        facts.nft_installed = true;
        r.set(facts);
        CHECK(describe(facts) == r.want);
    }
}
