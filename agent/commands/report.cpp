#include "agent/commands/command.hpp"
#include "agent/commands/output_options.hpp"
#include "agent/output/escape.hpp"
#include "agent/output/format.hpp"
#include "agent/output/nagios.hpp"
#include "agent/output/report_diff.hpp"
#include "agent/output/write_output.hpp"
#include "matrix/report_file.hpp"
#include "matrix/report_set.hpp"
#include "support/system/file.hpp"
#include "support/text_file.hpp"
#include "text/columns.hpp"
#include "text/wording.hpp"

#include <algorithm>
#include <limits>
#include <map>

namespace fairway {

namespace {

// Thousands of hosts; what they say fits into the memory of a small machine.
constexpr std::size_t most_files = 10'000, most_bytes = 512 * 1024 * 1024;
constexpr std::size_t most_problems = 100;

struct report_options {
    std::vector<std::string> files;
    bool diff = false;
    output_options output;
};

report_options read_options(option_reader& given) {
    report_options o;
    o.diff = given.has("diff");
    for (const auto& word : given.words())
        for (auto& file : files_meant_by(word))
            o.files.push_back(std::move(file));
    o.output = read_output_options(given);
    if (o.diff && given.problems().empty() && o.output.format != "text" && o.output.format != "json")
        given.problem("--format", "--diff has no format " + in_quotes(o.output.format) + "; expected text or json");
    if (o.diff && o.files.size() != 2)
        given.problem("--diff",
                      "expected two files, the old report and the new one, found " + std::to_string(o.files.size()));
    if (o.files.size() > most_files)
        given.problem("", "expected at most " + std::to_string(most_files) + " files, found " +
                              std::to_string(o.files.size()) + "; join them by site or by network");
    for (const auto* name : {"summary", "full"})
        if (o.diff && given.has(name)) given.problem(std::string("--") + name, "has no effect with --diff");
    if (std::count(o.files.begin(), o.files.end(), "-") > 1)
        given.problem("", "standard input (-) can be read only once");
    return o;
}

/// A file and what it says; `bytes` is what may still be read.
read_result<report_file> read_one(const std::string& name, std::size_t& bytes) {
    const auto text = read_text_file(name, report_file_limits::bytes);
    if (!text) return {std::nullopt, text.problems};
    if (text.value->size() > bytes)
        return {std::nullopt,
                {{name, "",
                  "these files have more than " + std::to_string(most_bytes / 1024 / 1024) +
                      " MiB in all; join them by site or by network"}}};
    bytes -= text.value->size();
    return read_report_file(*text.value, name == "-" ? "standard input" : name);
}

/// The files as one report for each run; all problems of all files.
read_result<std::vector<report>> read_reports(const std::vector<std::string>& names) {
    struct run {
        std::vector<report_file> files;
        std::vector<std::string> names;
    };
    std::vector<run> runs;
    std::map<std::string, std::size_t> places; // by id
    std::vector<problem> problems;
    std::size_t bytes = most_bytes;
    for (const auto& name : names) {
        auto one = read_one(name, bytes);
        if (!one) {
            problems.insert(problems.end(), one.problems.begin(), one.problems.end());
            if (problems.size() > most_problems) break;
            continue;
        }
        // A copy of a whole report is one more report of that host. Of parts, each is needed once.
        const bool whole = one.value->parts == 1;
        const auto [place, is_new] = places.emplace(one.value->content.run_id, runs.size());
        if (is_new || whole) runs.emplace_back();
        run& its = is_new || whole ? runs.back() : runs[place->second];
        its.files.push_back(std::move(*one.value));
        its.names.push_back(name);
    }
    std::vector<report> reports;
    for (auto& one : runs) {
        auto whole = join_parts(std::move(one.files), one.names);
        if (whole)
            reports.push_back(std::move(whole.value->content));
        else
            problems.insert(problems.end(), whole.problems.begin(), whole.problems.end());
    }
    if (!problems.empty()) return {std::nullopt, std::move(problems)};
    return {std::move(reports), {}};
}

read_result<report> read_single(const std::string& name) {
    auto read = read_reports({name});
    if (!read) return {std::nullopt, std::move(read.problems)};
    return {std::move(read.value->front()), {}};
}

std::string formats_that_join() {
    std::vector<std::string> names;
    for (const auto& f : output_formats())
        if (f.joins()) names.emplace_back(f.name);
    return joined(names);
}

int show_difference(const report_options& o, option_reader& given, const console& io) {
    const auto before = read_single(o.files[0]);
    const auto after = read_single(o.files[1]);
    given.refuse(before.problems);
    given.refuse(after.problems);
    if (!given.problems().empty()) return exit_status::usage;
    const report &old_one = *before.value, &new_one = *after.value;
    const auto difference = compare(old_one, new_one);
    const auto style = o.output.style(io.width);
    write_output(o.output.file,
                 o.output.format == "json" ? render_diff_json(difference, old_one, new_one)
                                           : render_diff_text(difference, old_one, new_one, style),
                 io.out);
    return difference.has_new_failures() ? exit_status::failed : exit_status::ok;
}

int show_report(option_reader& given, const console& io) {
    const auto o = read_options(given);
    if (!given.problems().empty()) return exit_status::usage;
    if (o.diff) return show_difference(o, given, io);

    const auto read = read_reports(o.files);
    if (!read) return given.refuse(read.problems);
    const auto reports = newest_of_each_host(*read.value);
    const auto& format = *find_format(o.output.format);
    if (!format.joins() && read.value->size() > 1)
        return given.refuse(
            {{"--format", "",
              in_quotes(format.name) + " shows one report, and these files are " + std::to_string(read.value->size()) +
                  " reports; these formats join them: " + formats_that_join()}});
    for (const auto& note : reports.notes)
        io.err << "fairway: note: " << one_line(note) << "\n";
    write_output(o.output.file, format.render(reports, o.output.style(io.width)), io.out);
    return o.output.plugin() ? static_cast<int>(plugin_status_of(reports.first(), o.output.strict)) : exit_status::ok;
}

} // namespace

command report_command() {
    command c;
    c.table.name = "report";
    c.table.summary = "show a saved report in another format, or what changed between two reports";
    c.table.usage = {"FILE... [--format FORMAT] [--output FILE] [--strict]",
                     "FILE... --format change-request|rules-... [--requester NAME] [--ticket ID] [--expires DATE]",
                     "--diff OLD NEW [--format text|json] [--output FILE]"};
    c.table.about = "Sends nothing over the network.";
    c.table.arguments = {{"FILE",
                          "a report saved by `fairway check --format json`; - reads standard input; several files "
                          "are reports of several hosts, joined to one change request, or the parts of one report",
                          1, std::numeric_limits<std::size_t>::max(),
                          "which report? Name a file saved by `fairway check --format json`, or - for standard input"}};
    c.table.sections = {{"Options",
                         {{"diff", "",
                           "show what broke, healed, changed, is new or gone, per flow and target, from the "
                           "first report to the second; times and round trips don't count"},
                          format_option(),
                          output_option(),
                          summary_option(),
                          full_option(),
                          {"strict", "", "with --format nagios: a warning is critical"}}},
                        request_options()};
    c.table.lists = {format_list()};
    c.table.exit_codes = {{exit_status::ok, "done; with --diff: nothing new fails"},
                          {exit_status::failed, "with --diff: something fails that did not fail before"},
                          {exit_status::usage, "wrong usage, or a file that is not a valid report"},
                          {exit_status::broken, "the output could not be written"}};
    c.table.exit_notes = "With --format nagios the exit codes are those of a plugin: 0 OK, 1 WARNING, 2 CRITICAL, "
                         "3 UNKNOWN.";
    c.table.examples = {
        {"fairway report monday.json --format html --output monday.html", "a page to open, mail or print"},
        {"fairway report --diff monday.json tuesday.json", "what broke since Monday, and what healed"}};
    c.run = show_report;
    return c;
}

} // namespace fairway
