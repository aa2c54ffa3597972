#pragma once

#include "probes/wire/stream_reader.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fairway::wire {

/// Reads supportedLDAPVersion of the root DSE (RFC 4512 §5.1), which is there for everybody, before any bind.
std::string ldap_root_dse_search(std::uint8_t message_id);

struct ldap_answer {
    enum class kind { entry, reference, done, disconnection };
    kind said = kind::done;
    std::uint32_t result = 0;          ///< done, disconnection: resultCode of RFC 4511 §4.1.9
    std::vector<std::string> versions; ///< entry: values of supportedLDAPVersion, as they came
};

/// The first message to that search (RFC 4511 §4.5.2), or a Notice of Disconnection (§4.4.1).
decoded<ldap_answer> decode_ldap_answer(std::string_view received, std::uint8_t message_id);

} // namespace fairway::wire
