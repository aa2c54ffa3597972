#include "collector/commands/command.hpp"
#include "collector/commands/data_option.hpp"
#include "support/text_file.hpp"
#include "text/nearest.hpp"
#include "text/wording.hpp"

#include <iostream>

namespace fairway::collector {

namespace {

constexpr const char* help = R"(fairway-collector certificate - show the certificates in use

usage: fairway-collector certificate show --data DIR

  --data DIR  the collector's data directory; the collector may be running

`fairway enroll --ca-fingerprint` expects the fingerprint of the CA.
)";

} // namespace

int certificate_command(const arguments& args) {
    if (asks_for_help(args)) {
        std::cout << help;
        return exit_status::ok;
    }
    const auto words = split_words(args);
    if (words.verb != "show")
        return usage_error("expected \"certificate show\"" + did_you_mean(words.verb, {"show"}), "certificate");
    if (!words.subject.empty()) return usage_error("unexpected argument " + in_quotes(words.subject), "certificate");
    option_reader given({"data"}, {});
    if (!given.parse(words.options)) {
        report_problems(given.problems(), program);
        return exit_status::usage;
    }
    const auto directory = given_directory(given);
    if (!directory) return exit_status::usage;
    const auto server = read_certificate(directory->identity().chain);
    const auto authority = read_text_file(directory->authority_certificate());
    if (!authority) {
        report_problems(authority.problems, program);
        return exit_status::usage;
    }
    const auto ca = read_certificate(*authority.value);
    std::string names;
    for (const auto& n : server.names)
        names += (names.empty() ? "" : ", ") + n;
    std::cout << "CA           " << ca.subject << "\n"
              << "  file         " << directory->authority_certificate() << "\n"
              << "  fingerprint  " << ca.sha256 << "\n"
              << "  valid until  " << utc_date(ca.not_after) << "\n"
              << "Server       for " << names << "\n"
              << "  file         " << directory->server_certificate() << "\n"
              << "  fingerprint  " << server.sha256 << "\n"
              << "  valid until  " << utc_date(server.not_after)
              << (is_signed_by(directory->identity().chain, *authority.value)
                      ? ", renewed automatically 30 days before\n"
                      : ", not signed by this CA: renew it yourself\n");
    return exit_status::ok;
}

} // namespace fairway::collector
