#include "probes/net/ping_path.hpp"

#include "probes/net/sockaddr_windows.hpp"

#include <algorithm>
#include <condition_variable>
#include <cstddef>
#include <cstring>
#include <iphlpapi.h>
#include <mutex>

#include <icmpapi.h> // needs the others

// These headers lack it (icmpapi.h of the SDK).
extern "C" DWORD WINAPI IcmpSendEcho2Ex(HANDLE file, HANDLE event, FARPROC done, PVOID context, IPAddr from, IPAddr to,
                                        LPVOID data, WORD size, PIP_OPTION_INFORMATION options, LPVOID replies,
                                        DWORD room, DWORD timeout_ms);

namespace fairway {

namespace {

using clock_type = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr int most_hops = 30, most_silent = 4;   // silent ones in a row
constexpr int enough_hops = 128;                 // to come to any host
constexpr milliseconds patience_of_a_ping{700};  // routers are slow to answer
constexpr char payload[] = "fairway path check"; // to be recognized in a capture

// IPV6_ADDRESS_EX, which the SDK packs and these headers do not.
#pragma pack(push, 1)
struct v6_address {
    USHORT port;
    ULONG flow;
    UCHAR bytes[16];
    ULONG scope;
};
#pragma pack(pop)

/// ICMPV6_ECHO_REPLY
struct v6_reply {
    v6_address address;
    ULONG status;
    unsigned rtt_ms;
};
static_assert(sizeof(v6_address) == 26 && offsetof(v6_reply, status) == 28);

/// What came to one ping. Of both families the statuses have the same numbers.
struct pong {
    ULONG status = IP_REQ_TIMED_OUT;
    std::string address;
    milliseconds rtt{};
};

/// A file to ping by.
class pinger {
  public:
    explicit pinger(const journey& j) : j_(j), file_(j.to.v6() ? ::Icmp6CreateFile() : ::IcmpCreateFile()) {}
    ~pinger() {
        if (is_open()) ::IcmpCloseHandle(file_);
    }
    pinger(const pinger&) = delete;
    pinger& operator=(const pinger&) = delete;

    bool is_open() const { return file_ != INVALID_HANDLE_VALUE; }

    pong send(int hops, milliseconds timeout) {
        IP_OPTION_INFORMATION options{};
        options.Ttl = static_cast<UCHAR>(hops);
        return j_.to.v6() ? send_v6(options, timeout) : send_v4(options, timeout);
    }

  private:
    pong send_v4(IP_OPTION_INFORMATION& options, milliseconds timeout) {
        const DWORD got =
            ::IcmpSendEcho2Ex(file_, nullptr, nullptr, nullptr, j_.from ? v4_of(*j_.from) : INADDR_ANY, v4_of(j_.to),
                              data(), size, &options, replies_, sizeof replies_, static_cast<DWORD>(timeout.count()));
        if (got == 0) return {};
        ICMP_ECHO_REPLY reply;
        std::memcpy(&reply, replies_, sizeof reply);
        return {reply.Status, address_text(&reply.Address, sizeof reply.Address), milliseconds(reply.RoundTripTime)};
    }

    pong send_v6(IP_OPTION_INFORMATION& options, milliseconds timeout) {
        sockaddr_in6 from{}, to{};
        from.sin6_family = AF_INET6;
        if (j_.from) std::memcpy(&from, j_.from->raw().data(), sizeof from);
        std::memcpy(&to, j_.to.raw().data(), sizeof to);
        const DWORD got = ::Icmp6SendEcho2(file_, nullptr, nullptr, nullptr, &from, &to, data(), size, &options,
                                           replies_, sizeof replies_, static_cast<DWORD>(timeout.count()));
        if (got == 0 || ::Icmp6ParseReplies(replies_, sizeof replies_) == 0) return {};
        v6_reply reply;
        std::memcpy(&reply, replies_, sizeof reply);
        return {reply.status, address_text(reply.address.bytes, sizeof reply.address.bytes),
                milliseconds(reply.rtt_ms)};
    }

    static IPAddr v4_of(const socket_address& address) {
        IPAddr result;
        const std::string bytes = address.bytes();
        std::memcpy(&result, bytes.data(), sizeof result);
        return result;
    }
    static std::string address_text(const void* bytes, std::size_t size) {
        return address_of_bytes({static_cast<const char*>(bytes), size}).value().text();
    }
    static void* data() { return const_cast<char*>(payload); }

    static constexpr WORD size = sizeof payload - 1;
    const journey& j_;
    HANDLE file_;
    // Of a reply, what it brought back, an ICMP error and the system's own notes.
    alignas(std::max_align_t) char replies_[1024];
};

/// False: a stop was requested.
bool wait_until(clock_type::time_point when, const std::stop_token& stop) {
    std::mutex mutex;
    std::unique_lock lock(mutex);
    std::condition_variable_any never;
    never.wait_until(lock, stop, when, [] { return false; });
    return !stop.stop_requested();
}

} // namespace

bool ping_paths_available() {
    const HANDLE file = ::IcmpCreateFile();
    if (file == INVALID_HANDLE_VALUE) return false;
    ::IcmpCloseHandle(file);
    return true;
}

std::optional<ping_path> follow_pings(const journey& j, milliseconds deadline, milliseconds gap,
                                      const std::stop_token& stop) {
    pinger pings(j);
    if (!pings.is_open()) return std::nullopt;
    const auto end = clock_type::now() + deadline;
    auto next = clock_type::now() + gap;
    ping_path path;
    path.host_answered = pings.send(enough_hops, std::min(deadline, patience_of_a_ping)).status == IP_SUCCESS;
    for (int hop = 1, silent = 0; hop <= most_hops && silent < most_silent; ++hop) {
        if (!wait_until(std::min(next, end), stop)) break;
        next = clock_type::now() + gap;
        const auto left = std::chrono::duration_cast<milliseconds>(end - clock_type::now());
        if (left.count() <= 0) break;
        auto answer = pings.send(hop, std::min(left, patience_of_a_ping));
        const bool at_host = answer.status == IP_SUCCESS;
        const bool passed_on = answer.status == IP_TTL_EXPIRED_TRANSIT;
        silent = at_host || passed_on ? 0 : silent + 1;
        if (silent == 0) path.hops.push_back({hop, std::move(answer.address), answer.rtt});
        path.host_answered = path.host_answered || at_host;
        path.is_whole = at_host || silent == most_silent;
        if (at_host) break;
    }
    return path;
}

} // namespace fairway
