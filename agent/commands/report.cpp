#include "agent/commands/command.hpp"
#include "agent/commands/refusal.hpp"
#include "agent/output/format.hpp"
#include "agent/output/nagios.hpp"
#include "agent/output/report_diff.hpp"
#include "agent/output/terminal.hpp"
#include "agent/output/write_output.hpp"
#include "matrix/report_file.hpp"
#include "matrix/report_reader.hpp"
#include "support/option_reader.hpp"
#include "support/text_file.hpp"

#include <algorithm>
#include <iostream>

namespace fairway {

namespace {

constexpr const char* usage = R"(fairway report - show a kept report in another format, or what changed between two

usage: fairway report FILE... [--format FORMAT] [--output FILE] [--strict]
       fairway report --diff OLD NEW [--format text|json] [--output FILE]

  FILE                     a report that `fairway check --format json` wrote; - reads standard input.
                           Several files: the parts of one report
  --diff OLD NEW           what broke, what healed, what changed otherwise, what is new and what is gone,
                           flow by flow and target by target; times and round trips do not count
  --format FORMAT          see below; default text
  --output FILE            write to FILE, all at once, instead of standard output
  --strict                 with --format nagios: a warning is critical
)";

constexpr const char* more_usage = R"(
A format shows the same here as `fairway check` does. Nothing is sent on the network.

Exit codes: 0 done; with --diff: nothing new fails
            1 with --diff: something fails that did not fail before
            2 wrong usage, or a file that cannot be read as a report; 4 the output could not be written.
With --format nagios the exit code is that of a plugin: 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN.
)";

struct report_options {
    bool help = false, diff = false, strict = false;
    std::vector<std::string> files;
    std::string format = "text", output;
};

read_result<report_options> read_options(const arguments& args) {
    option_reader given({"format", "output"}, {"diff", "strict"}, option_reader::words_allowed::yes);
    report_options o;
    if (given.parse(args)) {
        o.help = given.has("help");
        if (o.help) return {std::move(o), {}};
        o.diff = given.has("diff");
        o.strict = given.has("strict");
        o.files = given.words();
        o.output = given.once("output").value_or("");
        if (const auto word = given.once("format")) o.format = *word;
        if (o.diff && o.format != "text" && o.format != "json")
            given.problem("--format", "unknown format \"" + o.format + "\" of --diff; known are: text, json");
        else if (find_format(o.format) == nullptr)
            given.problem("--format", "unknown format \"" + o.format + "\"; known are: " + format_names());
        if (o.diff && o.files.size() != 2)
            given.problem("--diff", "expected two files, the old report and the new one; found " +
                                        std::to_string(o.files.size()));
        if (!o.diff && o.files.empty())
            given.problem("", "which report? Name the file that `fairway check --format json` wrote, or - for "
                              "standard input");
        if (o.files.size() > report_limits::parts)
            given.problem("", "a report has at most " + std::to_string(report_limits::parts) + " parts; found " +
                                  std::to_string(o.files.size()) + " files");
        if (std::count(o.files.begin(), o.files.end(), "-") > 1)
            given.problem("", "standard input can be read once; - was given several times");
    }
    if (!given.problems().empty()) return {std::nullopt, std::move(given.problems())};
    return {std::move(o), {}};
}

read_result<report_file> read_one(const std::string& name) {
    const auto text = read_text_file(name, report_file_limits::bytes);
    if (!text) return {std::nullopt, text.problems};
    return read_report_file(*text.value, name == "-" ? "standard input" : name);
}

/// The files as one report; all problems of all files.
read_result<report_file> read_reports(const std::vector<std::string>& names) {
    std::vector<report_file> files;
    std::vector<problem> problems;
    for (const auto& name : names) {
        auto one = read_one(name);
        if (one)
            files.push_back(std::move(*one.value));
        else
            problems.insert(problems.end(), one.problems.begin(), one.problems.end());
    }
    if (!problems.empty()) return {std::nullopt, std::move(problems)};
    return join_parts(std::move(files), names);
}

int show_difference(const report_options& o) {
    auto before = read_reports({o.files[0]});
    const auto after = read_reports({o.files[1]});
    before.problems.insert(before.problems.end(), after.problems.begin(), after.problems.end());
    if (!before.problems.empty()) {
        report_problems(before.problems);
        return exit_status::usage;
    }
    const report &old_one = before.value->content, &new_one = after.value->content;
    const auto difference = compare(old_one, new_one);
    output_style style;
    if (o.output.empty()) style = {stdout_shows_colour(), stdout_width(), false};
    write_output(o.output, o.format == "json" ? render_diff_json(difference, old_one, new_one)
                                              : render_diff_text(difference, old_one, new_one, style));
    return difference.has_new_failures() ? exit_status::failed : exit_status::ok;
}

} // namespace

std::string report_help() {
    return std::string(usage) + format_help + more_usage;
}

int report_command(const arguments& args) {
    const bool plugin = is_plugin_call(args);
    const auto options = read_options(args);
    if (!options) return refuse(options.problems, plugin, "Try: fairway report --help\n");
    const auto& o = *options.value;
    if (o.help) {
        std::cout << report_help();
        return exit_status::ok;
    }
    if (const auto problems = check_output(o.output); !problems.empty()) return refuse(problems, plugin, "");
    if (o.diff) return show_difference(o);

    const auto file = read_reports(o.files);
    if (!file) return refuse(file.problems, plugin, "");
    output_style style;
    if (o.output.empty()) style = {stdout_shows_colour(), stdout_width(), false};
    style.strict = o.strict;
    write_output(o.output, find_format(o.format)->render(file.value->content, style));
    return plugin ? static_cast<int>(plugin_status_of(file.value->content, o.strict)) : exit_status::ok;
}

} // namespace fairway
