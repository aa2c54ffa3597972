#include "tests/golden.hpp"
#include "tests/unit/agent/commands/call.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <sstream>

using namespace fairway;

TEST_CASE("help of the program, of check and of plan") {
    check_golden("help/fairway.txt", test::call({"--help"}).out);
    CHECK(test::call({}).err == test::call({"--help"}).out);
    CHECK(test::call({}).status == exit_status::usage);
    for (const std::string command : {"check", "plan", "run", "status", "key", "key create", "completion"}) {
        CAPTURE(command);
        arguments args;
        const auto space = command.find(' ');
        args.push_back(command.substr(0, space));
        if (space != std::string::npos) args.push_back(command.substr(space + 1));
        args.emplace_back("--help");
        const auto r = test::call(args);
        CHECK(r.status == exit_status::ok);
        CHECK(r.err.empty());
        auto name = command;
        std::replace(name.begin(), name.end(), ' ', '-');
        check_golden("help/" + name + ".txt", r.out);
    }
}

TEST_CASE("every option of every command is in its help, and no line is too long") {
    for (const auto& c : fairway_program().commands) {
        const auto help = render_help("fairway", c.table, default_width);
        CAPTURE(help);
        for (const auto& section : c.table.sections)
            for (const auto& o : section.options)
                CHECK(help.find("\n  --" + o.name) != std::string::npos);
        for (const std::size_t width : {60, 72, 80, 120}) {
            std::istringstream lines(render_help("fairway", c.table, width));
            for (std::string line; std::getline(lines, line);)
                CHECK((width_of(line) <= width || line.starts_with("  fairway ") || line.starts_with("  source ") ||
                       line.starts_with("  echo "))); // a command to copy is not broken
        }
    }
}

namespace {

/// As a shell splits it, up to a redirection or a pipe.
arguments split_call(const std::string& call) {
    arguments words(1);
    bool within = false;
    for (const char c : call) {
        if (c == '\'')
            within = !within;
        else if (c != ' ' || within)
            words.back() += c;
        else
            words.emplace_back();
    }
    // What a shell does with its output; a pipe into it comes before.
    const auto called = std::find_if(words.begin(), words.end(), [](const auto& w) { return w.ends_with("fairway"); });
    const auto end = std::find_if(called == words.end() ? words.begin() : called, words.end(),
                                  [](const auto& w) { return w == "|" || w == ">" || w == "<" || w == "<<<"; });
    return {words.begin(), end};
}

} // namespace

TEST_CASE("every command has two examples that its table allows") {
    const auto program = fairway_program();
    for (const auto& c : program.commands) {
        CAPTURE(c.table.name);
        const bool bare = c.run != nullptr && c.table.sections.empty(); // there is one way to call it
        CHECK((bare || c.table.examples.size() >= 2));
        for (const auto& e : c.table.examples) {
            CAPTURE(e.call);
            CHECK(!e.meaning.empty());
            if (c.run == nullptr) continue; // those of a group are its commands'
            const auto words = split_call(e.call);
            // "source <(fairway completion zsh)" hands it to the shell.
            const auto begin =
                std::find_if(words.begin(), words.end(), [](const auto& w) { return w.ends_with("fairway"); });
            REQUIRE(begin != words.end());
            arguments given(begin + 1, words.end());
            const auto name = split_call(c.table.name);
            REQUIRE(given.size() >= name.size());
            CHECK(std::equal(name.begin(), name.end(), given.begin()));
            given.erase(given.begin(), given.begin() + static_cast<std::ptrdiff_t>(name.size()));
            option_reader reader(c.table);
            CHECK(reader.parse(given));
        }
    }
    for (const auto& c : program.commands)
        if (c.table.name == "matrix show")
            for (const auto& e : c.table.examples) {
                auto args = split_call(e.call);
                args.erase(args.begin());
                CHECK(test::call(args).status == 0);
            }
}

