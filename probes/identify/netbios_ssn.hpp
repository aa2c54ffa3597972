#pragma once

#include <cstdint>
#include <string_view>

namespace fairway::identify {

/// The error of a NEGATIVE SESSION RESPONSE (RFC 1002 §4.3.4), in words.
std::string_view session_refusal(std::uint8_t error);

} // namespace fairway::identify
