#pragma once

#include "agent/output/format.hpp"

#include <string>

namespace fairway {

/// Lines of a report for a terminal, and the parts that the whole report and its summary share.
class report_text {
  public:
    report_text(const report& r, const output_style& style) : r_(r), style_(style) {}

  protected:
    void line(const std::string& text = {}); ///< as it is, however long

    /// Wraps `text` behind `first`, and gives `size` characters at `from` of the first line a color.
    void block(const std::string& first, const std::string& text, const char* color = "", std::size_t from = 0,
               std::size_t size = 0);
    /// Adds lines that are wrapped already. They are colored only now: a color has no width.
    void colored(std::string lines, const char* color, std::size_t from, std::size_t size);
    static const char* color_of(outcome o);

    void head(); ///< who probed whom, when and by which rules; whether it is incomplete
    void foot(); ///< the counts, the result, and what is not covered

    const report& r_;
    const output_style& style_;
    std::string text_;
};

} // namespace fairway
