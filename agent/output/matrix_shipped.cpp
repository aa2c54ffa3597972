#include "agent/output/matrix.hpp"
#include "text/columns.hpp"

#include <nlohmann/json.hpp>

#include <ostream>
#include <set>

namespace fairway {

namespace {

/// Of the page, each once.
std::size_t rows_used(const matrix& m) {
    std::set<int> rows;
    for (const auto& f : m.flows)
        for (const auto& s : f.sources)
            rows.insert(s.rows.begin(), s.rows.end());
    return rows.size();
}

} // namespace

void write_shipped(std::ostream& out, const std::vector<shipped_entry>& all, std::size_t width) {
    for (const auto& [m, is_default] : all) {
        const auto& page = m.sources.front();
        out << (&m == &all.front().content ? "" : "\n") << name_of(page) << (is_default ? "  (default)" : "") << '\n'
            << wrapped("  page   ", page.title + ", " + page.updated, width) << wrapped("  URL    ", page.url, width)
            << wrapped("  holds  ",
                       counted(rows_used(m), "row", "rows") + ", " + counted(m.flows.size(), "flow", "flows") + ", " +
                           counted(m.roles.size(), "role", "roles") + ", " + counted(m.facts.size(), "fact", "facts"),
                       width);
    }
}

void write_shipped_json(std::ostream& out, const std::vector<shipped_entry>& all) {
    nlohmann::ordered_json j;
    j["schema"] = "fairway-shipped-matrices/1";
    auto& list = j["matrices"] = nlohmann::ordered_json::array();
    for (const auto& [m, is_default] : all) {
        const auto& page = m.sources.front();
        list.push_back({{"name", name_of(page)},
                        {"id", page.id},
                        {"version", page.version},
                        {"title", page.title},
                        {"updated", page.updated},
                        {"url", page.url},
                        {"rows", rows_used(m)},
                        {"flows", m.flows.size()},
                        {"roles", m.roles.size()},
                        {"facts", m.facts.size()},
                        {"default", is_default}});
    }
    out << j.dump(2) << '\n';
}

} // namespace fairway
