#include "agent/commands/check_options.hpp"

#include "agent/commands/known_words.hpp"
#include "agent/commands/whom_options.hpp"
#include "matrix/proxy_use.hpp"
#include "matrix/source.hpp"
#include "text/wording.hpp"

namespace fairway {

namespace {

option_row source_option() {
    return {"source", "ADDRESS[,ADDRESS]",
            "the address of this host that everything is sent from, or a network that it is in (10.1.0.0/16); one for "
            "IPv4, one for IPv6",
            true};
}

option_row proxy_option() {
    return {"proxy", "URL",
            "the HTTP proxy to external services, http://HOST:PORT, in place of the site file's; none: there is none"};
}

option_row proxy_credentials_option() {
    return {"proxy-credentials", "FILE", "a file with one line USER:PASSWORD, if the proxy asks for them"};
}

option_row no_proxy_option() {
    return {"no-proxy", "HOST[,HOST]",
            "external services that are reached directly all the same: hosts, domains (.example.com), networks", true};
}

void read_proxy(option_reader& given, check_options& o) {
    o.proxy = given.once("proxy").value_or("");
    o.proxy_credentials_file = given.once("proxy-credentials").value_or("");
    o.no_proxy = given.list("no-proxy");
    if (!o.proxy.empty() && o.proxy != "none")
        if (const auto wrong = check_proxy_url(o.proxy)) given.problem("--proxy", *wrong);
    for (const auto& entry : o.no_proxy)
        if (const auto wrong = check_proxy_exception(entry)) given.problem("--no-proxy", *wrong);
    if (!o.proxy.empty() && o.proxy != "none") return;
    for (const char* option : {"proxy-credentials", "no-proxy"})
        if (given.has(option)) given.problem("--" + std::string(option), "has no effect without --proxy URL");
}

} // namespace

option_section what_to_check() {
    return {"What to check",
            {as_option(),
             peer_option_row(),
             site_option(),
             host_option(),
             {"stand-in-for", "NAME", "probe in the role of another host of the site file, one that can't run Fairway"},
             fact_option(),
             {"phase", "PHASE",
              "onboarding: services on hosts yet to be onboarded may be missing; operation: every service must answer; "
              "default: onboarding",
              false, known::phases},
             {"planned", "HOST[,HOST]", "these hosts' services don't exist yet, whatever the phase", true},
             {"only", "GLOB", "only flows whose ID matches, e.g. 'agent:repository:*'", true, known::flows},
             {"sample", "N", "probe only N ports of each range: its edges and a selection in between"},
             {"no-identify", "", "only connect; don't ask open ports which protocol they speak"},
             source_option(),
             proxy_option(),
             proxy_credentials_option(),
             no_proxy_option(),
             matrix_option()}};
}

check_options read_what_to_check(option_reader& given) {
    check_options o;
    read_whom(given, o);
    o.plan.planned = given.list("planned");
    o.plan.only = given.all("only");
    o.stand_in_for = given.once("stand-in-for").value_or("");
    o.identify = !given.has("no-identify");
    o.source = given.list("source");
    if (const auto wrong = check_source(o.source)) given.problem("--source", *wrong);
    read_proxy(given, o);
    if (const auto word = given.once("phase")) {
        if (const auto p = parse_phase(*word))
            o.plan.phase = *p;
        else
            given.problem("--phase", in_quotes(*word) + ": expected onboarding or operation");
    }
    if (const auto n = given.number("sample", 2, 65535, "a whole number of ports from 2 to 65535"))
        o.plan.sample = static_cast<std::size_t>(*n);

    need_roles(given, o);
    if (o.site_file.empty()) {
        if (o.peers.empty())
            given.problem("", "which hosts does this host work with? Give --peer ROLE=HOST "
                              "(e.g. --peer backup-server=vbr01) or --site FILE");
        if (!o.stand_in_for.empty()) given.problem("--stand-in-for", "needs a site file: add --site FILE");
    } else if (!o.host.empty() && !o.stand_in_for.empty()) {
        given.problem("--host", "cannot be combined with --stand-in-for: both choose the host whose roles apply");
    }
    return o;
}

} // namespace fairway
