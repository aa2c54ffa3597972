#include "collector/commands/table.hpp"

#include "text/columns.hpp"
#include "text/printable.hpp"

#include <algorithm>

namespace fairway::collector {

std::string table(const std::vector<std::string>& headings, const std::vector<std::vector<std::string>>& rows) {
    std::vector<std::vector<std::string>> all{headings};
    all.insert(all.end(), rows.begin(), rows.end());
    std::vector<std::size_t> widths(headings.size(), 0);
    for (auto& row : all)
        for (std::size_t i = 0; i < row.size(); ++i) {
            row[i] = printable(row[i]);
            widths[i] = std::max(widths[i], width_of(row[i]));
        }
    std::string text;
    for (const auto& row : all) {
        std::string line;
        for (std::size_t i = 0; i < row.size(); ++i)
            line += i + 1 < row.size() ? padded(row[i], widths[i] + 2) : row[i];
        text += line + "\n";
    }
    return text;
}

} // namespace fairway::collector
