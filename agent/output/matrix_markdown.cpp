#include "agent/output/matrix.hpp"

#include <ostream>

namespace fairway {

namespace {

/// Text of a table cell: nothing in it is taken for markup.
std::string plain(const std::string& text) {
    std::string result;
    for (char c : text) {
        if (c == '\n' || c == '\r') {
            result += ' ';
            continue;
        }
        if (c == '<') {
            result += "&lt;";
            continue;
        }
        if (c == '&') {
            result += "&amp;";
            continue;
        }
        if (std::string_view("|*_`[]\\#~").find(c) != std::string_view::npos) result += '\\';
        result += c;
    }
    return result;
}

} // namespace

void write_matrix_markdown(std::ostream& out, const matrix& m) {
    out << "# " << plain(m.title) << "\n\nMatrix " << plain(m.id) << " " << plain(m.version) << ", from <"
        << m.source_url << "> as of " << m.source_updated << ".\n\n"
        << "| From | To | Protocol | Ports | Needed | Mandatory | Purpose | Endpoints | Rows |\n"
        << "| --- | --- | --- | --- | --- | --- | --- | --- | --- |\n";
    for (const auto& f : m.flows) {
        std::string rows, endpoints;
        for (int row : f.rows)
            rows += (rows.empty() ? "" : ", ") + std::to_string(row);
        for (const auto& e : f.endpoints)
            endpoints += (endpoints.empty() ? "" : "<br>") + plain(endpoint_in_words(e));
        out << "| " << plain(f.from) << " | " << plain(f.to) << " | " << to_string(f.protocol) << " | "
            << ports_in_words(f) << " | " << plain(needed_in_words(f)) << " | " << plain(mandatory_in_words(f)) << " | "
            << plain(f.purpose) << " | " << endpoints << " | " << rows << " |\n";
    }
}

} // namespace fairway
