#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace fairway::identify {

/// That a conversation goes through an HTTP proxy (RFC 9110 §9.3.6, RFC 9112 §3.2.2).
struct proxied {
    std::string target;        ///< "host:443", "[2001:db8::1]:443"
    std::string authorization; ///< Value of Proxy-Authorization; empty: none. Never shown.
    bool tunnel = true;        ///< False: no tunnel; the request names its whole URL, as for plain HTTP.
};

/// What a proxy makes of it.
struct proxy_reply {
    enum class verdict {
        more,     ///< not the whole head of an answer yet
        passes,   ///< CONNECT: the tunnel stands. Plain: the answer is the service's.
        refuses,  ///< The proxy itself says no.
        unclear,  ///< Plain: an error, of the proxy or of the service.
        no_proxy, ///< no HTTP at all
    };
    verdict says = verdict::more;
    unsigned status = 0;
    std::string words;    ///< printable: what the proxy says more than the status
    std::size_t size = 0; ///< passes, through a tunnel: what lies behind so many bytes comes from the service
};

/// The request that opens the tunnel.
std::string connect_request(const proxied& through);

/// "GET http://host/", of which the proxy fetches the answer.
std::string plain_request(const proxied& through);

/// Reads the beginning of the answer to one of them.
proxy_reply read_proxy_answer(const proxied& through, std::string_view received);

} // namespace fairway::identify
