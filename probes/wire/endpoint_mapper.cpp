#include "probes/wire/endpoint_mapper.hpp"

#include "probes/wire/bytes.hpp"

#include <algorithm>
#include <set>

namespace fairway::wire {

namespace {

// Protocol identifiers in the floors of a tower, C706 appendix I
constexpr std::uint8_t floor_uuid = 0x0d, floor_connection = 0x0b, floor_tcp = 0x07, floor_ip = 0x09;

constexpr std::size_t longest_tower = 2048; // one of TCP has 75 bytes
constexpr std::size_t longest_annotation = 64;

void align(stream_reader& in) {
    in.take((4 - in.at() % 4) % 4);
}

ept_handle read_handle(stream_reader& in) {
    ept_handle h;
    h.attributes = in.u32();
    h.time_low = in.u32();
    h.time_mid = in.u16();
    h.time_high = in.u16();
    const auto rest = in.take(h.rest.size());
    std::copy(rest.begin(), rest.end(), h.rest.begin());
    return h;
}

std::string in_hex(std::uint64_t number, int digits) {
    std::string text;
    for (int shift = 4 * (digits - 1); shift >= 0; shift -= 4)
        text += "0123456789abcdef"[number >> shift & 0xf];
    return text;
}

/// Interface and version of the first floor, which is little-endian whatever the rest is.
std::string interface_of(std::string_view left, std::string_view right) {
    stream_reader l(left, std::endian::little), r(right, std::endian::little);
    l.u8(); // the identifier
    std::string text = in_hex(l.u32(), 8);
    text += "-" + in_hex(l.u16(), 4);
    text += "-" + in_hex(l.u16(), 4) + "-";
    const auto rest = l.take(8);
    for (std::size_t i = 0; i < rest.size(); ++i)
        text += (i == 2 ? "-" : "") + in_hex(static_cast<unsigned char>(rest[i]), 2);
    text += " v" + std::to_string(l.u16());
    return text + "." + std::to_string(r.u16());
}

} // namespace

std::string ept_lookup_arguments(const ept_handle& from) {
    std::string out;
    put_u32_le(out, 0); // inquiry type: all elements
    put_u32_le(out, 0); // no object, no interface: null pointers
    put_u32_le(out, 0);
    put_u32_le(out, 0); // version option: has no meaning without an interface
    put_u32_le(out, from.attributes);
    put_u32_le(out, from.time_low);
    put_u16_le(out, from.time_mid);
    put_u16_le(out, from.time_high);
    out.append(from.rest.begin(), from.rest.end());
    put_u32_le(out, most_ept_entries);
    return out;
}

std::string ept_map_arguments(std::string_view tower) {
    std::string out;
    put_u32_le(out, 1); // a pointer to an object: none in particular
    out.append(16, '\0');
    put_u32_le(out, 2); // a pointer to the tower
    put_u32_le(out, static_cast<std::uint32_t>(tower.size()));
    put_u32_le(out, static_cast<std::uint32_t>(tower.size()));
    out.append(tower);
    out.append((4 - out.size() % 4) % 4, '\0');
    out.append(20, '\0'); // from the beginning
    put_u32_le(out, 1);   // one tower is enough
    return out;
}

std::optional<rpc_endpoint> decode_tcp_tower(std::string_view tower) {
    stream_reader in(tower, std::endian::little);
    struct tower_floor {
        std::string_view left, right;
    };
    std::array<tower_floor, 5> floors;
    in.require(in.u16() == floors.size());
    for (auto& f : floors) {
        f.left = in.take(in.u16());
        f.right = in.take(in.u16());
    }
    if (!in.ok()) return std::nullopt;
    const auto is = [&](std::size_t n, std::uint8_t identifier, std::size_t left, std::size_t right) {
        return floors[n].left.size() == left && floors[n].right.size() == right &&
               static_cast<unsigned char>(floors[n].left[0]) == identifier;
    };
    if (!is(0, floor_uuid, 19, 2) || !is(2, floor_connection, 1, 2) || !is(3, floor_tcp, 1, 2) ||
        !is(4, floor_ip, 1, 4))
        return std::nullopt;
    rpc_endpoint e;
    e.interface_id = interface_of(floors[0].left, floors[0].right);
    e.port = stream_reader(floors[3].right).u16(); // in network byte order, as the address
    for (const char c : floors[4].right)
        e.address += (e.address.empty() ? "" : ".") + std::to_string(static_cast<unsigned char>(c));
    if (e.port == 0) return std::nullopt;
    e.tower = tower.substr(0, in.at());
    for (const auto& where : {floors[3].right, floors[4].right})
        std::fill_n(e.tower.begin() + (where.data() - tower.data()), where.size(), '\0');
    return e;
}

std::optional<ept_entries> decode_ept_entries(std::string_view results, std::endian order) {
    ept_entries found;
    stream_reader in(results, order);
    found.next = read_handle(in);
    const std::uint32_t number = in.u32();
    in.require(number <= most_ept_entries);
    // A conformant and varying array (C706 §14.3.3.4): its size, where it begins, how much of it is there.
    in.require(in.u32() >= number);
    in.require(in.u32() == 0);
    in.require(in.u32() == number);
    struct entry {
        bool has_tower = false;
        std::string annotation;
    };
    std::vector<entry> entries;
    for (std::uint32_t i = 0; i < number && in.ok(); ++i) {
        entry e;
        in.take(16); // object
        e.has_tower = in.u32() != 0;
        in.require(in.u32() == 0);
        const std::uint32_t length = in.u32();
        in.require(length <= longest_annotation);
        e.annotation = in.take(length);
        e.annotation.resize(std::min(e.annotation.size(), e.annotation.find('\0')));
        align(in);
        entries.push_back(std::move(e));
    }
    // What pointers in an array point to comes after it (C706 §14.3.12.3).
    for (auto& e : entries) {
        if (!e.has_tower) continue;
        const std::uint32_t length = in.u32();
        in.require(length <= longest_tower);
        in.require(in.u32() == length);
        auto tower = decode_tcp_tower(in.take(length));
        align(in);
        if (!in.ok() || !tower) continue;
        tower->annotation = std::move(e.annotation);
        found.tcp.push_back(std::move(*tower));
    }
    found.status = in.u32();
    if (!in.ok()) return std::nullopt;
    found.entries = number;
    return found;
}

void endpoint_lookup::receive(std::string_view received) {
    while (!is_over() && !to_send_ && read_ < received.size()) {
        const auto fragment = decode_dce_rpc_fragment(received.substr(read_), call_);
        if (std::holds_alternative<incomplete>(fragment)) return;
        if (const auto* f = std::get_if<dce_rpc_fragment>(&fragment)) {
            read_ += f->size;
            take(*f);
        } else {
            at_ = at_ == stage::mapping ? stage::told : stage::nonsense;
        }
    }
}

void endpoint_lookup::take(const dce_rpc_fragment& f) {
    if (at_ == stage::mapping) { // what it answers is known already
        if (f.is_fault || f.last) map_next();
        return;
    }
    if (f.is_fault) {
        at_ = stage::refused;
        code_ = f.code;
        return;
    }
    if (f.first != results_.empty() || f.results.empty()) { // pieces are missing
        at_ = stage::nonsense;
        return;
    }
    if (f.results.size() > longest_results - results_.size()) {
        at_ = stage::cut;
        return;
    }
    results_ += f.results;
    if (!f.last) return;
    const auto found = decode_ept_entries(results_, f.order);
    results_.clear();
    if (found)
        take(*found);
    else
        at_ = stage::nonsense;
}

void endpoint_lookup::take(const ept_entries& found) {
    endpoints_.insert(endpoints_.end(), found.tcp.begin(), found.tcp.end());
    const bool has_ended = found.status == ept_not_registered;
    if (found.status != 0 && !has_ended) {
        at_ = stage::refused;
        code_ = found.status;
    } else if (has_ended || found.entries == 0 || found.next == ept_handle()) {
        at_ = stage::mapping;
        std::set<std::uint16_t> ports;
        for (const auto& e : endpoints_)
            if (ports.size() < most_maps && ports.insert(e.port).second) to_map_.push_back(e.tower);
        map_next();
    } else if (calls_ == most_calls) {
        at_ = stage::cut;
    } else {
        handle_ = found.next;
        ++call_;
        to_send_ = true;
    }
}

void endpoint_lookup::map_next() {
    if (to_map_.empty()) {
        at_ = stage::told;
        return;
    }
    ++call_;
    to_send_ = true;
}

std::string endpoint_lookup::take_outgoing() {
    if (is_over() || !to_send_) return {};
    to_send_ = false;
    if (at_ == stage::mapping) {
        const auto arguments = ept_map_arguments(to_map_.back());
        to_map_.pop_back();
        return dce_rpc_request(call_, ept_map_operation, arguments);
    }
    ++calls_;
    return dce_rpc_request(call_, ept_lookup_operation, ept_lookup_arguments(handle_));
}

} // namespace fairway::wire
