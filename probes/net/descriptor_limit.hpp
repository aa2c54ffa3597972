#pragma once

#include <cstddef>

namespace fairway {

/// Raises this process's limit of open files to what the system allows without privilege, and returns how many
/// sockets may be open at once under it (some are kept for files and names).
std::size_t raise_descriptor_limit();

} // namespace fairway
