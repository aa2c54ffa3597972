#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <list>
#include <optional>
#include <unordered_map>

namespace fairway::collector {

/// What a server tolerates from unknown clients.
struct http_limits {
    std::chrono::milliseconds header_time{10'000}; ///< TLS handshake and header together
    std::chrono::milliseconds body_time{30'000};   ///< the whole body, however it trickles
    std::chrono::milliseconds write_time{30'000};  ///< the whole answer, however slowly it is taken
    std::chrono::milliseconds idle_time{75'000};   ///< between two requests
    std::chrono::milliseconds drain_time{2'000};   ///< for the client to read the answer to a body that we skip
    std::chrono::milliseconds heartbeat{15'000};   ///< between heartbeats of an event stream
    std::chrono::milliseconds poll{5'000};         ///< between reads of events that another process wrote
    std::uint32_t header_bytes = 8 * 1024;
    std::size_t connections = 4096;
    std::size_t event_streams = 256;
};

/// Bytes of bodies that are held at a time, over all connections. Thread-safe.
class byte_budget {
  public:
    explicit byte_budget(std::size_t limit) : limit_(limit) {}

    /// False: that would exceed the limit; nothing is taken.
    bool take(std::size_t bytes);
    void give_back(std::size_t bytes) { used_ -= bytes; }
    std::size_t used() const { return used_; }

  private:
    std::size_t limit_;
    std::atomic<std::size_t> used_{0};
};

/// A part of a budget, given back at the end.
class held_bytes {
  public:
    explicit held_bytes(byte_budget& budget) : budget_(&budget) {}
    ~held_bytes() { release(); }
    held_bytes(const held_bytes&) = delete;
    held_bytes& operator=(const held_bytes&) = delete;

    bool take(std::size_t bytes);
    void release();

  private:
    byte_budget* budget_;
    std::size_t held_ = 0;
};

/// Which connection goes when there is no room for a new one: of those that are not being served, the one whose last
/// sign of being useful (its start, or its last answered request) is longest ago. A client that opens thousands of
/// connections then only pushes out its own.
class idle_order {
  public:
    using id = std::uint64_t;

    void add(id connection);    ///< new: idle, and the most recent
    void busy(id connection);   ///< is being served: stays
    void idle(id connection);   ///< was served: the most recent
    void remove(id connection); ///< is gone
    std::optional<id> longest_idle() const;
    std::size_t size() const { return all_.size(); }

  private:
    std::list<id> order_; ///< idle ones, longest first
    std::unordered_map<id, std::optional<std::list<id>::iterator>> all_;
};

} // namespace fairway::collector
