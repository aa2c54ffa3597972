#include "matrix/page/cell_text.hpp"
#include "matrix/page/front_matter.hpp"
#include "matrix/page/page.hpp"
#include "matrix/page/phrase_cell.hpp"
#include "matrix/page/protocol_cell.hpp"
#include "text/decoded_text.hpp"
#include "text/names.hpp"
#include "text/problem_list.hpp"
#include "text/utf8.hpp"
#include "text/wording.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <utility>

namespace fairway {

namespace {

constexpr std::size_t most_rows = 20'000;
constexpr std::size_t longest_notes = 64 * 1024;
constexpr std::size_t longest_cell = 2000; // of every other column: merged cells are copied to each row
constexpr std::size_t longest_heading = 100;
constexpr std::size_t most_remarks = 100;

enum column : std::size_t { from_column, to_column, protocol_column, port_column, notes_column };
constexpr std::size_t columns = notes_column + 1;

/// The cells of a row by column, as plain text; nothing: merged with the cell above.
using row_cells = std::array<std::optional<std::string>, columns>;

/// Which column a heading is of.
column column_of(std::string_view heading) {
    const auto word = lower_case(plain_text(heading));
    if (word == "from") return from_column;
    if (word == "to") return to_column;
    if (word == "protocol" || word == "protocols") return protocol_column;
    if (word.starts_with("port")) return port_column;
    return notes_column;
}

bool has_words(std::string_view lower, std::string_view words) {
    const auto is_letter = [](char c) { return c >= 'a' && c <= 'z'; };
    for (auto at = lower.find(words); at != std::string_view::npos; at = lower.find(words, at + 1)) {
        const auto end = at + words.size();
        if ((at == 0 || !is_letter(lower[at - 1])) && (end == lower.size() || !is_letter(lower[end]))) return true;
    }
    return false;
}

/// Whether notes seem to say when the ports are needed. Better once too often: a person looks.
bool states_condition(std::string_view notes) {
    const auto lower = lower_case(notes);
    for (const auto* words : {"if", "only", "not required", "unless", "optional", "when", "in case", "not need"})
        if (has_words(lower, words)) return true;
    return lower.find("[for ") != std::string::npos || lower.starts_with('[');
}

/// FNV-1a, 64 bits: tells one text from another, and nothing more is needed.
std::string digest_of(std::string_view text) {
    std::uint64_t hash = 0xcbf29ce484222325;
    for (const char c : text)
        hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
    std::string hex;
    for (int shift = 60; shift >= 0; shift -= 4)
        hex += "0123456789abcdef"[(hash >> shift) & 0xF];
    return hex;
}

class page_reader {
  public:
    explicit page_reader(problem_list& problems) : problems_(problems) {}

    page read(std::string_view text) {
        read_top(text);
        while (!text.empty() && !stopped_) {
            ++line_;
            const auto line = text.substr(0, text.find('\n'));
            text.remove_prefix(std::min(line.size() + 1, text.size()));
            if (const auto cells = split_cells(line))
                read_table_line(*cells);
            else
                read_line(trimmed(line));
        }
        if (page_.rows.empty() && problems_.empty())
            problems_.add("", "has no table with the columns From, To, Protocol and Port");
        return std::move(page_);
    }

  private:
    static std::string line_at(std::size_t line) { return "line " + std::to_string(line); }

    void read_top(std::string_view& text) {
        const auto top = read_front_matter(text);
        text.remove_prefix(top.bytes);
        line_ = top.lines;
        if (top.bytes == 0) {
            problems_.add("line 1", "expected front matter: lines such as last_updated: \"4/16/2026\" between two "
                                    "lines \"---\"");
            return;
        }
        page_.title = valid_one_line(top.title);
        page_.product_version = valid_one_line(top.product_version);
        page_.url = top.url;
        if (!is_web_address(top.url))
            problems_.add("front matter",
                          "expected source_url, the address of a web page, found " + in_quotes(top.url));
        if (const auto date = iso_date(top.updated))
            page_.updated = *date;
        else
            problems_.add("front matter", "expected last_updated, a date such as 4/16/2026 or 2026-04-16, found " +
                                              in_quotes(top.updated));
    }

    static bool is_web_address(std::string_view url) {
        const bool is_plain = std::all_of(url.begin(), url.end(), [](char c) { return c > 0x20 && c < 0x7F; });
        return (url.starts_with("https://") || url.starts_with("http://")) && is_plain &&
               url.find_first_of("\"'<>`\\") == std::string_view::npos;
    }

