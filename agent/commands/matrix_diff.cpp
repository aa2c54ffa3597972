#include "agent/commands/matrix_diff.hpp"

#include "agent/commands/known_words.hpp"
#include "agent/commands/output_options.hpp"
#include "agent/find_matrix.hpp"
#include "agent/output/matrix_diff.hpp"
#include "agent/output/write_output.hpp"
#include "matrix/join_matrices.hpp"
#include "matrix/shipped.hpp"
#include "support/text_file.hpp"
#include "text/columns.hpp"
#include "text/nearest.hpp"
#include "text/wording.hpp"

#include <algorithm>
#include <ostream>
#include <utility>

namespace fairway {

namespace {

std::vector<std::string> matrix_diff_formats() {
    return {"text", "json", "change-request", "change-request-csv"};
}

/// The old and the new one.
struct two_matrices {
    matrix before, after;
};

std::optional<matrix> named_matrix(const std::string& name, const char* argument, option_reader& given) {
    auto found = find_matrices({name});
    for (const auto& p : found.problems)
        given.problem(p.file == "--matrix" ? argument : p.file, p.message);
    return std::move(found.value);
}

bool is_revision_of(const matrix& m, const matrix& other) {
    return std::any_of(m.sources.begin(), m.sources.end(), [&](const auto& s) {
        return std::any_of(other.sources.begin(), other.sources.end(), [&](const auto& o) { return o.id == s.id; });
    });
}

/// What the site is for, but for revisions of what is compared: those two take their place.
read_result<std::vector<matrix>> others_of_site(const std::string& text, const std::string& file,
                                                const two_matrices& compared) {
    auto names = matrices_of_site(text, file);
    if (names.empty())
        for (const auto& s : default_matrix().sources)
            names.push_back(name_of(s));
    read_result<std::vector<matrix>> others{std::vector<matrix>(), {}};
    for (const auto& name : names) {
        auto one = find_matrices({name});
        if (!one) return {std::nullopt, std::move(one.problems)};
        if (!is_revision_of(*one.value, compared.before) && !is_revision_of(*one.value, compared.after))
            others.value->push_back(std::move(*one.value));
    }
    return others;
}

read_result<matrix> joined_with(const matrix& m, const std::vector<matrix>& others) {
    std::vector<matrix> all{m};
    all.insert(all.end(), others.begin(), others.end());
    return join_matrices(std::move(all));
}

/// The same two, each joined to what else the site is checked against.
std::optional<two_matrices> matrices_with_others(const two_matrices& compared, const std::string& text,
                                                 const std::string& file, option_reader& given) {
    const auto others = others_of_site(text, file, compared);
    given.refuse(others.problems);
    if (!others) return std::nullopt;
    auto before = joined_with(compared.before, *others.value), after = joined_with(compared.after, *others.value);
    given.refuse(before.problems);
    given.refuse(after.problems);
    if (!before || !after) return std::nullopt;
    return two_matrices{std::move(*before.value), std::move(*after.value)};
}

/// What the options say of the output.
struct diff_output {
    std::string format;
    std::string file; ///< empty: standard output
    request_details request;
};

diff_output read_output(option_reader& given, bool for_site) {
    diff_output o{given.once("format").value_or("text"), given.once("output").value_or(""), {}};
    const auto formats = matrix_diff_formats();
    const bool is_request = o.format.starts_with("change-request");
    if (std::find(formats.begin(), formats.end(), o.format) == formats.end())
        given.problem("--format", "unknown format " + in_quotes(o.format) + choices(o.format, formats));
    else if (is_request && !for_site)
        given.problem("--format", in_quotes(o.format) + " needs a site file: add --site FILE");
    o.request = read_request_details(given, is_request, "change-request or change-request-csv");
    for (const auto& p : check_output(o.file))
        given.problem(p.file, p.message);
    return o;
}

std::string text_for_site(const compared_site& site, const two_matrices& m, const diff_output& o, std::size_t width) {
    if (o.format == "json") {
        const auto changes = compare(m.before, m.after);
        return render_matrix_diff_json({m.before, m.after, changes}, &site);
    }
    if (o.format == "change-request") return render_site_request_markdown(site, o.request);
    if (o.format == "change-request-csv") return render_site_request_csv(site, o.request);
    return render_site_diff_text(site, width);
}

int diff_for_site(const two_matrices& m, const diff_output& o, const std::string& file, option_reader& given,
                  const console& io) {
    const auto text = read_text_file(file);
    if (!text) return given.refuse(text.problems);
    const auto all = matrices_with_others(m, *text.value, file, given);
    if (!all) return exit_status::usage;
    const auto s = read_site(*text.value, file, vocabulary_of(all->before, all->after));
    if (!s) return given.refuse(s.problems);
    const auto changes = compare(all->before, all->after, *s.value);
    const compared_site site{all->before, all->after, *s.value, file, changes};
    write_output(o.file, text_for_site(site, m, o, o.file.empty() ? io.width : default_width), io.out);
    return changes.empty() ? exit_status::ok : exit_status::failed;
}

int diff_matrices(option_reader& given, const console& io) {
    const auto site = given.once("site").value_or("");
    const auto o = read_output(given, !site.empty());
    const auto& names = given.words();
    if (std::count(names.begin(), names.end(), "-") + (site == "-" ? 1 : 0) > 1)
        given.problem("", "standard input (-) can be read only once");
    if (!given.problems().empty()) return exit_status::usage;
    auto before = named_matrix(names[0], "OLD", given), after = named_matrix(names[1], "NEW", given);
    if (!before || !after) return exit_status::usage;
    const two_matrices m{std::move(*before), std::move(*after)};
    if (!site.empty()) return diff_for_site(m, o, site, given, io);

    const auto changes = compare(m.before, m.after);
    const compared_matrices both{m.before, m.after, changes};
    write_output(o.file,
                 o.format == "json" ? render_matrix_diff_json(both, nullptr)
                                    : render_matrix_diff_text(both, o.file.empty() ? io.width : default_width),
                 io.out);
    return changes.empty() ? exit_status::ok : exit_status::failed;
}

} // namespace

command matrix_diff_command() {
    command c;
    c.table.name = "matrix diff";
    c.table.summary = "show what changes from one matrix to another, or from one revision of it to the next";
    c.table.usage = {"OLD NEW [--format text|json] [--output FILE]",
                     "OLD NEW --site FILE [--format FORMAT] [--output FILE]"};
    c.table.about = "Sends nothing over the network.";
    c.table.arguments = {
        {"OLD", "a shipped matrix, such as veeam-agents@2026-01-19, or a file of your own", 1, 1,
         "which matrices? For example: fairway matrix diff veeam-agents@2026-01-19 veeam-agents@2026-04-16",
         known::matrices},
        {"NEW", "the matrix to compare it with, likewise", 1, 1,
         "which matrix is the new one? `fairway matrix shipped` lists those that come with Fairway", known::matrices}};
    auto requests = request_options();
    requests.heading = "Change requests";
    c.table.sections = {
        {"Options",
         {{"site", "FILE",
           "what changes for the hosts of this site file: ports to open, no longer needed, or needed under other "
           "conditions. The site's other matrices count with both: what one of them needs is still needed"},
          {"format", "FORMAT",
           "text (default), json, or with --site change-request (Markdown) and change-request-csv: what to allow and "
           "what may be closed",
           false, matrix_diff_formats},
          output_option()}},
        std::move(requests)};
    c.table.exit_codes = {{exit_status::ok, "no difference; with --site: none for its hosts"},
                          {exit_status::failed, "there are differences"},
                          {exit_status::usage, "wrong usage, or a file that cannot be read"}};
    c.table.examples = {
        {"fairway matrix diff veeam-agents@2026-01-19 veeam-agents@2026-04-16", "what the newer page changes"},
        {"fairway matrix diff veeam-agents@2026-01-19 veeam-agents --site site.json --format change-request --ticket "
         "CHG0042",
         "what the network team has to do for these hosts"}};
    c.run = diff_matrices;
    return c;
}

} // namespace fairway
