#pragma once

#include <cstdint>
#include <string>

namespace fairway {

using process_number = std::int64_t;

process_number process_id();

/// Of this machine; at most 255 bytes. Throws std::system_error.
std::string host_name();

/// Memory that this process has in use; 0 where the system does not say.
std::uint64_t resident_bytes();

/// Gives what was freed back to the system, where the C library would keep it.
void give_back_memory();

/// Lets this process have as many files and connections open as it may: for programs, before their first thread.
/// Returns how many that is; the largest number where there is no limit.
std::uint64_t raise_open_file_limit();

} // namespace fairway
