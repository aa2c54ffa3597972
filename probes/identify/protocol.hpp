#pragma once

#include "matrix/protocol_word.hpp"
#include "probes/wire/exchange.hpp"

#include <span>
#include <string_view>
#include <vector>

namespace fairway::identify {

using wire::context;
using wire::exchange;
using wire::reply;

enum class transport { tcp, tls, udp };

/// One line of the table, probes/identify/protocols.def.
struct protocol {
    std::string_view word; ///< as flows name it in `identify`; the same word may stand for TCP and for UDP
    identify::transport transport;
    std::string_view asked; ///< for `fairway plan`: "LDAP root DSE"
    const identify::exchange* exchange;

    fairway::protocol carrier() const {
        return transport == transport::udp ? fairway::protocol::udp : fairway::protocol::tcp;
    }
};

/// All of them, in the table's order.
std::span<const protocol> protocols();

/// Their words, for the reader of a matrix.
std::vector<protocol_word> protocol_words();

/// Null if no protocol over `carrier` has this word.
const protocol* find_protocol(std::string_view word, fairway::protocol carrier);

/// At most this many bytes are read from a server before its answer counts as wrong.
inline constexpr std::size_t longest_answer = 64 * 1024;

} // namespace fairway::identify
