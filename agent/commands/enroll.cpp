#include "agent/reporting/enroll.hpp"
#include "agent/commands/command.hpp"
#include "agent/local/interfaces.hpp"
#include "support/option_reader.hpp"
#include "support/text_file.hpp"

#include <iostream>

namespace fairway {

namespace {

constexpr const char* help =
    R"(fairway enroll - make this host known to a collector, so that `fairway run` can send it reports

usage: fairway enroll --collector URL --ca-fingerprint SHA256 --token-file FILE [options]

  --collector URL          https://HOST[:PORT] (port 9440 where none is given)
  --ca-fingerprint SHA256  of the certificate of the collector's authority, as `fairway-collector init` printed it. The
                           server has to show that authority before the token is sent
  --token-file FILE        the token; - reads it from standard input, which leaves it in no file and no process list:
                             fairway enroll --collector … --ca-fingerprint … --token-file - <<< TOKEN
  --token TOKEN            the same as a word of the command line. It is overwritten there at once, but the shell's
                           history keeps it, and for a moment every user of this machine could read it
  --state DIR              where to keep who this host is (default /var/lib/fairway); run this as the user that runs
                           the service
  --name HOST              this host's name at the collector (default: its host name)
  --proxy URL              http://[USER:PASSWORD@]HOST:PORT, or none; default: HTTPS_PROXY and NO_PROXY of the
                           environment, which is the better place for a password: here it can be seen as --token can

The host makes its own credential and keeps it; the collector only learns its SHA-256. If the answer is lost, run the
same command again: it is the same prober. To enrol a reinstalled host with its state folder keeps its history.
)";

constexpr std::size_t longest_token_file = 4096;

std::optional<std::string> read_token(option_reader& in) {
    if (in.has("token") == in.has("token-file")) {
        in.problem("", "one of --token-file and --token is needed");
        return std::nullopt;
    }
    if (in.has("token")) return in.once("token");
    const auto path = in.once("token-file");
    if (!path || path->empty()) return std::nullopt;
    auto text = read_text_file(*path, longest_token_file);
    if (!text) {
        for (auto& p : text.problems)
            in.problem("--token-file", to_string(p));
        return std::nullopt;
    }
    const auto last = text.value->find_last_not_of(" \t\r\n");
    return text.value->substr(0, last == std::string::npos ? 0 : last + 1);
}

} // namespace

int enroll_command(const arguments& args) {
    if (args.empty()) {
        std::cerr << help;
        return exit_status::usage;
    }
    option_reader in({"collector", "ca-fingerprint", "token", "token-file", "state", "name", "proxy"}, {});
    const bool understood = in.parse(args);
    if (understood && in.has("help")) {
        std::cout << help;
        return exit_status::ok;
    }
    enrolment wish;
    if (understood) {
        for (const char* needed : {"collector", "ca-fingerprint"})
            if (!in.has(needed)) in.problem("--" + std::string(needed), "is needed");
        wish.collector = in.once("collector").value_or("");
        wish.fingerprint = in.once("ca-fingerprint").value_or("");
        wish.state_folder = in.once("state").value_or(default_state_folder);
        wish.host = in.has("name") ? in.once("name").value_or("") : local_host_name();
        wish.proxies = proxy_settings_here(in.once("proxy").value_or(""));
        wish.token = read_token(in).value_or("");
    }
    if (!in.problems().empty()) {
        report_problems(in.problems());
        std::cerr << "Try: fairway enroll --help\n";
        return exit_status::usage;
    }
    const auto done = enroll(wish);
    report_problems(done.problems);
    // What the network did is not what the person did.
    if (!done) return done.problems.front().file.empty() ? exit_status::broken : exit_status::usage;
    const auto& e = *done.value;
    std::cout << "This host is " << wish.host << ", prober " << e.who.prober << ", at "
              << (e.collector.empty() ? "" : e.collector + ", ") << e.who.collector << "\n";
    if (!e.site.empty()) std::cout << "Site: " << e.site << "\n";
    std::cout << "Its identity is in " << identity_file(wish.state_folder) << " (a secret) and "
              << authority_file(wish.state_folder) << "\n"
              << "A service that runs already takes it up when it is reloaded: systemctl reload fairway\n";
    return exit_status::ok;
}

} // namespace fairway
