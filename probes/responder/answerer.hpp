#pragma once

#include "matrix/port.hpp"
#include "probes/responder/half_open.hpp"
#include "probes/responder/journal.hpp"
#include "probes/responder/judge.hpp"
#include "probes/responder/responder_options.hpp"
#include "probes/wire/hello.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace fairway {

/// "fe80::1%eth0" -> "fe80::1": a zone is no part of who somebody is.
std::string without_zone(const std::string& address);

/// Decides who is answered, and what; keeps the journal. No sockets.
class answerer {
  public:
    using clock = half_open_watch::clock;

    struct settings {
        wire::site_key key{};
        std::vector<std::string> from;               ///< numeric; not empty: everybody else is turned away
        std::function<std::int64_t()> time;          ///< Seconds since 1970.
        std::function<void(const std::string&)> say; ///< may be empty
        half_open_watch::reader half_open;           ///< may be empty
    };
    explicit answerer(settings s);

    /// Before the first answer.
    void stands_on(std::vector<open_door> doors);
    const port_list& tcp() const { return tcp_; } ///< Stood in on, on one address at least.
    const port_list& udp() const { return udp_; }

    bool admits(const std::string& source) const;

    /// What to send back for `bytes` that `asker` sent to `here`, where a port is stood in on; nearly always nothing.
    std::string answer(protocol p, std::string_view bytes, wire::hello_endpoint asker, wire::hello_endpoint here,
                       clock::time_point now);

    /// A connection ended without a hello that was answered.
    void was_only_connected(const std::string& source, std::uint16_t port) { journal_.connected(source, port); }

    /// Now and then: looks at handshakes that are not finished.
    void look_around(clock::time_point now);

    const reach_journal& journal() const { return journal_; }

  private:
    bool is_welcome(const hello_judgment& j, protocol p, const wire::hello_endpoint& asker, std::uint16_t port,
                    std::int64_t time);
    void say_clock(const std::string& source, std::int64_t seconds) const;
    const std::pair<port_list, port_list>& open_at(const std::string& here);

    settings settings_;
    hello_judge judge_;
    half_open_watch half_open_;
    reach_journal journal_;
    std::vector<open_door> doors_;
    port_list tcp_, udp_;
    std::map<std::string, std::pair<port_list, port_list>> by_address_;
    bool said_full_ = false;
};

} // namespace fairway
