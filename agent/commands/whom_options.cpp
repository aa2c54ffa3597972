#include "agent/commands/whom_options.hpp"

#include "agent/commands/known_words.hpp"
#include "agent/role_hints.hpp"
#include "matrix/shipped.hpp"
#include "text/wording.hpp"

#include <algorithm>

namespace fairway {

namespace {

void read_facts(option_reader& given, check_options& o) {
    for (const auto& text : given.all("fact")) {
        auto fact = given.pair("fact", text, "NAME=VALUE, e.g. netbios=false");
        if (!fact) continue;
        const auto known =
            std::find_if(o.facts.begin(), o.facts.end(), [&](const auto& f) { return f.first == fact->first; });
        if (known == o.facts.end())
            o.facts.push_back(std::move(*fact));
        else if (known->second != fact->second)
            given.problem("--fact", in_quotes(fact->first) + " is given two values: " + in_quotes(known->second) +
                                        " and " + in_quotes(fact->second));
    }
}

} // namespace

option_row as_option() {
    return {"as", "ROLE[,ROLE]", "this host's roles, e.g. agent-linux; `fairway matrix roles` lists them", true,
            known::roles};
}

option_row peer_option_row() {
    return {"peer", "ROLE=HOST[,HOST]",
            "hosts of a role that this host works with; HOST:PORT for an external service on a custom port", true,
            known::peers};
}

option_row site_option() {
    return {"site", "FILE", "a site file with all hosts, their roles and facts (see `fairway site init --help`)"};
}

option_row host_option() {
    return {"host", "NAME", "which host of the site file this is, if its addresses don't identify it"};
}

option_row fact_option() {
    return {"fact", "NAME=VALUE", "a fact about the site, e.g. netbios=false", true, known::facts};
}

option_row matrix_option() {
    return {
        "matrix", "ID|FILE",
        "the port requirements to use: a shipped matrix, such as veeam-agents or veeam-agents@2026-01-19, or a file of "
        "your own; default: those of the site file, else the newest of each shipped one",
        true, known::matrices};
}

void read_whom(option_reader& given, check_options& o) {
    o.roles = given.list("as");
    for (const auto& text : given.all("peer"))
        if (const auto p = given.pair("peer", text, "ROLE=HOST, e.g. backup-server=vbr01"))
            for (auto& host : given.split("peer", p->second))
                o.peers.push_back({p->first, std::move(host)});
    read_facts(given, o);
    o.site_file = given.once("site").value_or("");
    o.host = given.once("host").value_or("");
    o.matrices = given.all("matrix");
    if (o.site_file.empty() && !o.host.empty()) given.problem("--host", "needs a site file: add --site FILE");
}

void need_roles(option_reader& given, const check_options& o) {
    if (!o.site_file.empty() || !o.roles.empty()) return;
    const auto hint = role_hint(signs_of_this_machine());
    given.problem("", "which roles does this host have? Give --as ROLE (e.g. --as agent-linux) or --site FILE" +
                          (hint.empty() ? "" : "; " + hint));
}

} // namespace fairway
