#pragma once

#include "probes/path/packet_round.hpp"
#include "probes/path/suspect.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace fairway {

/// Packets to one port, or each to the next as traceroute does, and where to note what they showed.
struct trail {
    enum class kind { silence, no_service, silent_udp };
    kind to = kind::silence;
    std::size_t suspect = 0; ///< index
    std::size_t udp = 0;     ///< index into its silent_udp
    std::uint16_t port = 0;  ///< of the first hop
    const wire::exchange* asked = nullptr;

    static trail to_no_service(std::size_t suspect) { return {kind::no_service, suspect, 0, walk_port + 1, nullptr}; }

    bool next_ports() const { return to == kind::no_service; }
    fairway::protocol protocol() const { return to == kind::silence ? protocol::tcp : protocol::udp; }
    walk& seen(fairway::suspect& s) const;
};

/// Walks trails side by side: packets that end after 1, 2, … hops, some hops at a time, until they arrive or no router
/// answers any more.
class walker {
  public:
    walker() = default;
    explicit walker(std::vector<trail> trails) : trails_(std::move(trails)) {}

    /// Adds the next packets; none where all have ended.
    void ask(std::vector<suspect>& suspects, packet_round& r);
    void hear(std::vector<suspect>& suspects, const packet_round& r);

    /// After the end: notes the routers; of walks to no service also how far away the host is.
    void conclude(std::vector<suspect>& suspects) const;

  private:
    std::vector<trail> trails_;
    int from_ = 1;
    std::vector<trail> asked_; ///< one for each packet, in order
};

} // namespace fairway
