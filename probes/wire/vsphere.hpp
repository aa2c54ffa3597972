#pragma once

#include "probes/wire/http.hpp"

#include <string>
#include <string_view>

namespace fairway::wire {

/// Where a vCenter Server and an ESXi host say, to everybody, which versions of their API there are ("Identifying the
/// API Versions Available on a Server", vSphere Web Services SDK Programming Guide).
inline constexpr std::string_view vim_versions_path = "/sdk/vimServiceVersions.xml";

struct vim_versions {
    http_head head;
    std::string newest; ///< version of the namespace urn:vim25; empty: the answer has none, and is of something else
};

/// The response to a GET of that path. It is known as soon as the version is there: the list of the older ones is long.
decoded<vim_versions> decode_vim_versions(std::string_view received);

} // namespace fairway::wire
