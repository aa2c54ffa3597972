#pragma once

#include "probes/wire/stream_reader.hpp"

#include <string>
#include <string_view>

namespace fairway::wire {

/// SSLRequest (PostgreSQL documentation, "Message Formats"): may this connection go on in TLS?
std::string postgresql_ssl_request();

struct postgresql_answer {
    enum class kind { tls, no_tls, error };
    kind said = kind::tls;
    std::string_view code;    ///< error: the SQLSTATE
    std::string_view message; ///< error: in the server's words
};

/// A single byte, or an ErrorResponse of a server that cannot even say that ("SSL Session Encryption").
decoded<postgresql_answer> decode_postgresql_answer(std::string_view received);

} // namespace fairway::wire
