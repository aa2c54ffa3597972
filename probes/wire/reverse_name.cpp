#include "probes/wire/reverse_name.hpp"

namespace fairway::wire {

std::string reverse_name(std::string_view address) {
    constexpr std::string_view digits = "0123456789abcdef";
    if (address.size() != 4 && address.size() != 16) return "";
    std::string name;
    for (auto byte = address.rbegin(); byte != address.rend(); ++byte) {
        const auto value = static_cast<unsigned char>(*byte);
        if (address.size() == 4)
            name += std::to_string(value) + ".";
        else
            name += {digits[value & 0xf], '.', digits[value >> 4], '.'};
    }
    return name + (address.size() == 4 ? "in-addr.arpa" : "ip6.arpa");
}

} // namespace fairway::wire
