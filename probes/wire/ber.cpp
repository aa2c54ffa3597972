#include "probes/wire/ber.hpp"

#include "probes/wire/bytes.hpp"

namespace fairway::wire {

namespace {

constexpr std::uint8_t long_form = 0x80;
constexpr std::uint8_t tag_goes_on = 0x1f; // X.690 §8.1.2.4

} // namespace

void put_ber(std::string& out, std::uint8_t tag, std::string_view content) {
    put_u8(out, tag);
    const auto size = static_cast<std::uint32_t>(content.size());
    if (size >= long_form) put_u8(out, size < 0x100 ? long_form | 1 : size < 0x10000 ? long_form | 2 : long_form | 4);
    if (size >= 0x10000) put_u16(out, static_cast<std::uint16_t>(size >> 16));
    if (size >= 0x100) put_u8(out, static_cast<std::uint8_t>(size >> 8 & 0xff));
    put_u8(out, static_cast<std::uint8_t>(size & 0xff));
    out += content;
}

std::size_t read_ber_length(stream_reader& in) {
    const std::uint8_t first = in.u8();
    if (first < long_form) return first;
    const unsigned bytes = first & 0x7fU;
    in.require(bytes >= 1 && bytes <= 4); // none: the indefinite form
    std::size_t length = 0;
    for (unsigned i = 0; i < bytes && in.ok(); ++i)
        length = length << 8 | in.u8();
    return length;
}

std::optional<ber_element> next_ber(std::string_view& bytes) {
    stream_reader in(bytes);
    ber_element element;
    element.tag = in.u8();
    in.require((element.tag & tag_goes_on) != tag_goes_on);
    element.content = in.take(read_ber_length(in));
    if (!in.ok()) return std::nullopt;
    bytes.remove_prefix(in.at());
    return element;
}

std::optional<std::uint32_t> ber_number(std::string_view content) {
    if (content.empty() || content.size() > 4 || static_cast<unsigned char>(content[0]) >= 0x80) return std::nullopt;
    std::uint32_t number = 0;
    for (const char c : content)
        number = number << 8 | static_cast<unsigned char>(c);
    return number;
}

} // namespace fairway::wire
