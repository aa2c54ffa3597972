#include "agent/output/escape.hpp"
#include "agent/output/matrix.hpp"

#include <ostream>

namespace fairway {

std::string row_numbers(const flow& f) {
    std::string text;
    for (const auto& s : f.sources) {
        text += text.empty() ? "" : "; ";
        for (std::size_t i = 0; i < s.rows.size(); ++i)
            text += (i == 0 ? "" : " ") + std::to_string(s.rows[i]);
    }
    return text;
}

void write_matrix_csv(std::ostream& out, const matrix& m) {
    out << csv_line({"flow", "matrix", "rows", "from", "to", "protocol", "ports", "select", "listens", "identify",
                     "needed", "mandatory", "fallback_of", "endpoints", "purpose"});
    for (const auto& f : m.flows) {
        std::string endpoints;
        for (const auto& e : f.endpoints)
            endpoints += (endpoints.empty() ? "" : "; ") + endpoint_in_words(e);
        out << csv_line({f.id, names_of(f.sources, "; "), row_numbers(f), f.from, f.to,
                         std::string(to_string(f.protocol)), to_string(f.ports), std::string(to_string(f.select)),
                         std::string(to_string(f.listens)), f.identify, needed_in_words(f), mandatory_in_words(f),
                         to_string(f.fallback_of), endpoints, f.purpose});
    }
}

} // namespace fairway
