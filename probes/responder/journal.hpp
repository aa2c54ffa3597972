#pragma once

#include "matrix/port.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>

namespace fairway {

/// What one asker reached, by its address.
struct asker_record {
    std::set<std::uint16_t> proven_tcp; ///< said a valid hello
    std::set<std::uint16_t> proven_udp;
    std::set<std::uint16_t> connected; ///< connected, and said none
    std::set<std::uint16_t>
        half_open; ///< Its SYN came, the handshake was not finished: our answer is lost, or it gave up.
    std::optional<std::int64_t> clock_off; ///< Right key, wrong clock: so many seconds ahead of ours.

    bool proven() const { return !proven_tcp.empty() || !proven_udp.empty(); }
};

/// Who reached what. Sources can be forged or many: those that proved nothing are kept only while there is room.
class reach_journal {
  public:
    static constexpr std::size_t most_strangers = 256;
    static constexpr std::size_t most_askers = 16'384;

    void proven(const std::string& asker, protocol p, std::uint16_t port);
    void connected(const std::string& asker, std::uint16_t port);
    void half_open(const std::string& asker, std::uint16_t port);
    /// True the first time: then it is worth saying.
    bool clock_is_off(const std::string& asker, std::int64_t seconds);

    const std::map<std::string, asker_record>& askers() const { return askers_; }
    bool overflowed() const { return overflowed_; }            ///< There were more than are kept.
    std::size_t proven_ports() const { return proven_ports_; } ///< over all askers

  private:
    asker_record* find(const std::string& asker, bool knows_key);

    std::map<std::string, asker_record> askers_;
    std::size_t strangers_ = 0; ///< records that came in without the key
    std::size_t proven_ports_ = 0;
    bool overflowed_ = false;
};

} // namespace fairway