    static std::string valid_one_line(std::string_view text) {
        auto line = in_one_line(text);
        std::erase_if(line, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
        return line;
    }

    /// What is no table: a heading of what follows, or a text that ends a table.
    void read_line(std::string_view line) {
        in_table_ = in_ports_ = false;
        const bool is_heading = line.starts_with('#');
        while (line.starts_with('#') || line.starts_with(' '))
            line.remove_prefix(1);
        if (line.empty() || line.size() > longest_heading) return;
        const bool is_text = line.ends_with('.') || line.ends_with(':') || line.starts_with('*') ||
                             line.starts_with('-') || line.starts_with('>') || line.starts_with('[');
        if (is_heading || !is_text) heading_ = valid_one_line(plain_text(line));
    }

    void read_table_line(const std::vector<std::string_view>& cells) {
        if (is_rule(cells)) return;
        if (read_heading(cells)) return;
        if (in_ports_) read_row(cells);
    }

    /// The first line of a table, or the same again within it.
    bool read_heading(const std::vector<std::string_view>& cells) {
        std::vector<column> found;
        std::array<bool, columns> has{};
        for (const auto cell : cells) {
            found.push_back(cell.size() < longest_heading ? column_of(cell) : notes_column);
            has[found.back()] = true;
        }
        const bool is_of_ports = has[from_column] && has[to_column] && has[protocol_column] && has[port_column];
        if (is_of_ports) {
            headings_ = std::move(found);
            clear_above();
            subheading_.clear();
            in_ports_ = true;
        } else if (!in_table_ && has[port_column] && page_.remarks.size() < most_remarks) {
            page_.remarks.push_back({line_, "a table with ports, but without From, To and Protocol, is not read"});
        }
        return !std::exchange(in_table_, true) || is_of_ports;
    }

    void read_row(const std::vector<std::string_view>& cells) {
        if (std::all_of(cells.begin(), cells.end(), [](std::string_view cell) { return cell.empty(); })) return;
        const bool blank_behind =
            std::all_of(cells.begin() + 1, cells.end(), [](std::string_view cell) { return cell.empty(); });
        if (blank_behind && is_subheading(cells[0])) {
            subheading_ = std::string(utf8_prefix(valid_one_line(plain_text(cells[0])), longest_heading));
            return;
        }
        for (const auto cell : cells)
            if (cell.size() > longest_notes)
                return stop("has a cell of " + std::to_string(cell.size()) + " bytes; at most " +
                            std::to_string(longest_notes) + " are read");
        auto row = by_column(cells);
        for (std::size_t c = 0; row && c < notes_column; ++c)
            if ((*row)[c] && (*row)[c]->size() > longest_cell)
                return stop("has a cell of " + std::to_string((*row)[c]->size()) + " bytes; at most " +
                            std::to_string(longest_cell) + " are read, but for notes");
        if (row && is_more_notes(*row)) {
            if (page_.rows.empty()) return;
            auto& last = page_.rows.back();
            last.has_condition = last.has_condition || states_condition(*(*row)[notes_column]);
            last.notes_digest = digest_of(last.notes_digest + in_one_line(*(*row)[notes_column]));
            return;
        }
        if (page_.rows.size() == most_rows)
            return stop("is row number " + std::to_string(most_rows + 1) + "; at most " + std::to_string(most_rows) +
                        " are read");
        add_row(row ? *row : row_cells(), row.has_value());
    }

    void stop(std::string why) {
        problems_.add(line_at(line_), std::move(why));
        stopped_ = true;
    }

    static bool is_subheading(std::string_view cell) {
        const auto text = plain_text(cell.substr(0, longest_cell));
        return !text.empty() && !names_protocol(text) && !names_ports(text);
    }

    static bool is_more_notes(const row_cells& row) {
        return row[notes_column] && !row[notes_column]->empty() &&
               std::all_of(row.begin(), row.begin() + notes_column,
                           [](const auto& cell) { return cell && cell->empty(); });
    }

    /// Nothing: what the cells are cannot be told.
    std::optional<row_cells> by_column(const std::vector<std::string_view>& cells) const {
        std::vector<std::string> texts;
        for (const auto cell : cells)
            texts.push_back(plain_text(cell));
        row_cells row;
        const auto put = [&](std::size_t c, const std::string& text) {
            auto& cell = row[c];
            cell = !cell ? text : *cell + (text.empty() ? "" : "\n" + text);
        };
        if (cells.size() >= headings_.size()) {
            for (std::size_t i = 0; i < texts.size(); ++i)
                put(i < headings_.size() ? headings_[i] : notes_column, texts[i]);
            return row;
        }
        // Fewer cells: those that are missing are merged with the ones above. The protocol, else the ports, tell which.
        if (!std::is_sorted(headings_.begin(), headings_.end())) return std::nullopt;
        for (const auto known : {protocol_column, port_column})
            for (std::size_t i = 0; i < texts.size() && i <= to_column + 1; ++i) {
                if (!(known == protocol_column ? names_protocol(texts[i]) : names_ports(texts[i]))) continue;
                if (i == 1) put(to_column, texts[0]); // "From" alone is never merged away from "To"
                if (i == 2) put(from_column, texts[0]), put(to_column, texts[1]);
                for (std::size_t behind = i; behind < texts.size(); ++behind)
                    put(std::min<std::size_t>(known + behind - i, notes_column), texts[behind]);
                return row;
            }
        return std::nullopt;
    }

    void add_row(row_cells cells, bool is_told) {
        page_row row;
        row.number = static_cast<int>(page_.rows.size() + 1);
        row.line = line_;
        row.section = subheading_.empty() ? heading_ : heading_ + " / " + subheading_;
        if (!is_told) row.unread.push_back("its cells don't tell which columns they are of");
        for (std::size_t c = 0; c < columns && is_told; ++c) {
            const bool is_merged = !cells[c] || (c < port_column && cells[c]->empty());
            if (is_merged && !above_[c] && c != notes_column)
                row.unread.push_back("the column " + std::string(column_words[c]) +
                                     " is missing, and no row above has it");
            if (!is_merged) put_above(c, std::move(*cells[c]));
        }
        if (is_told) read_cells(row);
        page_.rows.push_back(std::move(row));
    }

    /// What merged cells are filled with is read once, however many rows have it.
    void put_above(std::size_t c, std::string text) {
        if (c == from_column) from_ = read_phrase_cell(text);
        if (c == to_column) to_ = read_phrase_cell(text);
        if (c == notes_column) {
            has_condition_ = states_condition(text);
            notes_digest_ = digest_of(in_one_line(text));
        }
        above_[c] = std::move(text);
    }

    void clear_above() {
        above_ = {};
        from_ = to_ = {};
        has_condition_ = false;
        notes_digest_ = digest_of("");
    }

    void read_cells(page_row& row) const {
        static const std::string none;
        const auto text = [&](column c) -> const std::string& { return above_[c] ? *above_[c] : none; };
        row.from = from_.text;
        row.to = to_.text;
        row.endpoints = to_.endpoints;
        row.endpoints.insert(row.endpoints.end(), from_.endpoints.begin(), from_.endpoints.end());
        row.has_condition = has_condition_;
        row.notes_digest = notes_digest_;
        const auto protocols = read_protocol_cell(text(protocol_column));
        row.protocols = protocols.protocols;
        if (!protocols.unread.empty()) row.unread.push_back(in_quotes(protocols.unread) + " is no protocol with ports");
        read_ports(row, text(port_column), protocols);
    }

    static void read_ports(page_row& row, const std::string& text, const protocol_cell& protocols) {
        auto ports = read_port_cell(text);
        // "HTTPS" beside a list of hosts: the word says which port.
        if (auto hosts = endpoints_among(text); ports.parts.empty() && protocols.port && !hosts.empty()) {
            row.ports.push_back({{{*protocols.port, *protocols.port}}, false, select::all, false});
            row.endpoints = std::move(hosts);
            return;
        }
        row.ports = std::move(ports.parts);
        for (auto& piece : ports.unread)
            row.unread.push_back(std::move(piece));
        if (row.ports.empty() && ports.unread.empty()) row.unread.push_back("the cell of the ports is empty");
    }

    static constexpr std::array<std::string_view, columns> column_words{"From", "To", "Protocol", "Port", "Notes"};

    problem_list& problems_;
    page page_;
    std::size_t line_ = 0;
    std::string heading_, subheading_;
    std::vector<column> headings_; ///< of the table
    row_cells above_;              ///< what merged cells are filled with
    phrase_cell from_, to_;        ///< of above_, as the next two
    bool has_condition_ = false;
    std::string notes_digest_;
    bool in_table_ = false;
    bool in_ports_ = false; ///< in a table with rows
    bool stopped_ = false;
};

} // namespace

std::string page_id(const page& p) {
    const auto name = p.url.substr(p.url.rfind('/') + 1);
    const auto id = lower_case(name.substr(0, name.find_first_of(".?#")));
    return is_id(id) ? id : "page";
}

read_result<page> read_page(std::string_view text, const std::string& file) {
    problem_list problems(file);
    if (text.size() > largest_page) {
        problems.add("", "is larger than " + std::to_string(largest_page) + " bytes, the most that is read");
        return {std::nullopt, std::move(problems).take()};
    }
    const auto decoded = decode_text(text, file);
    if (!decoded) return {std::nullopt, decoded.problems};
    auto read = page_reader(problems).read(decoded.value->text);
    if (!problems.empty()) return {std::nullopt, std::move(problems).take()};
    if (!decoded.value->note.empty()) read.remarks.insert(read.remarks.begin(), {1, decoded.value->note});
    return {std::move(read), {}};
}

} // namespace fairway
