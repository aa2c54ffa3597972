#include "collector/commands/command.hpp"
#include "collector/commands/data_option.hpp"
#include "collector/store/sqlite/sqlite_store.hpp"
#include "support/text_file.hpp"

#include <iostream>

namespace fairway::collector {

namespace {

constexpr const char* help = R"(fairway-collector backup - copy the database to a file, while everything goes on

usage: fairway-collector backup --data DIR --output FILE

  --data DIR     the collector's folder; the collector may be running
  --output FILE  the copy; a file that exists is never overwritten

The copy is one consistent moment. It holds what probers reported, accounts (passwords only as hashes) and tokens (only
as hashes), and takes the place of DIR/fairway.db when the collector is stopped. Copy ca.key, ca.pem, server.key and
server.pem of DIR as well: without them every prober would have to be enrolled anew.
)";

} // namespace

int backup_command(const arguments& args) {
    option_reader given({"data", "output"}, {});
    const bool parsed = given.parse(args);
    if (parsed && given.has("help")) {
        std::cout << help;
        return exit_status::ok;
    }
    const auto output = parsed ? given.once("output").value_or("") : std::string();
    if (parsed && !given.has("output")) given.problem("--output", "is needed: the file to write");
    if (!parsed) {
        report_problems(given.problems(), program);
        return exit_status::usage;
    }
    const auto folder = given_directory(given);
    if (!folder) return exit_status::usage;
    open_sqlite_store(folder->database())->back_up(output);
    std::cout << "The database is copied to " << output << "\n";
    return exit_status::ok;
}

} // namespace fairway::collector
