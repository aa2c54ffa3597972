#pragma once

#include "matrix/port.hpp"
#include "probes/responder/half_open.hpp"
#include "probes/wire/hello.hpp"

#include <boost/system/error_code.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
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

/// A port that is stood in on, at one address.
struct open_door {
    fairway::protocol protocol = fairway::protocol::tcp;
    std::uint16_t port = 0;
    std::string address; ///< numeric; of a wildcard "0.0.0.0" or "::"
};

/// A port that could not be bound.
struct not_bound {
    fairway::protocol protocol = fairway::protocol::tcp;
    std::uint16_t port = 0;
    std::string address;             ///< numeric; of a wildcard "0.0.0.0" or "::"
    boost::system::error_code error; ///< boost::system::errc::address_in_use: something real stands there
};

} // namespace fairway
