#include "collector/commands/command.hpp"
#include "collector/commands/data_option.hpp"
#include "collector/store/sqlite/sqlite_store.hpp"

#include <ostream>

namespace fairway::collector {

namespace {

int back_up(option_reader& given, const console& io) {
    const auto output = given.once("output").value_or("");
    if (output.empty()) given.problem("", "--output FILE is required: the file to write");
    const auto directory = given_directory(given);
    if (!directory) return exit_status::usage;
    open_sqlite_store(directory->database())->back_up(output);
    io.out << "Database copied to " << output << "\n";
    return exit_status::ok;
}

} // namespace

command backup_command() {
    command c;
    c.table.name = "backup";
    c.table.summary = "copy the database to a file, even while the collector runs";
    c.table.usage = {"--data DIR --output FILE"};
    c.table.about =
        "The copy is consistent: everything in it is from the same moment. It contains what probers reported, accounts "
        "and tokens (passwords and tokens only as hashes).";
    c.table.sections = {
        {"Options", {data_option(), {"output", "FILE", "the copy; an existing file is never overwritten"}}}};
    c.table.notes =
        "To restore, stop the collector, put the copy in place of fairway.db in the data directory, and remove "
        "fairway.db-wal and fairway.db-shm. Back up ca.key, ca.pem, server.key and server.pem as well: without them, "
        "you have to enroll every prober again.";
    c.table.exit_codes = {{exit_status::ok, "the copy is complete"},
                          {exit_status::usage, "wrong usage or configuration"},
                          {exit_status::broken, "the database could not be copied"}};
    c.run = back_up;
    return c;
}

} // namespace fairway::collector
