#include "support/system/ip_address.hpp"

#include <algorithm>

namespace fairway {

bool is_loopback(const ip_address& address) {
    const auto& bytes = address.bytes;
    if (address.is_v4()) return bytes[0] == 127;
    return bytes[15] == 1 && std::all_of(bytes.begin(), bytes.begin() + 15, [](auto b) { return b == 0; });
}

bool is_v4_mapped(const ip_address& address) {
    constexpr std::array<std::uint8_t, 12> prefix{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
    return !address.is_v4() && std::equal(prefix.begin(), prefix.end(), address.bytes.begin());
}

} // namespace fairway
