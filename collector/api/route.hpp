#pragma once

#include "collector/api/call.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace fairway::collector {

/// Where a handler runs. The I/O thread does only what needs no waiting.
enum class lane : std::uint8_t {
    here,   ///< on the I/O thread: uses neither the store nor much CPU time
    read,   ///< a small pool: one for probers, one for everybody else
    write,  ///< the writer's thread
    login,  ///< looked at on the pool for people, then in line for the one thread that tries passwords
    report, ///< read on the probers' pool, then kept by the writer together with others
};

struct route {
    std::string_view method;
    std::string_view path; ///< one segment may be "{id}"
    audience who;
    lane where;
    std::size_t body_limit; ///< bytes; 0: no body
    handler handle;         ///< null for lane::login and lane::report
};

/// Every route there is.
std::span<const route> routes();

/// What a method and a path lead to.
struct route_match {
    const route* found = nullptr;
    std::string_view id;                   ///< into the path
    std::vector<std::string_view> allowed; ///< not found, but these methods would be; empty: no such path
    std::size_t index = 0;                 ///< of the path among all, for counting: route_names()[index]
};
route_match find_route(std::string_view method, std::string_view path);

/// The different paths, in order, and at the end "other".
std::vector<std::string> route_names();

} // namespace fairway::collector
