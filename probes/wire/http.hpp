#pragma once

#include "probes/wire/stream_reader.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace fairway::wire {

struct http_question {
    std::string_view method; ///< "HEAD"
    std::string_view path;   ///< "/"
    std::string_view host;   ///< name or IP address; left out of the Host line when it cannot be part of one
    std::string_view port;   ///< ":5985", or empty for the scheme's own
    std::string_view proxy_authorization = {}; ///< empty: none
};

/// A request without a body that asks to close the connection afterwards (RFC 9112 §3).
std::string http_request(const http_question& question);

struct http_field {
    std::string_view name, value;
};

/// The beginning of a response (RFC 9112 §2.1). Everything lies in the bytes that were decoded.
struct http_head {
    unsigned status = 0;
    std::vector<http_field> fields;
    std::size_t size = 0; ///< with the empty line that ends it; 0: it was longer than what is taken

    /// All values of such fields.
    std::vector<std::string_view> all(std::string_view name) const;

    /// The value of the first such field, whatever the case; empty: there is none.
    std::string_view first(std::string_view name) const;
};

/// A longer head is taken as far as this.
inline constexpr std::size_t longest_http_head = 16 * 1024; ///< bytes

/// Only the status line has to be right; of the fields those that have the form are kept.
decoded<http_head> decode_http_head(std::string_view received);

} // namespace fairway::wire
