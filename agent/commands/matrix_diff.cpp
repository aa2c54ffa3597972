#include "agent/commands/matrix_diff.hpp"

#include "agent/commands/known_words.hpp"
#include "agent/commands/whom_options.hpp"
#include "agent/find_matrix.hpp"
#include "agent/output/matrix_diff.hpp"
#include "matrix/join_matrices.hpp"
#include "matrix/shipped.hpp"
#include "support/text_file.hpp"
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

int diff_for_site(const two_matrices& m, const std::string& format, const std::string& file, option_reader& given,
                  const console& io) {
    const auto text = read_text_file(file);
    if (!text) return given.refuse(text.problems);
    const auto all = matrices_with_others(m, *text.value, file, given);
    if (!all) return exit_status::usage;
    const auto s = read_site(*text.value, file, vocabulary_of(all->before, all->after));
    if (!s) return given.refuse(s.problems);
    const auto of_site = compare(all->before, all->after, *s.value);
    const compared_site site{all->before, all->after, *s.value, file, of_site};
    if (format == "json") {
        const auto changes = compare(m.before, m.after);
        io.out << render_matrix_diff_json({m.before, m.after, changes}, &site);
    } else if (format == "change-request") {
        io.out << render_site_request_markdown(site);
    } else if (format == "change-request-csv") {
        io.out << render_site_request_csv(site);
    } else {
        io.out << render_site_diff_text(site, io.width);
    }
    return of_site.empty() ? exit_status::ok : exit_status::failed;
}

int diff_matrices(option_reader& given, const console& io) {
    const auto format = given.once("format").value_or("text"), site = given.once("site").value_or("");
    const auto formats = matrix_diff_formats();
    if (std::find(formats.begin(), formats.end(), format) == formats.end())
        given.problem("--format", "unknown format " + in_quotes(format) + choices(format, formats));
    else if (format.starts_with("change-request") && site.empty())
        given.problem("--format", in_quotes(format) + " needs a site file: add --site FILE");
    const auto& names = given.words();
    if (std::count(names.begin(), names.end(), "-") + (site == "-" ? 1 : 0) > 1)
        given.problem("", "standard input (-) can be read only once");
    if (!given.problems().empty()) return exit_status::usage;
    auto before = named_matrix(names[0], "OLD", given), after = named_matrix(names[1], "NEW", given);
    if (!before || !after) return exit_status::usage;
    const two_matrices m{std::move(*before), std::move(*after)};
    if (!site.empty()) return diff_for_site(m, format, site, given, io);

    const auto changes = compare(m.before, m.after);
    const compared_matrices both{m.before, m.after, changes};
    io.out << (format == "json" ? render_matrix_diff_json(both, nullptr) : render_matrix_diff_text(both, io.width));
    return changes.empty() ? exit_status::ok : exit_status::failed;
}

} // namespace

command matrix_diff_command() {
    command c;
    c.table.name = "matrix diff";
    c.table.summary = "show what changes from one matrix to another, or from one revision of it to the next";
    c.table.usage = {"OLD NEW [--format text|json]", "OLD NEW --site FILE [--format FORMAT]"};
    c.table.about = "Sends nothing over the network.";
    c.table.arguments = {
        {"OLD", "a shipped matrix, such as veeam-agents@2026-01-19, or a file of your own", 1, 1,
         "which matrices? For example: fairway matrix diff veeam-agents@2026-01-19 veeam-agents@2026-04-16",
         known::matrices},
        {"NEW", "the matrix to compare it with, likewise", 1, 1,
         "which matrix is the new one? `fairway matrix shipped` lists those that come with Fairway", known::matrices}};
    c.table.sections = {
        {"Options",
         {{"site", "FILE",
           "what changes for the hosts of this site file: ports to open, no longer needed, or needed under other "
           "conditions. The site's other matrices count with both: what one of them needs is still needed"},
          {"format", "FORMAT",
           "text (default), json, or with --site change-request (Markdown) and change-request-csv: what to allow and "
           "what may be closed",
           false, matrix_diff_formats}}}};
    c.table.exit_codes = {{exit_status::ok, "no difference; with --site: none for its hosts"},
                          {exit_status::failed, "there are differences"},
                          {exit_status::usage, "wrong usage, or a file that cannot be read"}};
    c.table.examples = {
        {"fairway matrix diff veeam-agents@2026-01-19 veeam-agents@2026-04-16", "what the newer page changes"},
        {"fairway matrix diff veeam-agents@2026-01-19 veeam-agents --site site.json --format change-request",
         "what the network team has to do for these hosts"}};
    c.run = diff_matrices;
    return c;
}

} // namespace fairway
