#include "agent/commands/command.hpp"
#include "agent/site_key.hpp"
#include "support/text_file.hpp"
#include "text/nearest.hpp"

#include <iostream>

namespace fairway {

namespace {

constexpr const char* help =
    R"(fairway key - make the secret by which a check and a responder know each other

usage: fairway key create [--output FILE]

  --output FILE  write it to FILE, which only you may read, instead of standard output; a file that exists is
                 never overwritten

One key serves a whole site. Copy the file to every host that runs `fairway listen` or `fairway check --responder`, over
a channel that you trust, and keep it at mode 600. Who has it can ask responders what they see, and can pretend to be
one; it opens nothing else.
)";

int usage(const std::string& message) {
    std::cerr << "fairway: " << message << "\nTry: fairway key --help\n";
    return exit_status::usage;
}

} // namespace

int key_command(const arguments& args) {
    for (const auto& a : args)
        if (a == "--help" || a == "-h") {
            std::cout << help;
            return exit_status::ok;
        }
    if (args.empty()) {
        std::cerr << help;
        return exit_status::usage;
    }
    if (args[0] != "create") return usage("unknown word \"" + args[0] + "\"" + did_you_mean(args[0], {"create"}));
    if (args.size() == 1) {
        std::cout << to_text(make_site_key());
        return exit_status::ok;
    }
    std::string path;
    if (args.size() == 3 && args[1] == "--output")
        path = args[2];
    else if (args.size() == 2 && args[1].starts_with("--output="))
        path = args[1].substr(9);
    else
        return usage("expected: fairway key create [--output FILE]");
    if (path.empty()) return usage("--output: is empty");
    const auto made = create_key_file(path);
    report_problems(made.problems);
    return made ? exit_status::ok : exit_status::usage;
}

} // namespace fairway
