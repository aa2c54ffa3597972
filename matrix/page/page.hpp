#pragma once

#include "matrix/page/port_cell.hpp"
#include "text/problem.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace fairway {

/// A row of a table that says who must reach whom. Merged cells are filled in.
struct page_row {
    int number = 0;       ///< Counted from 1 over all such tables of the page; headings are no rows.
    std::size_t line = 0; ///< of the file
    std::string section;  ///< The headings that it stands under.
    std::string from, to; ///< As read_phrase_cell() leaves them.
    std::vector<endpoint> endpoints;
    std::vector<protocol> protocols;
    std::vector<port_part> ports;
    std::vector<std::string> unread; ///< What its cells say beyond this, in words.
    bool has_condition = false;      ///< Its notes seem to say when it is needed. The notes themselves are not kept,
    std::string notes_digest;        ///< but whether they change can be told.
};

/// A page of a vendor with From/To tables, in Markdown.
struct page {
    std::string title;
    std::string url;
    std::string updated; ///< ISO date: the matrix's version
    std::string product_version;
    std::vector<page_row> rows;

    struct remark {
        std::size_t line;
        std::string text;
    };
    std::vector<remark> remarks; ///< What is no row but may be meant as one.
};

/// What to call a page where nobody says better: the name of its file.
std::string page_id(const page& p);

inline constexpr std::size_t largest_page = 8 * 1024 * 1024; ///< bytes

/// Reads a page. A page that cannot be read as one at all is a problem; what cannot be read of a row is told in it.
/// `file` is used in problems only.
read_result<page> read_page(std::string_view text, const std::string& file);

} // namespace fairway
