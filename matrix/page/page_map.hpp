#pragma once

#include "matrix/matrix.hpp"
#include "matrix/page/page.hpp"

#include <nlohmann/json_fwd.hpp>

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace fairway {

/// What a person decided of some ports of a row. What is absent is as the page has it.
struct row_part {
    port_list ports; ///< Empty: only the site knows.
    bool open_end = false;
    std::string dynamic;
    std::optional<std::vector<protocol>> protocols;
    std::optional<std::vector<std::string>> from, to; ///< role IDs
    fairway::select select = fairway::select::all;
    std::optional<fairway::listens> listens;
    std::string identify;
    bool never_answers = false;
    condition when;
    std::optional<condition> required_when;
    port_list fallback_of;
    std::optional<std::vector<endpoint>> endpoints;
    std::vector<std::string> resolves; ///< role IDs
    std::string purpose;
    std::string why; ///< Why this is not what the page says; empty: it is.
};

/// What a row said when it was decided. Its number moves when the page changes.
struct seen_row {
    std::string section, from, to, protocols, ports;
    std::string notes; ///< page_row::notes_digest; empty: whatever they say

    bool operator==(const seen_row&) const = default;
};

/// The same row, whatever its notes say now.
bool is_same_row(const seen_row& a, const seen_row& b);

seen_row seen(const page_row& row);

/// The order of phrases: pages begin them with a capital or not, depending on where in a cell they stand.
struct case_does_not_matter {
    bool operator()(const std::string& a, const std::string& b) const;
};

/// What a page's words mean, and what was decided of its rows.
struct page_map {
    std::string id;
    std::string version;
    std::string title;
    std::string url;
    std::map<std::string, std::vector<std::string>, case_does_not_matter>
        phrases; ///< to role IDs; none: not decided yet
    std::map<int, std::vector<row_part>> rows;
    std::map<int, seen_row> seen;
};

/// Reads and checks a map (schema fairway-page-map/1): strict, all problems at once. `words`: a matrix with the roles
/// and facts that it may name; its flows do not matter. `protocols`: as for read_matrix().
read_result<page_map> read_page_map(std::string_view text, const std::string& file, const matrix& words,
                                    std::span<const protocol_word> protocols = {});

/// The map in its file format; read_page_map(to_json(m).dump()) gives it back.
nlohmann::ordered_json to_json(const page_map& m);

} // namespace fairway
