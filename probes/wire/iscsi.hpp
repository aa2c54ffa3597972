#pragma once

#include "probes/wire/stream_reader.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace fairway::wire {

/// The first Login Request of a discovery session (RFC 7143 §11.12), of an initiator that nobody knows, without
/// credentials. It stays in the first stage of the login: no session comes of it that one would have to log out of.
std::string iscsi_login_request();

struct iscsi_answer {
    enum class kind { login, reject };
    kind said = kind::login;
    std::uint8_t status_class = 0;  ///< login: §11.13.5
    std::uint8_t status_detail = 0; ///< login: the same; reject: the reason (§11.17.1)
};

/// The header of a Login Response (§11.13), or of a Reject (§11.17).
decoded<iscsi_answer> decode_iscsi_answer(std::string_view received);

} // namespace fairway::wire
