#include "support/checksum.hpp"

#include <zlib.h>

namespace fairway {

std::uint32_t crc32(std::string_view data, std::uint32_t so_far) {
    return static_cast<std::uint32_t>(
        ::crc32_z(so_far, reinterpret_cast<const Bytef*>(data.data()), static_cast<z_size_t>(data.size())));
}

} // namespace fairway
