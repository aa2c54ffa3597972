#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>

namespace fairway {

enum class standard_stream : std::uint8_t { input, output, error };

bool is_terminal(standard_stream which);

/// Whether it takes the codes of ECMA-48 that move the cursor and erase lines: every terminal but old Windows consoles.
bool takes_control_codes(standard_stream which);

/// Whether it shows colors by such codes.
bool shows_color(standard_stream which);

/// While it lives, what is typed on standard input is not shown. Does nothing where that is no terminal.
class hidden_typing {
  public:
    hidden_typing();
    ~hidden_typing();
    hidden_typing(const hidden_typing&) = delete;
    hidden_typing& operator=(const hidden_typing&) = delete;

  private:
    struct settings;
    std::unique_ptr<settings> before_;
};

/// Columns; nothing where it is no terminal, or one that does not say.
std::optional<std::size_t> terminal_width(standard_stream which);

} // namespace fairway
