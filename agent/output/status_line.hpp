#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace fairway {

/// What a terminal of `width` columns must get so that `text` stands in the place of the line that was drawn last, of
/// `drawn` columns. The text is clipped: it must not scroll.
std::string redrawn(std::string_view text, std::size_t width, std::size_t drawn);

/// One line on stderr that is redrawn in place, for what changes while one waits. Nothing is written if stderr is no
/// terminal.
class status_line {
  public:
    status_line();
    ~status_line(); ///< removes the line

    status_line(const status_line&) = delete;
    status_line& operator=(const status_line&) = delete;

    bool visible() const { return visible_; }

    /// `hint` stands behind the text if there is room for both.
    void show(const std::string& text, const std::string& hint);
    void clear();

  private:
    bool visible_;
    std::size_t drawn_ = 0; ///< columns
};

} // namespace fairway
