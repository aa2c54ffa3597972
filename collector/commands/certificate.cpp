#include "collector/commands/command.hpp"
#include "collector/commands/data_option.hpp"
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
    return exit_status::ok;
}

} // namespace

std::vector<command> certificate_commands() {
    command group;
    group.table.name = "certificate";
    group.table.summary = "show the certificates in use";
    command c;
    c.table.name = "certificate show";
    c.table.summary = "show file, fingerprint and validity of the CA and of the server";
    c.table.usage = {"--data DIR"};
    c.table.sections = {{"Options", {data_option()}}};
    c.table.notes = "`fairway enroll --ca-fingerprint` expects the fingerprint of the CA.";
    c.run = show_certificates;
    return {group, c};
}

} // namespace fairway::collector
