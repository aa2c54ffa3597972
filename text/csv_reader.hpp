#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fairway {

struct csv_cell {
    std::string text;     ///< without blanks around it; a line break in quotes is "\n"
    std::size_t line = 0; ///< where it begins
};

struct csv_record {
    std::size_t line = 0;        ///< where it begins
    std::vector<csv_cell> cells; ///< without empty ones at the end; at least one
};

/// Reads the records of a text as RFC 4180 and spreadsheets have them: any line ends, line breaks and doubled quotes in
/// quoted cells. Blanks around cells, empty records, and lines that begin with "#" do not count.
class csv_reader {
  public:
    /// `text` must outlive the reader.
    csv_reader(std::string_view text, char separator) : rest_(text), separator_(separator) {}

    /// The next record; nothing at the end of the text, or where something is wrong.
    std::optional<csv_record> next();

    struct problem {
        std::size_t line, column;
        std::string message;
    };
    /// What was wrong with the record that next() could not read; the next one is behind it.
    const std::optional<problem>& wrong() const { return wrong_; }

    static constexpr std::size_t most_cells = 256; ///< of a record

  private:
    bool at_line_end() const { return rest_.empty() || rest_[0] == '\n' || rest_[0] == '\r'; }
    char take();
    void skip_blanks();
    void skip_line();
    bool read_quoted(std::string& cell);
    bool read_record(csv_record& record);
    bool fail(std::size_t line, std::size_t column, std::string message);

    std::string_view rest_;
    char separator_;
    std::size_t line_ = 1, column_ = 1;
    std::optional<problem> wrong_;
};

} // namespace fairway
