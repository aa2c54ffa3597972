#pragma once

#include "probes/wire/dce_rpc.hpp"

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fairway::wire {

/// Where a list goes on: a context handle (C706 §14.2.16.6); all zero: at its beginning, or nowhere.
struct ept_handle {
    std::uint32_t attributes = 0;
    std::uint32_t time_low = 0;
    std::uint16_t time_mid = 0, time_high = 0;
    std::array<char, 8> rest{}; ///< clock sequence and node

    bool operator==(const ept_handle&) const = default;
};

/// An RPC server that listens on TCP (ncacn_ip_tcp), as its tower says (C706 appendix I and L).
struct rpc_endpoint {
    std::string interface_id; ///< "e1af8308-5d1f-11c9-91a4-08002b14a0fa v3.0"
    std::uint16_t port = 0;
    std::string address;    ///< IPv4, numeric; "0.0.0.0": any of the host's
    std::string annotation; ///< in the server's own words: not fit to be shown as it is
    std::string tower;      ///< without port and address, as ept_map wants it

    bool operator==(const rpc_endpoint&) const = default;
};

/// What one call of ept_lookup returns.
struct ept_entries {
    std::size_t entries = 0; ///< of every protocol
    std::vector<rpc_endpoint> tcp;
    ept_handle next;
    std::uint32_t status = 0;
};

inline constexpr std::uint16_t ept_lookup_operation = 2;
inline constexpr std::uint16_t ept_map_operation = 3;
/// Most entries of a call: [MS-RPCE] 2.2.1.2.4 allows 500.
inline constexpr std::uint32_t most_ept_entries = 500;
/// Status of a list that has ended: nothing (more) is registered.
inline constexpr std::uint32_t ept_not_registered = 0x16c9a0d6;

/// The arguments of ept_lookup (C706 appendix O): all that is registered, from `from` on.
std::string ept_lookup_arguments(const ept_handle& from);

/// The arguments of ept_map: where the server with this tower listens.
std::string ept_map_arguments(std::string_view tower);

/// The results of ept_lookup; nothing: they are none. A tower of another protocol, or one that cannot be read, only
/// counts as an entry.
std::optional<ept_entries> decode_ept_entries(std::string_view results, std::endian order);

/// Nothing: no tower, or one of another protocol.
std::optional<rpc_endpoint> decode_tcp_tower(std::string_view tower);

/// The conversation with an endpoint mapper about what is registered with it, after the bind, without a socket: bytes
/// in, bytes out. After the list it asks for a server at each port, as a client of that server does: firewalls with RPC
/// inspection then let the client through to that port. Bounded in calls, bytes and entries, whatever the server sends.
class endpoint_lookup {
  public:
    enum class stage {
        asking,
        mapping,  ///< the list came to its end; what else is asked changes nothing about it
        told,     ///< the same, and that was all
        cut,      ///< there is more, but this is enough
        refused,  ///< by a fault or a status: code()
        nonsense, ///< what came is no answer
    };

    /// `first_call`: the number of the first call.
    explicit endpoint_lookup(std::uint32_t first_call) : call_(first_call) {}

    /// Takes what came since the answer to the bind: all of it, each time that there is more. What answers a call that
    /// was not taken yet waits for it.
    void receive(std::string_view received);
    /// What is to be sent now; at first, the first call.
    std::string take_outgoing();

    stage at() const { return at_; }
    std::uint32_t code() const { return code_; }
    /// Those told so far, also if the list did not come to its end.
    const std::vector<rpc_endpoint>& endpoints() const { return endpoints_; }

    /// Whether nothing more is to be said or heard.
    bool is_over() const { return at_ != stage::asking && at_ != stage::mapping; }

    static constexpr std::size_t most_calls = 8;               ///< for the list
    static constexpr std::size_t most_maps = 32;               ///< ports that are asked for
    static constexpr std::size_t longest_results = 256 * 1024; ///< bytes of one call
    /// Bytes that may come in all, headers included.
    static constexpr std::size_t longest = 1024 * 1024;

  private:
    void take(const dce_rpc_fragment& f);
    void take(const ept_entries& found);
    void map_next();

    stage at_ = stage::asking;
    std::uint32_t call_;
    std::uint32_t code_ = 0;
    std::size_t calls_ = 0;
    std::size_t read_ = 0; ///< bytes of what came that were taken
    bool to_send_ = true;
    ept_handle handle_;
    std::string results_;
    std::vector<rpc_endpoint> endpoints_;
    std::vector<std::string> to_map_; ///< towers, the next one last
};

} // namespace fairway::wire
