#pragma once

#include "matrix/port.hpp"
#include "probes/responder/journal.hpp"

#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

namespace fairway {

/// Ports that a responder did not stand in on, and why, e.g. {"TCP 22", "sshd (pid 812)"}.
struct ports_of {
    fairway::protocol protocol = fairway::protocol::tcp;
    port_list ports;
    std::string who; ///< the service, or why the port could not be bound
};

/// What `fairway listen` did.
struct listening {
    std::string host;
    std::vector<std::string> roles;
    port_list tcp, udp;            ///< stood in on, at every address that others reach
    std::vector<ports_of> partly;  ///< stood in on at some addresses; `who` says at which, and who has the others
    std::vector<ports_of> taken;   ///< a real service stands there
    std::vector<ports_of> unbound; ///< could not be bound
};

/// What is bound and what not, for the beginning.
std::string render_listening(const listening& l, std::size_t width);

/// Who reached what, for the end; ranges as spans.
std::string render_reached(const listening& l, const reach_journal& journal, std::chrono::seconds lasted,
                           std::size_t width);

} // namespace fairway
