#include "collector/commands/command.hpp"
#include "collector/commands/data_option.hpp"
#include "collector/store/sqlite/sqlite_store.hpp"
#include "support/text_file.hpp"

#include <iostream>

namespace fairway::collector {

namespace {

constexpr const char* help = R"(fairway-collector backup - copy the database to a file, even while the collector runs

usage: fairway-collector backup --data DIR --output FILE

  --data DIR     the collector's data directory; the collector may be running
  --output FILE  the copy; an existing file is never overwritten

The copy is consistent: everything in it is from the same moment. It contains what probers reported, accounts and tokens
(passwords and tokens only as hashes). To restore, stop the collector and put the copy in place of DIR/fairway.db. Back
up ca.key, ca.pem, server.key and server.pem in DIR as well: without them, you have to enroll every prober again.
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
    if (parsed && !given.has("output")) given.problem("", "--output FILE is required: the file to write");
    if (!parsed) {
        report_problems(given.problems(), program);
        return exit_status::usage;
    }
    const auto directory = given_directory(given);
    if (!directory) return exit_status::usage;
    open_sqlite_store(directory->database())->back_up(output);
    std::cout << "Database copied to " << output << "\n";
    return exit_status::ok;
}

} // namespace fairway::collector
