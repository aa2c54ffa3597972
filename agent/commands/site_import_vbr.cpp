#include "agent/commands/site_import_vbr.hpp"

#include "agent/commands/site_output.hpp"
#include "agent/find_matrix.hpp"
#include "agent/inventory/vbr_fetch.hpp"
#include "agent/inventory/vbr_files.hpp"
#include "agent/inventory/vbr_site.hpp"
#include "agent/reporting/enroll.hpp"
#include "support/system/terminal.hpp"
#include "text/printable.hpp"
#include "text/wording.hpp"

#include <algorithm>
#include <istream>
#include <ostream>
#include <thread>

namespace fairway {

namespace {

void write_notes(const char* heading, const std::vector<std::string>& notes, const console& io) {
    if (notes.empty()) return;
    io.err << heading << '\n';
    for (const auto& note : notes)
        io.err << wrapped("  ", printable(note), io.width);
}

/// What was read, as a site file, and what a person should know of it.
int write_inventory(const vbr_inventory& inventory, const matrix& m, option_reader& given, const console& io) {
    auto mapped = site_of(inventory, m);
    mapped.site.matrices = given.all("matrix");
    write_notes("Found:", mapped.found, io);
    write_notes("Assumed:", mapped.assumed, io);
    write_notes("Missing:", mapped.missing, io);
    if (mapped.site.hosts.empty()) {
        given.problem("", "the inventory has no host with a role of " + names_of(m.sources));
        return exit_status::usage;
    }
    return write_site(mapped.site, m, given, io);
}

/// As SHA-256 fingerprints are shown everywhere: "SHA256:0A:1B:…".
std::string shown_fingerprint(const std::string& digits) {
    std::string text = "SHA256";
    for (std::size_t i = 0; i + 1 < digits.size(); i += 2) {
        text += ':';
        for (const char c : digits.substr(i, 2))
            text += c >= 'a' ? static_cast<char>(c - 'a' + 'A') : c;
    }
    return text;
}

/// A word for a shell, in quotes where it needs them: in those that sh, PowerShell and cmd.exe have in common, unless
/// one of them would read something else into it.
std::string shell_word(const std::string& word) {
    const bool plain = !word.empty() && std::all_of(word.begin(), word.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               std::string_view("-_./:,@+=").find(c) != std::string_view::npos;
    });
    if (plain) return word;
    const char quote = word.find_first_of("$`\"") == std::string::npos ? '"' : '\'';
    return quote + printable(word) + quote;
}

/// The same call with what was missing.
std::string repeated_call(const option_reader& given, const std::string& fingerprint) {
    std::string call = "fairway site import vbr --server " + shell_word(given.once("server").value_or("HOST"));
    call += " --user-file " + shell_word(given.once("user-file").value_or("prompt"));
    for (const auto* name : {"api-version", "matrix", "output"})
        for (const auto& value : given.all(name))
            call += std::string(" --") + name + " " + shell_word(value);
    if (given.has("force")) call += " --force";
    return call + " --fingerprint " + fingerprint;
}

int show_certificate(option_reader& given, const host_port& at, const console& io) {
    const auto digits = fetch_vbr_fingerprint(at);
    if (!digits) {
        print_problems(io.err, "fairway", digits.problems);
        return exit_status::broken;
    }
    const auto fingerprint = shown_fingerprint(*digits.value);
    io.err << wrapped("",
                      "The server at " + at.text() + " shows a certificate with this SHA-256 fingerprint:", io.width)
           << "  " << fingerprint << "\n\n"
           << wrapped("",
                      "Nothing was sent to it, neither user nor password. Compare the fingerprint with that of the "
                      "backup server's own certificate (on the server itself, or in a browser that runs there). If it "
                      "is the same:",
                      io.width)
           << "  " << repeated_call(given, fingerprint) << '\n';
    return exit_status::usage;
}

std::optional<std::string> ask_line(const char* question, const console& io) {
    io.err << question << std::flush;
    std::string line;
    if (!std::getline(io.in, line)) return std::nullopt;
    if (line.ends_with('\r')) line.pop_back();
    return line;
}

std::optional<vbr_login> ask_login(option_reader& given, const console& io) {
    if (!io.in_is_terminal) {
        given.problem("--user-file", "standard input is not a terminal, so nobody can be asked; give a file with one "
                                     "line USER:PASSWORD that only you can read (a file of the name prompt is "
                                     "./prompt)");
        return std::nullopt;
    }
    auto user = ask_line("User: ", io);
    std::optional<std::string> password;
    if (user) {
        const hidden_typing hidden;
        password = ask_line("Password: ", io);
        io.err << '\n'; // the one that was typed is hidden, too
    }
    if (!user || !password || user->empty() || password->empty() || user->size() > longest_vbr_login ||
        password->size() > longest_vbr_login) {
        given.problem("--user-file", "no user or no password was typed");
        return std::nullopt;
    }
    return vbr_login(std::move(*user), std::move(*password));
}

std::optional<vbr_login> find_login(option_reader& given, const console& io) {
    const auto from = given.once("user-file");
    if (!from) {
        given.problem("", "--user-file FILE is required, or --user-file prompt to be asked");
        return std::nullopt;
    }
    if (*from == "prompt") return ask_login(given, io);
    auto login = read_vbr_login(*from);
    if (!login) given.refuse(std::move(login.problems));
    return std::move(login.value);
}

int import_vbr(option_reader& given, const console& io) {
    check_site_output(given);
    const auto named = given.once("server");
    const auto at = parse_host_port(named.value_or(""), vbr_rest_port);
    if (!named)
        given.problem("", "--server HOST is required: the backup server");
    else if (!at)
        given.problem("--server", "expected HOST or HOST:PORT, found " + in_quotes(*named));
    const auto pinned = given.once("fingerprint");
    const auto fingerprint = pinned ? parse_fingerprint(*pinned) : std::nullopt;
    if (pinned && !fingerprint)
        given.problem("--fingerprint", "expected SHA256: and 64 hexadecimal digits, as this command shows them without "
                                       "--fingerprint");
    const auto version = given.once("api-version").value_or(vbr_api_version);
    if (version.empty() || version.size() > 32 || version.find_first_not_of("0123456789.-rev") != std::string::npos)
        given.problem("--api-version", "expected a revision such as " + std::string(vbr_api_version));
    const auto m = find_matrices(given.all("matrix"));
    if (!m) given.refuse(m.problems);
    if (!given.problems().empty()) return exit_status::usage;
    if (!fingerprint) return show_certificate(given, *at, io);

    auto login = find_login(given, io);
    if (!login) return exit_status::usage;
    const auto inventory =
        fetch_vbr_inventory({*at, *fingerprint, version}, std::move(*login),
                            [](std::chrono::milliseconds time) { std::this_thread::sleep_for(time); });
    if (!inventory) {
        print_problems(io.err, "fairway", inventory.problems);
        return exit_status::broken;
    }
    return write_inventory(*inventory.value, *m.value, given, io);
}

int import_vbr_json(option_reader& given, const console& io) {
    check_site_output(given);
    const auto m = find_matrices(given.all("matrix"));
    if (!m) return given.refuse(m.problems);
    if (!given.problems().empty()) return exit_status::usage;
    const auto inventory = read_vbr_path(given.words()[0]);
    if (!inventory) return given.refuse(inventory.problems);
    return write_inventory(*inventory.value, *m.value, given, io);
}

/// In place of a file, for completion.
std::vector<std::string> prompt_word() {
    return {"prompt"};
}

constexpr const char* notes_on_standard_error =
    "What was found, what was assumed and what is missing goes to standard error. Roles that the matrix does not have "
    "are left out, and listed as missing. docs/inventory.md has the rules.";

} // namespace

