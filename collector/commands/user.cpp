#include "collector/commands/account_password.hpp"
#include "collector/commands/command.hpp"
#include "collector/commands/console_user.hpp"
#include "collector/commands/data_option.hpp"
#include "collector/commands/table.hpp"
#include "collector/password.hpp"
#include "text/nearest.hpp"
#include "text/printable.hpp"
#include "text/wording.hpp"

#include <algorithm>
#include <ostream>

namespace fairway::collector {

namespace {

/// The argument NAME, and a problem if no account can have that name.
std::string given_name(option_reader& given) {
    const auto& name = given.words()[0];
    if (!is_account_name(name))
        given.problem("NAME", in_quotes(name) + ": expected letters, digits and .-_@, at most 64");
    return name;
}

/// The account with a name, or a problem.
std::optional<account_row> find_account(option_reader& given, store& s, const std::string& name) {
    auto found = s.account(name);
    if (!found)
        given.problem("NAME", "no account " + in_quotes(name) + "; `fairway-collector user list` shows them all");
    return found;
}

std::string word_of(account_role role) {
    return role == account_role::admin ? "admin" : "viewer";
}

void show(const console& io, const account_row& a, const chosen_password& password, const std::string& what) {
    io.out << printable(a.name) << " (" << word_of(a.role) << ") " << what << "\n";
    if (password.made_up) io.out << "\nPassword (shown only now)\n  " << password.text << "\n";
}

int add(option_reader& given, const console& io) {
    const auto name = given_name(given);
    const auto role = given.once("role").value_or("");
    if (role.empty())
        given.problem("", "--role ROLE is required: viewer or admin");
    else if (role != "viewer" && role != "admin")
        given.problem("--role", "unknown role " + in_quotes(role) + choices(role, {"viewer", "admin"}));
    const auto password = choose_password(given, "password-file");
    const auto directory = given_directory(given);
    if (!directory) return exit_status::usage;
    const auto store = directory->open_store();
    if (store->account(name)) {
        given.problem("NAME", in_quotes(name) + " already exists; `fairway-collector user password` sets a new "
                                                "password");
        return exit_status::usage;
    }
    const account_row a{name, role == "admin" ? account_role::admin : account_role::viewer,
                        hash_password(password.text), false};
    store->put_account(a, console_user(), std::chrono::system_clock::now());
    show(io, a, password, "added.");
    return exit_status::ok;
}

int set_password(option_reader& given, const console& io) {
    const auto name = given_name(given);
    const auto password = choose_password(given, "password-file");
    const auto directory = given_directory(given);
    if (!directory) return exit_status::usage;
    const auto store = directory->open_store();
    auto a = find_account(given, *store, name);
    if (!a) return exit_status::usage;
    a->password = hash_password(password.text);
    a->disabled = false;
    store->put_account(*a, console_user(), std::chrono::system_clock::now());
    show(io, *a, password, "has a new password.");
    return exit_status::ok;
}

int disable(option_reader& given, const console& io) {
    const auto name = given_name(given);
    const auto directory = given_directory(given);
    if (!directory) return exit_status::usage;
    const auto store = directory->open_store();
    auto a = find_account(given, *store, name);
    if (!a) return exit_status::usage;
    a->disabled = true;
    store->put_account(*a, console_user(), std::chrono::system_clock::now());
    io.out << printable(name) << " can no longer log in, and was logged out.\n";
    const auto all = store->accounts();
    if (std::none_of(all.begin(), all.end(),
                     [](const auto& other) { return other.role == account_role::admin && !other.disabled; }))
        io.err << "fairway-collector: no admin is left; add one with `fairway-collector user add NAME --role admin`\n";
    return exit_status::ok;
}

int list_accounts(option_reader& given, const console& io) {
    const auto directory = given_directory(given);
    if (!directory) return exit_status::usage;
    std::vector<std::vector<std::string>> rows;
    for (const auto& a : directory->open_store()->accounts())
        rows.push_back({a.name, word_of(a.role), a.disabled ? "disabled" : "enabled"});
    io.out << table({"NAME", "ROLE", "STATE"}, rows);
    return exit_status::ok;
}

argument_row name_argument() {
    return {"NAME", "the name of the account: letters, digits and .-_@, at most 64", 1, 1,
            "NAME is missing: which account?"};
}

option_row password_option() {
    return {"password-file", "FILE",
            "take the password from the first line of FILE instead of generating one, which is then printed once; - "
            "reads standard input"};
}

command adding_command() {
    command c;
    c.table.name = "user add";
    c.table.summary = "add an account";
    c.table.usage = {"NAME --role viewer|admin --data DIR [--password-file FILE]"};
    c.table.arguments = {name_argument()};
    c.table.sections = {
        {"Options",
         {data_option(),
          {"role", "viewer|admin", "a viewer sees all hosts; an admin also creates tokens and revokes probers"},
          password_option()}}};
    c.run = add;
    return c;
}

command listing_command() {
    command c;
    c.table.name = "user list";
    c.table.summary = "list all accounts";
    c.table.usage = {"--data DIR"};
    c.table.sections = {{"Options", {data_option()}}};
    c.run = list_accounts;
    return c;
}

command disabling_command() {
    command c;
    c.table.name = "user disable";
    c.table.summary = "disable an account, and end its sessions";
    c.table.usage = {"NAME --data DIR"};
    c.table.about = "`fairway-collector user password` enables it again.";
    c.table.arguments = {name_argument()};
    c.table.sections = {{"Options", {data_option()}}};
    c.run = disable;
    return c;
}

command password_command() {
    command c;
    c.table.name = "user password";
    c.table.summary = "set a new password";
    c.table.usage = {"NAME --data DIR [--password-file FILE]"};
    c.table.about = "A new password also enables a disabled account, and ends its sessions.";
    c.table.arguments = {name_argument()};
    c.table.sections = {{"Options", {data_option(), password_option()}}};
    c.run = set_password;
    return c;
}

} // namespace

std::vector<command> user_commands() {
    command group;
    group.table.name = "user";
    group.table.summary = "add, list or disable accounts, or set a new password";
    return {group, adding_command(), listing_command(), disabling_command(), password_command()};
}

} // namespace fairway::collector
