#include "agent/output/escape.hpp"
#include "agent/output/matrix.hpp"

#include <ostream>

namespace fairway {

void write_matrix_markdown(std::ostream& out, const matrix& m) {
    const bool joined = m.sources.size() > 1;
    out << "# " << markdown(joined ? "Ports of " + names_of(m.sources) : m.sources[0].title) << "\n\n";
    for (const auto& s : m.sources)
        out << (joined ? "- " + markdown(s.title) + ": matrix " : "Matrix ") << markdown(name_of(s)) << ", from "
            << markdown_link(s.url) << " as of " << markdown(s.updated) << ".\n";
    out << "\n| From | To | Protocol | Ports | Needed | Mandatory | Fallback of | Purpose | Endpoints | Rows |\n"
        << "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |\n";
    for (const auto& f : m.flows) {
        std::string rows, endpoints;
        for (const auto& s : f.sources) {
            if (joined) rows += (rows.empty() ? "" : "<br>") + markdown(s.matrix) + ": ";
            for (std::size_t i = 0; i < s.rows.size(); ++i)
                rows += (i == 0 ? "" : ", ") + std::to_string(s.rows[i]);
        }
        for (const auto& e : f.endpoints)
            endpoints += (endpoints.empty() ? "" : "<br>") + markdown(endpoint_in_words(e));
        out << "| " << markdown(f.from) << " | " << markdown(f.to) << " | " << to_string(f.protocol) << " | "
            << ports_in_words(f) << " | " << markdown(needed_in_words(f)) << " | " << markdown(mandatory_in_words(f))
            << " | " << to_string(f.fallback_of) << " | " << markdown(f.purpose) << " | " << endpoints << " | " << rows
            << " |\n";
    }
}

} // namespace fairway
