#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

namespace fairway {

struct program_result {
    enum class end { success, failure, not_started, too_slow, too_much };
    end how = end::not_started;
    std::string output; ///< end::success: all that it wrote to standard output
};

/// Runs a program (absolute path) without a shell, without input and with a bare environment, and collects what it
/// writes. It is killed when it takes longer than `time` or writes more than `limit` bytes.
program_result run_program(const std::string& path, const std::vector<std::string>& arguments,
                           std::chrono::milliseconds time, std::size_t limit);

} // namespace fairway
