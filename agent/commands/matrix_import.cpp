#include "agent/commands/matrix_import.hpp"

#include "agent/commands/new_file.hpp"
#include "agent/commands/whom_options.hpp"
#include "agent/find_matrix.hpp"
#include "matrix/page/draft.hpp"
#include "matrix/page/map_update.hpp"
#include "matrix/shipped.hpp"
#include "probes/identify/protocol.hpp"
#include "support/text_file.hpp"
#include "text/columns.hpp"
#include "text/printable.hpp"

#include <nlohmann/json.hpp>

#include <iterator>
#include <ostream>

namespace fairway {

namespace {

template <class Read>
auto read_file(const std::string& path, Read read) -> decltype(read(std::string())) {
    const auto text = read_text_file(path);
    if (!text) return {std::nullopt, text.problems};
    return read(*text.value);
}

void write_open_points(const std::string& path, const matrix_draft& draft, std::size_t rows, std::ostream& err) {
    for (const auto& point : draft.open) {
        err << path << ": ";
        if (point.line > 0) err << "line " << point.line << ": ";
        if (!point.rows.empty())
            err << (point.rows.size() == 1 ? "row " : "rows ") << row_numbers_in_words(point.rows) << ": ";
        err << printable(point.text) << '\n';
    }
    err << path << ": " << counted(rows, "row", "rows") << ", " << counted(draft.matrix.flows.size(), "flow", "flows")
        << "; ";
    if (draft.open.empty())
        err << "nothing is open\n";
    else
        err << counted(draft.open.size(), "point is open", "points are open") << '\n';
}

int import_page(option_reader& given, const console& io) {
    if (given.has("roles") && given.has("update"))
        given.problem("--update", "a map is given with --roles; use the one or the other");
    if (given.has("force") && !given.has("output") && !given.has("write-map"))
        given.problem("--force", "has no effect without --output FILE or --write-map FILE");
    check_new_file(given, "output");
    check_new_file(given, "write-map");
    if (!given.problems().empty()) return exit_status::usage;

    const auto named = given.all("matrix");
    const auto words = named.empty() ? read_result<matrix>{shipped_vocabulary(), {}} : find_matrices(named);
    if (!words) return given.refuse(words.problems);
    const auto protocols = identify::protocol_words();
    const auto& path = given.words()[0];
    const auto p = read_file(path, [&](const std::string& text) { return read_page(text, path); });
    if (!p) return given.refuse(p.problems);
    page_map map;
    std::vector<open_point> open;
    if (const auto map_path = given.has("update") ? given.once("update") : given.once("roles")) {
        auto read = read_file(*map_path, [&](const std::string& text) {
            return read_page_map(text, *map_path, *words.value, protocols);
        });
        if (!read) return given.refuse(read.problems);
        map = std::move(*read.value);
    }
    if (given.has("update")) {
        auto updated = update_map(map, *p.value);
        map = std::move(updated.map);
        open = std::move(updated.open);
    }

    auto draft = draft_matrix(*p.value, map, *words.value, protocols);
    draft.open.insert(draft.open.begin(), std::make_move_iterator(open.begin()), std::make_move_iterator(open.end()));
    const auto text = to_matrix_file(draft.matrix);
    if (const auto to = given.once("output"))
        write_named_file(*to, text);
    else
        io.out << text;
    if (const auto to = given.once("write-map"))
        write_named_file(*to, to_json(with_rows_of(std::move(map), *p.value)).dump(2) + "\n");
    if (!draft.open.empty() || given.has("output")) write_open_points(path, draft, p.value->rows.size(), io.err);
    return draft.open.empty() ? exit_status::ok : exit_status::unsure;
}

} // namespace

command matrix_import_command() {
    command c;
    c.table.name = "matrix import";
    c.table.summary = "draft a matrix from a vendor's page, and list what is open";
    c.table.usage = {"PAGE.md [--roles MAP.json] [--write-map FILE] [--output FILE]",
                     "PAGE.md --update OLD.json [--write-map FILE] [--output FILE]"};
    c.table.arguments = {{"PAGE.md",
                          "a page in Markdown with tables of From, To, Protocol and Port, below lines with its address "
                          "and date; - reads standard input",
                          1, 1, "which page? For example: fairway matrix import used_ports.md"}};
    auto words = matrix_option();
    words.help = "the matrix whose roles and facts the map may name; default: all that Fairway has";
    c.table.sections = {
        {"Options",
         {{"roles", "MAP.json", "what the page's words mean, and what was decided of its rows"},
          {"update", "OLD.json",
           "the map of an earlier version of the page: rows that say the same keep what was decided of them"},
          {"write-map", "FILE", "write the map for this page, with every row and a place for each unknown phrase"},
          {"output", "FILE", "the file to write the matrix to; default: standard output"},
          {"force", "", "replace files that exist"},
          words}}};
    c.table.notes =
        "Each row of the page is in the draft or in the list of what is open, on standard error. The exit code "
        "is 0 if nothing is open, 3 if something is, and 2 if a file cannot be read.";
    c.table.examples = {{"fairway matrix import page.md --write-map map.json --output draft.json",
                         "start with a page: fill in the map"},
                        {"fairway matrix import page.md --roles map.json --output draft.json", "with the map"},
                        {"fairway matrix import new.md --update map.json --write-map new-map.json",
                         "the page has changed: what is left to decide"}};
    c.run = import_page;
    return c;
}

} // namespace fairway
