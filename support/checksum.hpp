#pragma once

#include <cstdint>
#include <string_view>

namespace fairway {

/// CRC-32 as in gzip and PNG (ISO 3309): finds damage, not malice. `so_far`: that of what comes before `data`.
std::uint32_t crc32(std::string_view data, std::uint32_t so_far = 0);

} // namespace fairway
