#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <tuple>
#include <vector>

namespace fairway {

/// A TCP handshake that this machine answered, and that is not finished.
struct half_open_connection {
    std::string here; ///< numeric
    std::uint16_t port = 0;
    std::string asker; ///< numeric
};

/// Reads the system's table of handshakes, not more often than it is worth. Takes the time as a value.
class half_open_watch {
  public:
    using clock = std::chrono::steady_clock;
    using reader = std::function<std::vector<half_open_connection>()>;

    /// Empty: this system cannot tell.
    explicit half_open_watch(reader read) : read_(std::move(read)) {}

    bool can_tell() const { return read_ != nullptr; }

    /// At most some moments old: reading costs milliseconds, and not for each of many hellos at once.
    const std::vector<half_open_connection>& table(clock::time_point now);

    /// What was open now and in the sample before, where it is time for a sample. Handshakes are open for a moment in
    /// every connection: only what stays is worth a word.
    std::vector<half_open_connection> stayed(clock::time_point now);

  private:
    using key = std::tuple<std::string, std::uint16_t>; ///< asker, port

    reader read_;
    std::vector<half_open_connection> table_;
    clock::time_point read_at_{}, sampled_{};
    std::vector<key> last_;
};

} // namespace fairway
