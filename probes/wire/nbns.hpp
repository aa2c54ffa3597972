#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fairway::wire {

/// NODE STATUS REQUEST for any name (RFC 1002 §4.2.17): asks a NetBIOS node, harmlessly, which names it has.
std::string nbns_status_request(std::uint16_t id);

/// One entry of a NODE STATUS RESPONSE.
struct nbns_name {
    std::string name;        ///< padding removed; bytes as they came, so quote them before showing
    std::uint8_t suffix = 0; ///< kind of service: 0x00 workstation or group, 0x20 file server, …
    bool group = false;      ///< A group name, owned by many, e.g. the workgroup.
};

/// The names of a NODE STATUS RESPONSE (RFC 1002 §4.2.18) to the request with this id; nothing on anything else.
std::optional<std::vector<nbns_name>> decode_nbns_status(std::string_view answer, std::uint16_t id);

bool is_nbns_answer(std::string_view answer, std::uint16_t id);

} // namespace fairway::wire
