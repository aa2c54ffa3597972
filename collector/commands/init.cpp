#include "collector/commands/account_password.hpp"
#include "collector/commands/command.hpp"
#include "collector/commands/console_user.hpp"
#include "collector/data_directory.hpp"
#include "collector/enrollment.hpp"
#include "collector/password.hpp"
#include "collector/time_keeper.hpp"
#include "support/system/file.hpp"
#include "support/system/file_calls.hpp"
#include "support/system/file_lock.hpp"
#include "support/system/process.hpp"
#include "support/text_file.hpp"
#include "text/names.hpp"
#include "text/wording.hpp"

#include <algorithm>
#include <filesystem>
#include <ostream>

namespace fairway::collector {

namespace {

struct init_wishes {
    std::string data;
    std::vector<std::string> names;
    std::string admin;
    chosen_password password;
};

std::string name_of_this_machine() {
    auto name = host_name();
    return is_host(name) ? name : "localhost";
}

init_wishes read_init_wishes(option_reader& given) {
    init_wishes w;
    w.data = given.once("data").value_or("");
    if (!given.has("data"))
        given.problem("", "--data DIR is required: the directory to create, e.g. --data /var/lib/fairway-collector");
    while (w.data.size() > 1 && w.data.ends_with('/'))
        w.data.pop_back();
    w.names = given.list("name");
    for (const auto& n : w.names)
        if (!is_host(n) || n.find('%') != std::string::npos)
            given.problem("--name", in_quotes(n) + ": expected a host name or an IP address");
    if (w.names.empty()) w.names.push_back(name_of_this_machine());
    // From the machine itself it can always be reached.
    for (const char* own : {"localhost", "127.0.0.1", "::1"})
        if (std::find(w.names.begin(), w.names.end(), own) == w.names.end()) w.names.emplace_back(own);
    w.admin = given.once("admin").value_or("admin");
    if (!is_account_name(w.admin))
        given.problem("--admin", in_quotes(w.admin) + ": expected letters, digits and .-_@, at most 64");
    if (given.problems().empty()) w.password = choose_password(given, "admin-password-file");
    return w;
}

/// What an interrupted init may have left behind.
void clear(const data_directory& directory) {
    for (const auto& file :
         {directory.authority_certificate(), directory.authority_key(), directory.server_certificate(),
          directory.server_key(), directory.database(), directory.database() + "-wal", directory.database() + "-shm",
          directory.database() + "-journal"})
        system_file_calls().remove(file);
}

/// Nothing if the directory can be filled; it exists then.
std::optional<problem> prepare(const data_directory& directory) {
    const auto& path = directory.path();
    if (const auto error = create_private_folder(path))
        return problem{path, "", "cannot be created: " + error.message()};
    std::error_code unseen;
    if (!std::filesystem::is_directory(path, unseen))
        return problem{path, "", "is not a directory; expected the name of a new one"};
    if (std::filesystem::exists(directory.unfinished(), unseen)) return std::nullopt;
    for (const auto& entry : std::filesystem::directory_iterator(path))
        if (entry.path().filename() != "lock")
            return problem{path, "",
                           std::filesystem::exists(directory.database(), unseen)
                               ? "already contains a collector's data; nothing was changed. Start it with "
                                 "`fairway-collector serve --data " +
                                     path + "`"
                               : "is not empty; nothing was changed. Give the name of a new directory"};
    if (const auto error = make_private(path))
        return problem{path, "", "cannot be made accessible to its owner only: " + error.message()};
    return std::nullopt;
}

void fill(const data_directory& directory, const init_wishes& w, wall_time now) {
    clear(directory);
    const auto authority = make_authority("Fairway collector on " + w.names.front(), now);
    directory.put_authority(authority);
    directory.put_server(make_server_certificate(authority, w.names, now));
    const auto store = directory.open_store();
    write_kept_time(*store, {now, false});
    store->put_account({w.admin, account_role::admin, hash_password(w.password.text), false}, console_user(), now);
}

void print_result(const data_directory& directory, const init_wishes& w, std::ostream& out) {
    const auto server = read_certificate(directory.server().certificate);
    std::string names;
    for (const auto& n : server.names)
        names += (names.empty() ? "" : ", ") + n;
    out << "The collector is set up in " << directory.path() << "\n\n"
        << "  Admin           " << w.admin << "\n"
        << "  Password        " << (w.password.made_up ? w.password.text + "   (shown only now)" : "the one you gave")
        << "\n"
        << "  Certificate     for " << names << "; until " << utc_date(server.not_after) << ", renewed automatically\n"
        << "  CA fingerprint  " << directory.ca_fingerprint() << "\n\n"
        << "Next steps\n"
        << "  1. Start it:\n"
        << "       fairway-collector serve --data " << directory.path() << "\n"
        << "  2. Create a token for the hosts to enroll with (it is valid for 24 hours):\n"
        << "       fairway-collector token create --data " << directory.path() << " --uses 10\n"
        << "  3. On each host, run this, then type the token:\n"
        << "       " << enrollment_command(directory.url(), directory.ca_fingerprint()) << "\n\n"
        << "Keep " << directory.authority_key() << " secret: whoever has it can impersonate this collector.\n";
}

int init(option_reader& given, const console& io) {
    const auto w = read_init_wishes(given);
    if (!given.problems().empty()) return exit_status::usage;
    const data_directory directory(w.data);
    const auto now = std::chrono::system_clock::now();
    if (now + clock_tolerance < program_was_made_after())
        return given.refuse({{"", "",
                              "this machine's clock shows " + utc_time(now) +
                                  ", so the certificates would have ended by the time it is right; set it, and "
                                  "run init again"}});
    if (auto why = prepare(directory)) return given.refuse({std::move(*why)});
    const auto lock = file_lock::take(directory.lock());
    if (!lock) return given.refuse({{directory.path(), "", "another fairway-collector is using this directory"}});
    std::error_code unseen;
    if (std::filesystem::exists(directory.unfinished(), unseen))
        io.err << "fairway-collector: " << directory.path()
               << ": an earlier init was interrupted here; starting over\n";
    write_file_atomically(directory.unfinished(), "fairway-collector init is running here, or was interrupted.\n");
    fill(directory, w, now);
    std::filesystem::remove(directory.unfinished());
    print_result(directory, w, io.out);
    return exit_status::ok;
}

} // namespace

command init_command() {
    command c;
    c.table.name = "init";
    c.table.summary = "set up a new collector: data directory, certificates, first admin";
    c.table.usage = {"--data DIR [options]"};
    c.table.about =
        "Creates DIR with a certificate authority (CA) of its own, a server certificate, the database and the first "
        "admin, whose password it prints once. It opens no port and sends nothing. If DIR already contains anything, "
        "nothing is changed.";
    c.table.sections = {
        {"Options",
         {{"data", "DIR", "the collector's data directory, which is created; its parent must exist"},
          {"name", "HOST[,HOST]",
           "the names and addresses by which probers and browsers reach this host; the first one appears in the "
           "commands that are printed; default: this host's name",
           true},
          {"admin", "NAME", "name of the first admin; default: admin"},
          {"admin-password-file", "FILE",
           "take the admin's password from the first line of FILE instead of generating one; - reads standard "
           "input"}}}};
    c.table.exit_codes = {{exit_status::ok, "the collector is set up"},
                          {exit_status::usage, "wrong usage or configuration"},
                          {exit_status::broken, "the collector could not be set up"}};
    c.run = init;
    return c;
}

} // namespace fairway::collector
