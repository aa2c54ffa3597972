#include "agent/commands/listen_options.hpp"

#include "agent/commands/whom_options.hpp"
#include "probes/net/address.hpp"
#include "support/duration.hpp"
#include "text/names.hpp"
#include "text/wording.hpp"

namespace fairway {

std::vector<option_section> listen_sections() {
    return {{"Which host this is", {as_option(), site_option(), host_option(), fact_option(), matrix_option()}},
            {"How to listen",
             {{"key-file", "FILE", "the site key (see `fairway key --help`)"},
              {"for", "TIME", "how long, e.g. 90s, 30m or 2h, up to 24h; default: 30m"},
              {"from", "HOST[,HOST]", "answer only these hosts", true},
              {"address", "ADDR[,ADDR]", "listen only on these addresses of this host; default: all, IPv4 and IPv6",
               true}}}};
}

listen_options read_listen_options(option_reader& given) {
    listen_options o;
    read_whom(given, o.who);
    o.key_file = given.once("key-file").value_or("");
    o.from = given.list("from");
    for (const auto& host : o.from)
        if (const auto wrong = check_host(host)) given.problem("--from", *wrong);
    o.addresses = given.list("address");
    for (const auto& a : o.addresses)
        if (!parse_address(a)) given.problem("--address", in_quotes(a) + ": expected an IP address of this host");
    if (const auto text = given.once("for")) {
        if (const auto time = parse_lifetime(*text))
            o.lifetime = *time;
        else
            given.problem("--for", in_quotes(*text) + ": expected a time from 1s to 24h, e.g. 90s, 30m or 2h");
    }
    if (o.key_file.empty())
        given.problem("", "--key-file FILE is required: only holders of the site key get an answer. "
                          "Create one with `fairway key create --output FILE`");
    need_roles(given, o.who);
    return o;
}

std::optional<std::chrono::seconds> parse_lifetime(std::string_view text) {
    const auto time = parse_duration(text);
    if (!time || text.ends_with("ms") || *time < std::chrono::seconds(1) || *time > std::chrono::hours(24))
        return std::nullopt;
    return std::chrono::duration_cast<std::chrono::seconds>(*time);
}

} // namespace fairway
