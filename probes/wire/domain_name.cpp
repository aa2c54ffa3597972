#include "probes/wire/domain_name.hpp"

namespace fairway::wire {

namespace {

constexpr std::size_t longest_label = 63; // RFC 1035 §2.3.4
constexpr std::size_t longest_name = 255; // RFC 1035 §2.3.4, length bytes and root included
constexpr int most_pointers = 127;        // A name has no more labels than that, so no use for more pointers.

void append_label(std::string& name, std::string_view label) {
    for (const char c : label) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte == '.' || byte == '\\') {
            name += '\\';
            name += c;
        } else if (byte > 0x20 && byte < 0x7f) {
            name += c;
        } else {
            name += '\\';
            name += static_cast<char>('0' + byte / 100);
            name += static_cast<char>('0' + byte / 10 % 10);
            name += static_cast<char>('0' + byte % 10);
        }
    }
    name += '.';
}

} // namespace

std::optional<std::string> encode_name(std::string_view name) {
    if (name.ends_with('.')) name.remove_suffix(1);
    std::string out;
    while (!name.empty()) {
        const std::size_t dot = name.find('.');
        const std::string_view label = name.substr(0, dot);
        if (label.empty() || label.size() > longest_label) return std::nullopt;
        put_u8(out, static_cast<std::uint8_t>(label.size()));
        out += label;
        if (dot == std::string_view::npos) break;
        name.remove_prefix(dot + 1);
        if (name.empty()) return std::nullopt; // "a.." held an empty label
    }
    put_u8(out, 0);
    if (out.size() > longest_name) return std::nullopt;
    return out;
}

std::optional<std::string> decode_name(std::string_view message, byte_reader& in) {
    std::string name;
    std::size_t wire_length = 1; // of the name without compression; 1 for the root
    byte_reader from = in;
    // Every pointer must lead before all that was read of this name so far: that is what "a prior occurrence" means,
    // and it rules out loops.
    std::size_t lowest = in.at();
    int pointers = 0;
    while (true) {
        const std::uint8_t length = from.u8();
        if ((length & 0xc0) == 0xc0) {
            const std::size_t target = static_cast<std::size_t>(length & 0x3f) << 8 | from.u8();
            if (!from.ok()) return std::nullopt;
            if (pointers++ == 0) in = from;
            if (target >= lowest || pointers > most_pointers) return std::nullopt;
            lowest = target;
            from = byte_reader(message, target);
            continue;
        }
        if (length > longest_label) return std::nullopt; // 01 and 10 are reserved
        const std::string_view label = from.take(length);
        if (!from.ok()) return std::nullopt;
        if (length == 0) break;
        wire_length += 1u + length;
        if (wire_length > longest_name) return std::nullopt;
        append_label(name, label);
    }
    if (pointers == 0) in = from;
    if (name.empty()) return ".";
    name.pop_back();
    return name;
}

} // namespace fairway::wire
