#include "agent/commands/listen_options.hpp"

#include "probes/net/address.hpp"
#include "support/duration.hpp"
#include "support/option_reader.hpp"

namespace fairway {

namespace {

constexpr const char* help =
    R"(fairway listen - stand in on the ports of a host whose services do not exist yet, so that others can prove the way

usage: fairway listen --as ROLE[,ROLE] --key-file KEY [options]
       fairway listen --site FILE [--host NAME] --key-file KEY [options]

Binds every TCP and UDP port that others must reach on this host. Who says hello with the same site key (`fairway check
--key-file KEY --responder THIS-HOST`) gets a keyed answer; nobody else gets anything. Ports that a real service holds
are left to it. Ends by itself, and then says who reached what.

Who this host is
  --as ROLE[,ROLE]         its roles, e.g. agent-windows; `fairway matrix list` shows them
  --site FILE              a file with all hosts, roles and ports; every host finds itself in it
  --host NAME              which host of the site this one is, when its addresses do not tell
  --fact NAME=VALUE        something true of the site, e.g. netbios=false; may be given several times
  --matrix ID|FILE         another matrix than the shipped veeam-agents

How to listen
  --key-file KEY           the site key, as `fairway key create` makes it; mode 600
  --for TIME               how long, e.g. 90s, 30m or 2h, up to 24h; default 30m
  --from HOST[,HOST]       turn everybody else away
  --address ADDR[,ADDR]    listen on these addresses of this host only; default: all, IPv4 and IPv6

Ports below 1024 need root, which is given up as soon as they are bound. Nothing is changed in any firewall.

Exit codes: 0 it listened on every port that is not in use, 3 some ports could not be bound, 2 wrong usage or
            configuration, 4 Fairway itself could not work.
)";

void fill(listen_options& o, option_reader& given) {
    o.who.roles = given.list("as");
    o.who.site_file = given.once("site").value_or("");
    o.who.host = given.once("host").value_or("");
    o.who.matrix = given.once("matrix").value_or("");
    for (const auto& text : given.all("fact"))
        if (auto p = given.pair("fact", text, "NAME=VALUE, e.g. netbios=false")) o.who.facts.push_back(std::move(*p));
    o.key_file = given.once("key-file").value_or("");
    o.from = given.list("from");
    o.addresses = given.list("address");
    for (const auto& a : o.addresses)
        if (!parse_address(a)) given.problem("--address", "\"" + a + "\": expected an IP address of this machine");
    if (const auto text = given.once("for").value_or(""); !text.empty()) {
        if (const auto time = parse_lifetime(text))
            o.lifetime = *time;
        else
            given.problem("--for", "\"" + text + "\": expected a time from 1s to 24h, e.g. 90s, 30m or 2h");
    }
    if (o.key_file.empty() && !given.has("key-file"))
        given.problem("--key-file", "is needed: only who holds the site key gets an answer. "
                                    "Make one with `fairway key create --output FILE`");
    if (o.who.site_file.empty()) {
        if (o.who.roles.empty())
            given.problem("",
                          "what is this host? Say it with --as ROLE (e.g. --as agent-linux), or give a --site FILE");
        if (!o.who.host.empty()) given.problem("--host", "names a host of a site file: give one with --site FILE");
    }
}

} // namespace

std::optional<std::chrono::seconds> parse_lifetime(std::string_view text) {
    const auto time = parse_duration(text);
    if (!time || text.ends_with("ms") || *time < std::chrono::seconds(1) || *time > std::chrono::hours(24))
        return std::nullopt;
    return std::chrono::duration_cast<std::chrono::seconds>(*time);
}

read_result<listen_options> read_listen_options(const arguments& args) {
    option_reader given({"as", "site", "host", "fact", "matrix", "key-file", "for", "from", "address"}, {});
    listen_options o;
    if (given.parse(args)) {
        o.help = given.has("help");
        if (o.help) return {std::move(o), {}};
        fill(o, given);
    }
    if (!given.problems().empty()) return {std::nullopt, std::move(given.problems())};
    return {std::move(o), {}};
}

std::string listen_help() {
    return help;
}

} // namespace fairway
