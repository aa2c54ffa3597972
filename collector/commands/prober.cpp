#include "collector/commands/command.hpp"
#include "collector/commands/console_user.hpp"
#include "collector/commands/data_option.hpp"
#include "collector/commands/table.hpp"
#include "text/wording.hpp"

#include <map>
#include <ostream>
#include <set>
#include <utility>

namespace fairway::collector {

namespace {

/// By name: the sites whose probers call themselves so.
using names_in_use = std::map<std::string, std::set<std::string>>;

std::string state(const prober_row& p, wall_time now) {
    if (p.revoked_at) return "revoked";
    if (p.is_shared(now)) return "several machines";
    if (p.is_stale(now)) return "stale";
    return p.last_seen_at ? "reporting" : "not reported yet";
}

int list_probers(option_reader& given, const console& io) {
    const auto directory = given_directory(given);
    if (!directory) return exit_status::usage;
    const auto store = directory->open_store();
    const auto now = std::chrono::system_clock::now();
    std::vector<prober_row> all;
    names_in_use names;
    page which{"", 1000};
    do {
        auto some = store->probers({}, which);
        for (auto& p : some.rows) {
            if (!p.revoked_at) names[p.host].insert(p.site);
            all.push_back(std::move(p));
        }
        which.cursor = some.next;
    } while (!which.cursor.empty());
    std::vector<std::vector<std::string>> rows;
    for (const auto& p : all) {
        // Names are what probers say of themselves; which of them is right only people know.
        const bool shared = !p.revoked_at && names[p.host].size() > 1;
        rows.push_back({p.id, p.host, p.site, state(p, now) + (shared ? ", another site has this name, too" : ""),
                        p.last_seen_at ? utc_time(*p.last_seen_at) : "never", std::to_string(p.counts.fail)});
    }
    if (rows.empty())
        io.out << "No probers have enrolled. `fairway-collector token create --data " << directory->path()
               << "` shows how they do\n";
    else
        io.out << table({"ID", "HOST", "SITE", "STATE", "LAST REPORT", "FAILING FLOWS"}, rows);
    return exit_status::ok;
}

int revoke_prober(option_reader& given, const console& io) {
    const auto& id = given.words()[0];
    const auto directory = given_directory(given);
    if (!directory) return exit_status::usage;
    if (!directory->open_store()->revoke_prober(id, console_user(), std::chrono::system_clock::now())) {
        given.problem("ID", "no prober " + in_quotes(id) + " to revoke; `fairway-collector prober list` shows them");
        return exit_status::usage;
    }
    io.out << "Prober " << id << " is revoked: its reports are refused from now on.\n";
    return exit_status::ok;
}

} // namespace

std::vector<command> prober_commands() {
    command group;
    group.table.name = "prober";
    group.table.summary = "list probers, or revoke one";

    command listing;
    listing.table.name = "prober list";
    listing.table.summary = "list all probers: host, site, last report, failing flows";
    listing.table.usage = {"--data DIR"};
    listing.table.sections = {{"Options", {data_option()}}};
    listing.run = list_probers;

    command revoking;
    revoking.table.name = "prober revoke";
    revoking.table.summary = "shut out a prober";
    revoking.table.usage = {"ID --data DIR"};
    revoking.table.about = "A revoked prober is shut out within seconds, and its flows are deleted. To let the host "
                           "back in, enroll it with a new token.";
    revoking.table.arguments = {{"ID", "the ID of the prober", 1, 1,
                                 "ID is missing: which prober? `fairway-collector prober list` shows them"}};
    revoking.table.sections = {{"Options", {data_option()}}};
    revoking.run = revoke_prober;
    return {group, listing, revoking};
}

} // namespace fairway::collector
