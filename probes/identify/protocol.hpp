#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace fairway::identify {

/// What a protocol may need to know to ask a harmless question.
struct context {
    std::string server_name;        ///< As the site names the target; TLS SNI and HTTP Host; may be an IP address.
    std::vector<std::string> names; ///< dns: names that the server has to resolve.
};

/// What the bytes that came so far say.
struct reply {
    enum class verdict { more, confirmed, wrong };
    verdict says = verdict::more;
    std::string
        identity; ///< confirmed: what the server tells of itself, short and printable; wrong: what it looks like
};

/// One protocol: a question that any server of it answers without credentials, and how to know the answer. Both are
/// pure; `read` gets all bytes since the start of the connection, each time more came.
struct protocol {
    std::string_view name;                              ///< as flows name it in `identify`
    bool tls = false;                                   ///< the question goes through TLS
    std::string (*request)(const context& c) = nullptr; ///< empty: the server speaks first
    reply (*read)(const context& c, std::string_view received) = nullptr;
};

/// Nothing where no protocol has this name.
const protocol* find_protocol(std::string_view name);

/// At most so much is read from a server before it is told to be wrong.
inline constexpr std::size_t longest_answer = 64 * 1024; ///< bytes

} // namespace fairway::identify
