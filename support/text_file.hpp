#pragma once

#include "support/system/file_calls.hpp"
#include "text/problem.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace fairway {

inline constexpr std::size_t largest_input_file = 16 * 1024 * 1024; ///< bytes

/// The whole file as it is, but for UTF-16 with a byte order mark, which becomes UTF-8; "-" is standard input. A
/// missing file, a directory, a device that never ends or more than `limit` bytes is a problem.
read_result<std::string> read_text_file(const std::string& path, std::size_t limit = largest_input_file);

/// Writes the whole file under its name at once (temporary file beside it, fsync, rename, fsync of the folder), so that
/// nobody ever reads half of it, not even after a power failure. Throws std::system_error.
void write_file_atomically(const std::string& path, std::string_view text, readable_by who = readable_by::all);

/// Writes a file that a person named, which may be anything. A regular file is replaced at once and keeps its owner and
/// rights; a device, a pipe, a link or what cannot be replaced is opened and written. Throws std::system_error.
void write_named_file(const std::string& path, std::string_view text);

} // namespace fairway
