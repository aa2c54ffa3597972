#include "collector/commands/account_password.hpp"
#include "collector/commands/command.hpp"
#include "collector/commands/data_option.hpp"
#include "collector/password.hpp"
#include "support/text_file.hpp"
#include "text/nearest.hpp"
#include "text/wording.hpp"

#include <algorithm>
#include <iostream>

namespace fairway::collector {

namespace {

constexpr const char* help = R"(fairway-collector user - add, list or disable accounts, or set a new password

usage: fairway-collector user add NAME --role viewer|admin --data DIR [--password-file FILE]
       fairway-collector user password NAME --data DIR [--password-file FILE]
       fairway-collector user disable NAME --data DIR
       fairway-collector user list --data DIR

  --data DIR            the collector's data directory; the collector may be running
  --role viewer|admin   a viewer sees all hosts; an admin also creates tokens and revokes probers
  --password-file FILE  take the password from the first line of FILE (-: standard input) instead of generating one,
                        which is then printed once

A new password also enables a disabled account, and ends its sessions.
)";

void show(const account_row& a, const chosen_password& password, const std::string& what) {
    std::cout << a.name << " (" << (a.role == account_role::admin ? "admin" : "viewer") << ") " << what << "\n";
    if (password.made_up) std::cout << "\nPassword (shown only now)\n  " << password.text << "\n";
}

int add(option_reader& given, const std::string& name) {
    const auto role = given.once("role").value_or("");
    if (role != "viewer" && role != "admin")
        given.problem("--role", role.empty() ? "is required: viewer or admin"
                                             : "unknown role " + in_quotes(role) + choices(role, {"viewer", "admin"}));
    const auto password = choose_password(given, "password-file");
    const auto directory = given_directory(given);
    if (!directory) return exit_status::usage;
    const auto store = directory->open_store();
    if (store->account(name))
        return usage_error(in_quotes(name) + " already exists; `user password` sets a new password", "user");
    const account_row a{name, role == "admin" ? account_role::admin : account_role::viewer,
                        hash_password(password.text), false};
    store->put_account(a, console_user(), std::chrono::system_clock::now());
    show(a, password, "added.");
    return exit_status::ok;
}

int set_password(option_reader& given, const std::string& name) {
    const auto password = choose_password(given, "password-file");
    const auto directory = given_directory(given);
    if (!directory) return exit_status::usage;
    const auto store = directory->open_store();
    auto a = store->account(name);
    if (!a) return usage_error("no account " + in_quotes(name) + "; `user list` shows them all", "user");
    a->password = hash_password(password.text);
    a->disabled = false;
    store->put_account(*a, console_user(), std::chrono::system_clock::now());
    show(*a, password, "has a new password.");
    return exit_status::ok;
}

int disable(option_reader& given, const std::string& name) {
    const auto directory = given_directory(given);
    if (!directory) return exit_status::usage;
    const auto store = directory->open_store();
    auto a = store->account(name);
    if (!a) return usage_error("no account " + in_quotes(name) + "; `user list` shows them all", "user");
    a->disabled = true;
    store->put_account(*a, console_user(), std::chrono::system_clock::now());
    std::cout << name << " can no longer log in, and was logged out.\n";
    const auto all = store->accounts();
    if (std::none_of(all.begin(), all.end(),
                     [](const auto& other) { return other.role == account_role::admin && !other.disabled; }))
        std::cerr << program << ": no admin is left; add one with `user add NAME --role admin`\n";
    return exit_status::ok;
}

int list(option_reader& given) {
    const auto directory = given_directory(given);
    if (!directory) return exit_status::usage;
    std::vector<std::vector<std::string>> rows;
    for (const auto& a : directory->open_store()->accounts())
        rows.push_back(
            {a.name, a.role == account_role::admin ? "admin" : "viewer", a.disabled ? "disabled" : "enabled"});
    std::cout << table({"NAME", "ROLE", "STATE"}, rows);
    return exit_status::ok;
}

} // namespace

int user_command(const arguments& args) {
    if (asks_for_help(args)) {
        std::cout << help;
        return exit_status::ok;
    }
    const auto words = split_words(args);
    const std::vector<std::string> verbs{"add", "list", "disable", "password"};
    if (std::find(verbs.begin(), verbs.end(), words.verb) == verbs.end())
        return usage_error("expected user add, list, disable or password" + did_you_mean(words.verb, verbs), "user");
    if (words.verb == "list") {
        if (!words.subject.empty()) return usage_error("unexpected argument " + in_quotes(words.subject), "user");
    } else if (!is_account_name(words.subject))
        return usage_error(words.subject.empty()
                               ? "NAME is missing: expected user " + words.verb + " NAME"
                               : in_quotes(words.subject) + ": expected up to 64 letters, digits and .-_@",
                           "user");
    std::vector<std::string> options{"data"};
    if (words.verb == "add") options.emplace_back("role");
    if (words.verb == "add" || words.verb == "password") options.emplace_back("password-file");
    option_reader given(options, {});
    if (!given.parse(words.options)) {
        report_problems(given.problems(), program);
        return exit_status::usage;
    }
    if (words.verb == "add") return add(given, words.subject);
    if (words.verb == "password") return set_password(given, words.subject);
    return words.verb == "disable" ? disable(given, words.subject) : list(given);
}

} // namespace fairway::collector
