#pragma once

#include <string_view>

namespace fairway {

/// Where this process runs as root: becomes the user nobody for good, and checks that there is no way back. True if it
/// did. Throws if that fails: whatever speaks to the network must not go on as root.
/// Windows has no such user to become: there the process gives up all its privileges for good, keeps its user, and this
/// is false.
bool give_up_root();

/// Who may bind ports, and what happens to rights once they are bound; a sentence or two for people.
std::string_view about_binding();

/// Why the system may have denied a port to this process, in words that follow the port.
std::string_view why_port_denied();

} // namespace fairway
