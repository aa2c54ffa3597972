#pragma once

#include "matrix/proxy_answer.hpp"

namespace fairway {

// What the HTTP status of a proxy that refused CONNECT says (RFC 9110 §15).

/// It may make such connections, but not this one.
inline bool cannot_reach(const proxy_answer& a) {
    return a.status == 500 || (a.status >= 502 && a.status <= 504);
}

/// Rather a web server than a proxy.
inline bool knows_no_connect(const proxy_answer& a) {
    return a.status == 405 || a.status == 501 || a.status == 505;
}

} // namespace fairway
