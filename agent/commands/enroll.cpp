#include "agent/reporting/enroll.hpp"
#include "agent/commands/command.hpp"
#include "agent/local/help_words.hpp"
#include "agent/local/service_control.hpp"
#include "agent/service/state_lock.hpp"
#include "support/system/locations.hpp"
#include "support/system/process.hpp"
#include "support/text_file.hpp"
#include "text/columns.hpp"
#include "text/printable.hpp"
#include "text/utf8.hpp"

#include <ostream>

namespace fairway {

namespace {

constexpr std::size_t longest_token_file = 4096;

std::string read_token(option_reader& given) {
    if (given.has("token") == given.has("token-file")) {
        given.problem("", given.has("token") ? "--token and --token-file cannot be combined"
                                             : "--token-file FILE is required (or --token TOKEN)");
        return {};
    }
    if (const auto token = given.once("token")) return *token;
    auto text = read_text_file(given.once("token-file").value_or(""), longest_token_file);
    if (!text) {
        for (const auto& p : text.problems)
            given.problem("--token-file", to_string(p));
        return {};
    }
    const auto token = without_bom(*text.value);
    const auto last = token.find_last_not_of(" \t\r\n");
    return std::string(token.substr(0, last == std::string::npos ? 0 : last + 1));
}

enrollment read_wish(option_reader& given) {
    for (const auto& [needed, value] : {std::pair("collector", "URL"), std::pair("ca-fingerprint", "SHA256")})
        if (!given.has(needed)) given.problem("", std::string("--") + needed + " " + value + " is required");
    enrollment wish;
    wish.collector = given.once("collector").value_or("");
    wish.fingerprint = given.once("ca-fingerprint").value_or("");
    wish.state_folder = given.once("state").value_or(default_state_folder());
    wish.host = given.has("name") ? given.once("name").value_or("") : host_name();
    wish.proxies = proxy_settings_here(given.once("proxy").value_or(""));
    wish.anew = given.has("new");
    if (wish.anew && is_state_folder_taken(wish.state_folder).value_or(false))
        given.problem("--new", "the service is running; stop it first, e.g. " + stop_the_service());
    wish.token = read_token(given);
    return wish;
}

int join(option_reader& given, const console& io) {
    const auto wish = read_wish(given);
    if (!given.problems().empty()) return exit_status::usage;
    const auto done = enroll(wish);
    if (!done) {
        // What the network did is not what the person did.
        if (!done.problems.front().file.empty()) return given.refuse(done.problems);
        print_problems(io.err, "fairway", done.problems);
        return exit_status::broken;
    }
    const auto& e = *done.value;
    io.out << wrapped("Enrolled ",
                      printable(wish.host + " as prober " + e.who.prober + " at " +
                                (e.collector.empty() ? "" : e.collector + ", ") + e.who.collector),
                      io.width);
    if (!e.site.empty()) io.out << wrapped("Site: ", printable(e.site), io.width);
    io.out << wrapped("Its identity is in ",
                      identity_file(wish.state_folder) + " (secret) and " + authority_file(wish.state_folder), io.width)
           << wrapped("", "If the service is already running, reload it:", io.width) << "  " << reload_the_service()
           << "\n";
    return exit_status::ok;
}

} // namespace

command enroll_command() {
    command c;
    c.table.name = "enroll";
    c.table.summary = "register this host with a collector, so `fairway run` can report to it";
    c.table.usage = {"--collector URL --ca-fingerprint SHA256 --token-file FILE [options]"};
    c.table.sections = {
        {"Options",
         {{"collector", "URL", "https://HOST[:PORT]; default port: 9440"},
          {"ca-fingerprint", "SHA256",
           "fingerprint of the collector's certificate authority (CA), as `fairway-collector init` printed it. The "
           "collector must present that CA before the token is sent"},
          {"token-file", "FILE", "file with the enrollment token; - reads standard input"},
          {"token", "TOKEN",
           "the token itself. It is overwritten in the process list at once, but stays in the shell's history, and for "
           "a moment every user of this host could read it"},
          {"state", "DIR",
           "where to keep this host's identity; default: " + default_state_folder() + ". Run this command as " +
               as_whom_to_enroll()},
          {"new", "",
           "this host is a copy of an enrolled one (a cloned machine): give up the identity and the waiting reports "
           "that "
           "came with the copy, and become a prober of its own"},
          {"name", "HOST", "this host's name at the collector; default: its host name"},
          {"proxy", "URL",
           "http://[USER:PASSWORD@]HOST:PORT, or none; default: HTTPS_PROXY and NO_PROXY from the environment, which "
           "is "
           "the better place for a password: here it can be seen like --token"}}}};
    c.table.notes =
        "The host creates its own credential and keeps it; the collector learns only its SHA-256. If the answer is "
        "lost, "
        "run the same command again: it is the same prober. Enrolling a reinstalled host with its old state directory "
        "keeps its history.";
    c.table.exit_codes = {
        {exit_status::ok, "enrolled"},
        {exit_status::usage, "wrong usage or configuration"},
        {exit_status::broken, "the collector could not be reached, it refused, or another enrollment is at work"}};
    const auto token = token_to_standard_input();
    c.table.examples = {
        {"fairway enroll --collector https://collector01 --ca-fingerprint SHA256 --token-file token",
         "with the token in a file"},
        {token.before +
             std::string("fairway enroll --collector https://collector01 --ca-fingerprint SHA256 --token-file -") +
             token.behind,
         "with the token neither in a file nor in the process list"}};
    c.run = join;
    return c;
}

} // namespace fairway
