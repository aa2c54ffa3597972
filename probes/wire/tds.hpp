#pragma once

#include "probes/wire/stream_reader.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace fairway::wire {

/// PRELOGIN ([MS-TDS] 2.2.6.5): asks a SQL server for its version and whether it encrypts, before any login.
std::string tds_prelogin();

struct tds_answer {
    struct version {
        unsigned major = 0, minor = 0, build = 0;
    };
    std::optional<version> server;          ///< of a PRELOGIN response
    std::optional<std::uint8_t> encryption; ///< the same: B_FENCRYPTION
    std::optional<std::uint32_t> error;     ///< of an ERROR token in its place ([MS-TDS] 2.2.7.10)
};

/// The first message of the server.
decoded<tds_answer> decode_tds_answer(std::string_view received);

} // namespace fairway::wire
