#pragma once

#include <cstddef>

namespace fairway {

/// How many sockets may be open at once under this process's limit of open files; some are kept for files and names.
/// To raise the limit is for the program.
std::size_t most_sockets();

} // namespace fairway
