#include "agent/output/escape.hpp"
#include "agent/output/matrix.hpp"

#include <ostream>

namespace fairway {

void write_matrix_markdown(std::ostream& out, const matrix& m) {
    out << "# " << markdown(m.title) << "\n\nMatrix " << markdown(m.id) << " " << markdown(m.version) << ", from "
        << markdown_link(m.source_url) << " as of " << markdown(m.source_updated) << ".\n\n"
        << "| From | To | Protocol | Ports | Needed | Mandatory | Purpose | Endpoints | Rows |\n"
        << "| --- | --- | --- | --- | --- | --- | --- | --- | --- |\n";
    for (const auto& f : m.flows) {
        std::string rows, endpoints;
        for (int row : f.rows)
            rows += (rows.empty() ? "" : ", ") + std::to_string(row);
        for (const auto& e : f.endpoints)
            endpoints += (endpoints.empty() ? "" : "<br>") + markdown(endpoint_in_words(e));
        out << "| " << markdown(f.from) << " | " << markdown(f.to) << " | " << to_string(f.protocol) << " | "
            << ports_in_words(f) << " | " << markdown(needed_in_words(f)) << " | " << markdown(mandatory_in_words(f))
            << " | " << markdown(f.purpose) << " | " << endpoints << " | " << rows << " |\n";
    }
}

} // namespace fairway
