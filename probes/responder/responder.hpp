#pragma once

#include "matrix/port.hpp"
#include "probes/responder/half_open.hpp"
#include "probes/responder/journal.hpp"
#include "probes/wire/hello.hpp"

#include <boost/system/error_code.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

namespace fairway {

struct responder_options {
    port_list tcp, udp;                 ///< To stand in on.
    std::vector<std::string> addresses; ///< Numeric, of this machine, to listen on; empty: all of both families.
    /// Where `addresses` is empty and a port is taken on one address only, these are tried one by one.
    std::vector<std::string> own_addresses;
    std::vector<std::string> from; ///< Numeric; not empty: everybody else is turned away.
    wire::site_key key{};

    std::function<std::vector<half_open_connection>()> half_open; ///< Empty: this system cannot tell.
    std::function<std::int64_t()> clock;                          ///< Seconds since 1970.
    std::function<void(const std::string&)> say;                  ///< One line for the person at the screen.

    std::size_t connections = 2048, connections_per_source = 1024; ///< At once; the first is cut to the system's limit.
    std::chrono::milliseconds hello_within{5000};                  ///< Of the connection; then it is closed.
    double datagrams_per_second = 200;                             ///< Of one source; more are not looked at,
    std::size_t datagram_burst = 1000;                             ///< after so many at once.
};

/// A port that could not be bound.
struct not_bound {
    fairway::protocol protocol = fairway::protocol::tcp;
    std::uint16_t port = 0;
    std::string address;             ///< numeric; of a wildcard "0.0.0.0" or "::"
    boost::system::error_code error; ///< boost::system::errc::address_in_use: something real stands there
};

/// Stands in on ports until the real services exist: it answers valid hellos and nothing else.
class responder {
  public:
    /// Binds everything at once, so that privileges can be given up before run(). Throws boost::system::system_error
    /// when the machine cannot do it at all; a port that is taken is no error.
    explicit responder(responder_options options);
    ~responder();
    responder(const responder&) = delete;
    responder& operator=(const responder&) = delete;

    const std::vector<not_bound>& left_out() const;
    const port_list& tcp() const; ///< Stood in on, on one address at least.
    const port_list& udp() const;

    /// Answers until the time is over, or a stop is requested, from any thread (then false). `on_tick` is called once a
    /// second with what is left.
    bool run(std::chrono::milliseconds lifetime, const std::function<void(std::chrono::seconds)>& on_tick,
             std::stop_token stop = {});

    const reach_journal& journal() const; ///< Not while run() runs in another thread.

  private:
    struct impl;
    std::unique_ptr<impl> impl_;
};

} // namespace fairway