std::vector<std::string> words_below_site_import() {
    return {"vbr", "vbr-json"};
}

command site_import_vbr_command() {
    command c;
    c.table.name = "site import vbr";
    c.table.summary = "make a site file from a backup server's own inventory (REST API)";
    c.table.usage = {"--server HOST[:PORT]",
                     "--server HOST[:PORT] --fingerprint SHA256 --user-file FILE|prompt [options]"};
    c.table.about =
        "Without --fingerprint, it only shows the fingerprint of the server's certificate, and the call to repeat with "
        "it. User and password are sent to no other certificate. It reads servers, repositories, proxies, mount "
        "servers, WAN accelerators, protection groups and the computers in them, and changes nothing.";
    c.table.sections = {with_site_output(
        {"Options",
         {{"server", "HOST[:PORT]",
           "the backup server; default port: 9419. From version 13.1 on, port 443 answers, too"},
          {"fingerprint", "SHA256",
           "fingerprint of the server's own certificate, as this command shows it without this option"},
          {"user-file", "FILE|prompt",
           "file with one line USER:PASSWORD, or with two lines, readable by you alone; prompt asks for both. Veeam "
           "Backup Viewer reads the infrastructure; discovered computers need Veeam Restore Operator or Backup "
           "Administrator",
           false, prompt_word},
          {"api-version", "REVISION",
           "revision of the REST API to ask for; default: " + std::string(vbr_api_version)}}})};
    c.table.notes = notes_on_standard_error;
    c.table.exit_codes = {{exit_status::ok, "the site file was written"},
                          {exit_status::usage, "wrong usage, or no --fingerprint yet"},
                          {exit_status::broken, "the server could not be reached, or it refused"}};
    c.table.examples = {{"fairway site import vbr --server vbr01", "which certificate does it show?"},
                        {"fairway site import vbr --server vbr01 --user-file prompt --fingerprint SHA256:… --output "
                         "site.json",
                         "the site file, with the fingerprint that was compared"}};
    c.run = import_vbr;
    return c;
}

command site_import_vbr_json_command() {
    command c;
    c.table.name = "site import vbr-json";
    c.table.summary = "make a site file from a backup server's inventory in files";
    c.table.usage = {"DIR|FILE [options]"};
    c.table.arguments = {{"DIR|FILE",
                          "a directory with saved answers of the REST API (managedServers.json, repositories.json, …), "
                          "or the file that export-vbr-inventory.ps1 wrote; - reads the latter from standard input",
                          1, 1, "which directory or file? For example: fairway site import vbr-json inventory.json"}};
    c.table.sections = {with_site_output({"Options", {}})};
    c.table.notes = notes_on_standard_error;
    c.table.examples = {
        {"fairway site import vbr-json inventory.json --output site.json",
         "what the PowerShell script wrote on the backup server"},
        {"fairway site import vbr-json answers --output site.json", "from saved answers in the directory answers"}};
    c.run = import_vbr_json;
    return c;
}

} // namespace fairway
