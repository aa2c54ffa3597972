#include "collector/commands/command.hpp"
#include "collector/commands/data_option.hpp"
#include "support/text_file.hpp"
#include "text/nearest.hpp"
#include "text/wording.hpp"

#include <iostream>

namespace fairway::collector {

namespace {

constexpr const char* help = R"(fairway-collector prober - list probers, or revoke one

usage: fairway-collector prober list --data DIR
       fairway-collector prober revoke ID --data DIR

  --data DIR  the collector's data directory; the collector may be running

A revoked prober is shut out within seconds, and its flows are deleted. To let the host back in, enroll it with a new
token.
)";

std::string state(const prober_row& p, wall_time now) {
    if (p.revoked_at) return "revoked";
    if (p.is_stale(now)) return "stale";
    return p.last_seen_at ? "reporting" : "not reported yet";
}

int list(option_reader& given) {
    const auto directory = given_directory(given);
    if (!directory) return exit_status::usage;
    const auto store = directory->open_store();
    const auto now = std::chrono::system_clock::now();
    std::vector<std::vector<std::string>> rows;
    page which{"", 1000};
    do {
        const auto some = store->probers({}, which);
        for (const auto& p : some.rows)
            rows.push_back({p.id, p.host, p.site, state(p, now), p.last_seen_at ? utc_time(*p.last_seen_at) : "never",
                            std::to_string(p.counts.fail)});
        which.cursor = some.next;
    } while (!which.cursor.empty());
    if (rows.empty())
        std::cout << "No probers have enrolled. `fairway-collector token create --data " << directory->path()
                  << "` shows how they do\n";
    else
        std::cout << table({"ID", "HOST", "SITE", "STATE", "LAST REPORT", "FAILING FLOWS"}, rows);
    return exit_status::ok;
}

int revoke(option_reader& given, const std::string& id) {
    const auto directory = given_directory(given);
    if (!directory) return exit_status::usage;
    if (!directory->open_store()->revoke_prober(id, console_user(), std::chrono::system_clock::now()))
        return usage_error("no prober " + in_quotes(id) + " to revoke; `prober list` shows them", "prober");
    std::cout << "Prober " << id << " is revoked: its reports are refused from now on.\n";
    return exit_status::ok;
}

} // namespace

int prober_command(const arguments& args) {
    if (asks_for_help(args)) {
        std::cout << help;
        return exit_status::ok;
    }
    const auto words = split_words(args);
    if (words.verb != "list" && words.verb != "revoke")
        return usage_error("expected prober list or revoke" + did_you_mean(words.verb, {"list", "revoke"}), "prober");
    if ((words.verb == "revoke") == words.subject.empty())
        return usage_error(words.subject.empty() ? "ID is missing: expected prober revoke ID --data DIR"
                                                 : "unexpected argument " + in_quotes(words.subject),
                           "prober");
    option_reader given({"data"}, {});
    if (!given.parse(words.options)) {
        report_problems(given.problems(), program);
        return exit_status::usage;
    }
    return words.verb == "list" ? list(given) : revoke(given, words.subject);
}

} // namespace fairway::collector
