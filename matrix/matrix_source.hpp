#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace fairway {

/// A page of a vendor that flows come from, in one of its revisions; or a matrix of the user's own.
struct matrix_source {
    std::string id;
    std::string version; ///< The page's date, or what an own matrix is versioned by ("13.0.1").
    std::string title;
    std::string url;
    std::string updated; ///< ISO date of the page.

    bool operator==(const matrix_source&) const = default;
};

/// "veeam-agents@2026-04-16"
std::string name_of(const matrix_source& s);

/// "veeam-agents@2026-04-16, veeam-backup@2026-05-26"
std::string names_of(const std::vector<matrix_source>& sources);

/// Of the one with that name; empty if none has it, or its page is not known.
std::string url_of(const std::vector<matrix_source>& sources, const std::string& name);

/// Rows of a page's tables, counted from 1.
struct source_rows {
    std::string matrix; ///< As name_of() has it.
    std::vector<int> rows;

    bool operator==(const source_rows&) const = default;
};

/// "veeam-agents@2026-04-16, veeam-backup@2026-05-26"
std::string names_of(const std::vector<source_rows>& sources, std::string_view between = ", ");

/// "row 24"; "rows 24, 25"; empty for none.
std::string rows_in_words(const std::vector<int>& rows);

} // namespace fairway
