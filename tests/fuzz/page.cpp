// What may be given to `fairway matrix import`.
#include "matrix/page/draft.hpp"
#include "matrix/page/map_update.hpp"
#include "matrix/shipped.hpp"
#include "tests/fuzz/promise.hpp"
#include "text/utf8.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>

using namespace fairway;

namespace {

bool has_row(const std::vector<int>& rows, int row) {
    return std::find(rows.begin(), rows.end(), row) != rows.end();
}

void tell(const std::vector<problem>& problems) {
    for (const auto& problem : problems)
        std::fprintf(stderr, "%s\n", to_string(problem).c_str());
}

void check_draft(const page& p, const page_map& map, const matrix& words) {
    const auto d = draft_matrix(p, map, words);
    for (const auto& row : p.rows) {
        const bool drafted = std::any_of(d.matrix.flows.begin(), d.matrix.flows.end(),
                                         [&](const flow& f) { return has_row(f.sources.at(0).rows, row.number); });
        const bool open =
            std::any_of(d.open.begin(), d.open.end(), [&](const open_point& o) { return has_row(o.rows, row.number); });
        promise(drafted || open, "no row is lost");
    }
    for (const auto& f : d.matrix.flows)
        for (const auto row : f.sources.at(0).rows)
            promise(row >= 1 && static_cast<std::size_t>(row) <= p.rows.size(), "no row is invented");
    if (d.matrix.flows.empty()) return;
    const auto again = read_matrix(to_json(d.matrix).dump(), "draft");
    tell(again.problems);
    promise(again.value.has_value(), "a draft with flows is a valid matrix");
    promise(again.value->flows == d.matrix.flows, "and says the same");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const matrix words = shipped_matrix("veeam-agents").value();
    const auto read = read_page({reinterpret_cast<const char*>(data), size}, "page.md");
    promise(read.value.has_value() == read.problems.empty(), "a page or problems");
    for (const auto& problem : read.problems)
        promise(!first_invalid_utf8(to_string(problem)), "problems are text");
    if (!read) return 0;
    const auto& p = *read.value;
    check_draft(p, {}, words);

    auto map = with_rows_of({}, p);
    for (auto& [phrase, roles] : map.phrases)
        roles = {phrase.size() % 2 == 0 ? "agent" : "amazon-s3"};
    check_draft(p, map, words);
    for (const auto& row : p.rows) {
        row_part part;
        part.ports = row.ports.empty() ? port_list() : row.ports[0].ports;
        part.purpose = "x";
        map.rows[row.number] = {part};
    }
    check_draft(p, map, words);
    const auto written = to_json(map).dump();
    const auto again = read_page_map(written, "map.json", words);
    tell(again.problems);
    promise(again.value.has_value(), "a map that was written is valid");
    promise(to_json(*again.value).dump() == written, "and says the same");
    const auto updated = update_map(map, p);
    promise(updated.open.empty() && updated.map.rows.size() == map.rows.size(), "the same page changes nothing");
    return 0;
}
