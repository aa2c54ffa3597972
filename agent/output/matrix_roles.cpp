#include "agent/output/matrix.hpp"
#include "text/columns.hpp"

#include <algorithm>
#include <ostream>
#include <utility>

namespace fairway {

namespace {

std::string kinds_of(const matrix& m, const role& general) {
    std::vector<std::string> kinds;
    for (const auto& r : m.roles)
        if (!r.abstract && r.id != general.id && m.is_a(r.id, general.id)) kinds.push_back(r.id);
    return joined(kinds);
}

std::string in_words(const matrix& m, const role& r) {
    std::string text = r.title;
    if (!r.is.empty()) text += " (kind of " + joined(r.is) + ")";
    if (r.abstract) text += ". Too general for a host; use " + kinds_of(m, r);
    return text;
}

} // namespace

void write_matrix_roles(std::ostream& out, const matrix& m, std::size_t width) {
    std::size_t widest = 0;
    for (const auto& r : m.roles)
        widest = std::max(widest, r.id.size());
    out << names_of(m.sources) << ": " << counted(m.roles.size(), "role", "roles") << '\n';
    for (const bool external : {false, true}) {
        bool first = true;
        for (const auto& r : m.roles) {
            if (r.external != external) continue;
            if (std::exchange(first, false))
                out << (external ? "\nServices outside this site, which have no host in it:\n" : "\nHosts:\n");
            out << wrapped("  " + padded(r.id, widest) + "  ", in_words(m, r), width);
        }
    }
}

} // namespace fairway
