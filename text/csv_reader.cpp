#include "text/csv_reader.hpp"

#include "text/utf8.hpp"

#include <utility>

namespace fairway {

namespace {

void trim_end(std::string& text) {
    text.erase(text.find_last_not_of(" \t\n") + 1); // npos + 1 == 0: nothing else
}

} // namespace

/// One character; a line break of any kind is "\n".
char csv_reader::take() {
    const char c = rest_.front();
    rest_.remove_prefix(rest_.starts_with("\r\n") ? 2 : 1);
    if (c == '\n' || c == '\r') {
        ++line_;
        column_ = 1;
        return '\n';
    }
    if (!continues_character(c)) ++column_;
    return c;
}

void csv_reader::skip_blanks() {
    while (!rest_.empty() && rest_[0] != separator_ && (rest_[0] == ' ' || rest_[0] == '\t'))
        take();
}

void csv_reader::skip_line() {
    while (!at_line_end())
        take();
    if (!rest_.empty()) take();
}

bool csv_reader::fail(std::size_t line, std::size_t column, std::string message) {
    wrong_ = {line, column, std::move(message)};
    return false;
}

bool csv_reader::read_quoted(std::string& cell) {
    const auto line = line_, column = column_;
    for (take(); !rest_.empty();) {
        const char c = take();
        if (c != '"')
            cell += c;
        else if (rest_.starts_with('"'))
            cell += take();
        else
            return true;
    }
    return fail(line, column, "the quoted cell that begins here has no closing double quote");
}

bool csv_reader::read_record(csv_record& record) {
    for (;;) {
        skip_blanks();
        auto& cell = record.cells.emplace_back();
        cell.line = line_;
        if (rest_.starts_with('"')) {
            if (!read_quoted(cell.text)) return false;
            skip_blanks();
            if (!at_line_end() && rest_[0] != separator_) {
                fail(line_, column_,
                     "expected " + (separator_ == '\t' ? std::string("a tab") : std::string("\"") + separator_ + '"') +
                         " or the end of the line behind a quoted cell; a double quote inside is written twice");
                skip_line();
                return false;
            }
        } else {
            while (!at_line_end() && rest_[0] != separator_)
                cell.text += take();
        }
        trim_end(cell.text);
        cell.text.erase(0, cell.text.find_first_not_of(" \t\n"));
        if (at_line_end()) {
            if (!rest_.empty()) take();
            return true;
        }
        take();
        if (record.cells.size() == most_cells) {
            skip_line();
            return fail(record.line, 1, "has more than " + std::to_string(most_cells) + " columns");
        }
    }
}

std::optional<csv_record> csv_reader::next() {
    wrong_.reset();
    while (!rest_.empty()) {
        const auto first = rest_.find_first_not_of(" \t");
        // "#,Name" is a heading with a column of numbers.
        if (first != std::string_view::npos && rest_[first] == '#' &&
            rest_.substr(first + 1, 1) != std::string_view(&separator_, 1)) {
            skip_line();
            continue;
        }
        csv_record record{line_, {}};
        if (!read_record(record)) return std::nullopt;
        while (!record.cells.empty() && record.cells.back().text.empty())
            record.cells.pop_back();
        if (!record.cells.empty()) return record;
    }
    return std::nullopt;
}

} // namespace fairway
