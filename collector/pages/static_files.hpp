#pragma once

#include "collector/http/message.hpp"

#include <optional>
#include <string_view>

namespace fairway::collector {

/// The answer to GET of an embedded file: "/" (which is /index.html), "/app.js" and so on. Packed if the request
/// accepts gzip, 304 if the browser has it already; nothing if this program has no such file.
std::optional<http_response> serve_static_file(const http_request& request);

/// Whether a value of Accept-Encoding names gzip, and not to refuse it.
bool accepts_gzip(std::string_view accept_encoding);

/// Whether a value of If-None-Match names `etag`, which is given with its quotes. "W/" makes no difference (RFC 9110
/// 13.1.2).
bool names_etag(std::string_view if_none_match, std::string_view etag);

} // namespace fairway::collector
