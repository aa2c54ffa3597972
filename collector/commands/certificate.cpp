#include "collector/commands/command.hpp"
#include "collector/commands/console_user.hpp"
#include "collector/commands/data_option.hpp"
#include "collector/time_keeper.hpp"
#include "support/system/file.hpp"
#include "support/text_file.hpp"
#include "text/printable.hpp"

#include <ostream>

namespace fairway::collector {

namespace {

int show_certificates(option_reader& given, const console& io) {
    const auto directory = given_directory(given);
    if (!directory) return exit_status::usage;
    const auto server = read_certificate(directory->identity().chain);
    const auto authority = read_text_file(directory->authority_certificate());
    if (!authority) return given.refuse(authority.problems);
    const auto ca = read_certificate(*authority.value);
    std::string names;
    for (const auto& n : server.names)
        names += (names.empty() ? "" : ", ") + n;
    io.out << "CA           " << printable(ca.subject) << "\n"
           << "  file         " << directory->authority_certificate() << "\n"
           << "  fingerprint  " << ca.sha256 << "\n"
           << "  valid until  " << utc_date(ca.not_after) << "\n"
           << "Server       for " << printable(names) << "\n"
           << "  file         " << directory->server_certificate() << "\n"
           << "  fingerprint  " << server.sha256 << "\n"
           << "  valid until  " << utc_date(server.not_after)
           << (is_signed_by(directory->identity().chain, *authority.value)
                   ? ", renewed automatically 30 days before\n"
                   : ", not signed by this CA: renew it yourself\n");
    if (is_rolling_over(*directory)) {
        const auto next = directory->authorities().back();
        io.out << "Next CA      waits until all probers know it\n"
               << "  file         " << directory->next_authority_certificate() << "\n"
               << "  fingerprint  " << next.sha256 << "\n"
               << "  valid until  " << utc_date(next.not_after) << "\n";
    }
    return exit_status::ok;
}

int roll_over(option_reader& given, const console& io) {
    const bool finish = given.has("finish");
    const auto directory = given_directory(given);
    if (!directory) return exit_status::usage;
    const auto now = std::chrono::system_clock::now();
    const auto& path = directory->path();
    if (!is_signed_by(directory->identity().chain, directory->authorities().front().pem) ||
        may_read(directory->authority_key()))
        return given.refuse({{directory->server_certificate(), "",
                              "is not signed by this collector's own CA: replace certificate and CA yourself"}});
    const auto store = directory->open_store();
    // From a clock that is ahead, the new CA would not be valid yet for anybody.
    if (judge_alone(*store, now).verdict != clock_verdict::right)
        return given.refuse({{"", "",
                              "this machine's clock shows " + utc_time(now) +
                                  ", which may be wrong; see `fairway-collector clock show --data " + path + "`"}});
    const bool begins = !is_rolling_over(*directory);
    if (begins) {
        begin_roll_over(*directory, now);
        store->record({0, now, console_user(), "begin-ca-roll-over", "", ""});
    } else if (!finish)
        return given.refuse({{directory->next_authority_certificate(), "",
                              "a new CA is waiting already; --finish brings it into use now"}});
    if (finish) {
        write_file_atomically(directory->finish_now(), "an administrator wants no more waiting\n");
        store->record({0, now, console_user(), "finish-ca-roll-over", "", ""});
    }
    const auto next = directory->authorities().back();
    io.out << "New CA       valid until " << utc_date(next.not_after) << "\n"
           << "  file         " << directory->next_authority_certificate() << "\n"
           << "  fingerprint  " << next.sha256 << "\n\n";
    if (finish)
        io.out
            << "The collector brings it into use within a minute, or when it starts. Probers that do not know it yet "
               "have to enroll again.\n";
    else
        io.out
            << "Probers learn it with their next report, and the collector brings it into use once all know it, at the "
               "latest 30 days before the CA in use ends. The dashboard and /readyz say how many are missing. "
               "Browsers and curl need the new "
            << path << "/ca.pem then.\n";
    return exit_status::ok;
}

} // namespace

std::vector<command> certificate_commands() {
    command group;
    group.table.name = "certificate";
    group.table.summary = "show the certificates in use, or replace the CA";
    command c;
    c.table.name = "certificate show";
    c.table.summary = "show file, fingerprint and validity of the CA and of the server";
    c.table.usage = {"--data DIR"};
    c.table.sections = {{"Options", {data_option()}}};
    c.table.notes = "`fairway enroll --ca-fingerprint` expects the fingerprint of the CA.";
    c.run = show_certificates;
    command over;
    over.table.name = "certificate roll-over";
    over.table.summary = "replace the CA while all probers keep reporting";
    over.table.usage = {"--data DIR [--finish]"};
    over.table.about =
        "Makes a new CA. For a time probers trust both: they learn the new one over the connection that they trust "
        "already. Once all of them know it, the collector takes a certificate from it, and the old CA is forgotten. Do "
        "this when the CA is about to end (the collector says so 180 days ahead), or somebody may have read ca.key. "
        "Back "
        "up the data directory's keys and certificates again afterwards.";
    over.table.sections = {
        {"Options",
         {data_option(),
          {"finish", "", "do not wait for probers that have not learned of it; they then have to enroll again"}}}};
    over.run = roll_over;
    return {group, c, over};
}

} // namespace fairway::collector
