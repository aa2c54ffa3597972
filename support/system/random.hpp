#pragma once

#include <cstddef>

namespace fairway {

/// Fills `size` bytes from the system's own source of random numbers, fit for secrets. False where it has none to give.
bool fill_random(unsigned char* bytes, std::size_t size);

} // namespace fairway
