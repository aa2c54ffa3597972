#pragma once

#include <cstddef>
#include <string>

namespace fairway {

/// What came of reading a file of this machine's own system.
struct file_reading {
    enum class result { absent, denied, read };
    result outcome = result::absent;
    std::string text; ///< result::read
};

/// The first `limit` bytes of a file. For /proc and settings of other programs, where absence is an answer and not a
/// problem; files that people give us go through read_text_file().
file_reading read_small_file(const std::string& path, std::size_t limit = 1024 * 1024);

} // namespace fairway