TEST_CASE("help COMMAND is COMMAND --help") {
    for (const auto& c : fairway_program().commands) {
        CAPTURE(c.table.name);
        auto asked = split_call(c.table.name), with_option = asked;
        asked.insert(asked.begin(), "help");
        with_option.emplace_back("--help");
        const auto r = test::call(asked);
        CHECK(r.status == exit_status::ok);
        CHECK(r.err.empty());
        CHECK(r.out == test::call(with_option).out);
    }
    CHECK(test::call({"matrix", "help", "list"}).out == test::call({"matrix", "list", "--help"}).out);
    CHECK(test::call({"help"}).out == test::call({"--help"}).out);
    CHECK(test::call({"help", "help"}).out == test::call({"--help"}).out);
    const auto wrong = test::call({"help", "chekc"});
    CHECK(wrong.status == exit_status::usage);
    CHECK(wrong.err == "fairway: unknown command \"chekc\"; did you mean \"check\"?\nTry: fairway --help\n");
}

TEST_CASE("check: wrong usage, each with its words") {
    struct row {
        arguments args;
        std::string err;
    };
    const arguments whom{"--as", "agent-linux", "--peer", "backup-server=a"};
    for (const auto& r : std::initializer_list<row>{
             {{"--timeout", "0"}, "fairway: --timeout: \"0\": expected seconds from 0.2 to 60\n"},
             {{"--rate", "fast"},
              "fairway: --rate: \"fast\": expected connections per second from 1 to 1000000, or 0 for no limit\n"},
             {{"--responder", "a"}, "fairway: --responder: needs the site key: add --key-file FILE\n"},
             {{"--key-file", "k"}, "fairway: --key-file: has no effect without --responder HOST\n"},
             {{"--key-file", "k", "--responder", "0.0.0.0,::"},
              "fairway: --responder: \"0.0.0.0\" is no host's address (unspecified); expected the name or the "
              "address of one host\n"
              "fairway: --responder: \"::\" is no host's address (unspecified); expected the name or the "
              "address of one host\n"},
             {{"--key-file", "k", "--responder", "a,,b"},
              "fairway: --responder: \"a,,b\": empty name between commas\n"},
             {{"--explain", "agent-linux:backup-server:tcp:1006", "--explain", "agent-linux:*"},
              "fairway: --explain: no flow ID matches \"agent-linux:backup-server:tcp:1006\"; did you mean "
              "\"agent-linux:backup-server:tcp:10006\"?\n"},
             {{"--format", "jsn"}, "fairway: --format: unknown format \"jsn\"; did you mean \"json\"?\n"},
             {{"--format", "xml"},
              "fairway: --format: unknown format \"xml\"; expected text, html, markdown, json, csv, junit, nagios, "
              "prometheus, change-request, change-request-html, change-request-csv, rules-nftables or one of 8 "
              "others\n"},
             {{"--rate", "--strict"}, "fairway: --rate needs a value\nTry: fairway check --help\n"},
             {{"--strict=yes"}, "fairway: --strict takes no value\nTry: fairway check --help\n"},
             {{"--bogus", "x", "--rat", "1", "y"},
              "fairway: unknown option --bogus\nfairway: unknown option --rat; did you mean \"--rate\"?\n"
              "fairway: unexpected argument \"y\"\nTry: fairway check --help\n"},
         }) {
        auto args = whom;
        args.insert(args.end(), r.args.begin(), r.args.end());
        const auto got = test::call_command("check", args);
        CHECK(got.status == exit_status::usage);
        CHECK(got.out.empty());
        CHECK(got.err == r.err);
    }
    CHECK(test::call({"chek"}).err ==
          "fairway: unknown command \"chek\"; did you mean \"check\"?\nTry: fairway --help\n");
    CHECK(test::call({"plan", "--rate", "5"}).err ==
          "fairway: unknown option --rate; did you mean \"--site\"?\nTry: fairway plan --help\n");
}
