#include "agent/commands/matrix_diff.hpp"
#include "agent/output/matrix.hpp"
#include "matrix/shipped.hpp"
#include "text/nearest.hpp"
#include "text/wording.hpp"

#include <algorithm>
#include <ostream>

namespace fairway {

namespace {

int list_shipped(option_reader& given, const console& io) {
    const auto format = given.once("format").value_or("text");
    if (format != "text" && format != "json") {
        given.problem("--format", "unknown format " + in_quotes(format) + choices(format, {"text", "json"}));
        return exit_status::usage;
    }
    std::vector<shipped_entry> all;
    const auto& in_use = default_matrix().sources;
    for (const auto& name : shipped_names()) {
        auto m = shipped_matrix(name).value();
        const bool is_default = std::find(in_use.begin(), in_use.end(), m.sources.front()) != in_use.end();
        all.push_back({std::move(m), is_default});
    }
    if (format == "json")
        write_shipped_json(io.out, all);
    else
        write_shipped(io.out, all, io.width);
    return exit_status::ok;
}

} // namespace

command matrix_shipped_command() {
    command c;
    c.table.name = "matrix shipped";
    c.table.summary = "list the matrices that come with Fairway, and their revisions";
    c.table.usage = {"[--format text|json]"};
    c.table.sections = {{"Options", {{"format", "text|json", "default: text"}}}};
    c.table.notes = "Each is named by its page and the page's date. The newest of each is used by default.";
    c.table.examples = {{"fairway matrix shipped", "what --matrix and the matrices of a site file can be"},
                        {"fairway matrix shipped --format json", "the same for programs"}};
    c.run = list_shipped;
    return c;
}

} // namespace fairway
