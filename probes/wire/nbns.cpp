#include "probes/wire/nbns.hpp"

#include "probes/wire/domain_name.hpp"
#include "probes/wire/netbios_name.hpp"

namespace fairway::wire {

namespace {

constexpr std::uint16_t type_nbstat = 0x0021; // RFC 1002 §4.2.1.2
constexpr std::uint16_t class_in = 0x0001;

} // namespace

std::string nbns_status_request(std::uint16_t id) {
    std::string out;
    put_u16(out, id);
    put_u16(out, 0x0000); // a query, not broadcast
    put_u16(out, 1);      // questions
    put_u16(out, 0);
    put_u16(out, 0);
    put_u16(out, 0);
    out += encode_netbios_name("*", '\0');
    put_u16(out, type_nbstat);
    put_u16(out, class_in);
    return out;
}

std::optional<std::vector<nbns_name>> decode_nbns_status(std::string_view answer, std::uint16_t id) {
    byte_reader in(answer);
    const bool same_id = in.u16() == id;
    const std::uint16_t flags = in.u16();
    const std::uint16_t questions = in.u16();
    const std::uint16_t answers = in.u16();
    in.u16(); // authorities
    in.u16(); // additional records
    // R set, opcode 0 (query), rcode 0. No question comes back: that sets it apart from a DNS server on this port.
    if (!in.ok() || !same_id || (flags & 0xf80f) != 0x8000 || questions != 0 || answers != 1) return std::nullopt;

    if (!decode_name(answer, in)) return std::nullopt;
    const std::uint16_t type = in.u16();
    const std::uint16_t in_class = in.u16();
    in.u32(); // time to live
    const std::uint16_t length = in.u16();
    byte_reader data(in.take(length));
    if (!in.ok() || type != type_nbstat || in_class != class_in) return std::nullopt;

    // The statistics behind the names vary between implementations, and nothing here needs them.
    std::vector<nbns_name> names;
    const std::uint8_t number = data.u8();
    for (int i = 0; i < number && data.ok(); ++i) {
        nbns_name entry;
        entry.name = data.take(netbios_name_size - 1);
        entry.name.erase(entry.name.find_last_not_of(std::string_view(" \0", 2)) + 1);
        entry.suffix = data.u8();
        entry.group = (data.u16() & 0x8000) != 0;
        names.push_back(std::move(entry));
    }
    if (!data.ok()) return std::nullopt;
    return names;
}

bool is_nbns_answer(std::string_view answer, std::uint16_t id) {
    return decode_nbns_status(answer, id).has_value();
}

} // namespace fairway::wire
