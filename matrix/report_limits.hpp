#pragma once

#include <cstddef>

namespace fairway {

/// The most that is read of one part of a report; to_parts() keeps to it. Sizes are bytes.
namespace report_limits {
inline constexpr std::size_t bytes = 8 * 1024 * 1024;
inline constexpr int depth = 16;
inline constexpr std::size_t values = 1'000'000; ///< of JSON, of every kind
inline constexpr std::size_t parts = 1000;
inline constexpr std::size_t findings = 100'000;
inline constexpr std::size_t targets = 100'000; ///< as many as a site file may have hosts
inline constexpr std::size_t roles = 64;
inline constexpr std::size_t matrices = 64;
inline constexpr std::size_t name = 255;      ///< every id, word and name
inline constexpr std::size_t flow = 300;      ///< the id of a flow
inline constexpr std::size_t text = 8 * 1024; ///< text, advice, question, purpose, ports, each note
inline constexpr std::size_t detail = 256 * 1024;
} // namespace report_limits

} // namespace fairway
