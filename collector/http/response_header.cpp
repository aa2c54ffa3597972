#include "collector/http/response_header.hpp"

#include "support/utc_time.hpp"

#include <chrono>

namespace fairway::collector {

namespace {

namespace http = boost::beast::http;

void set_default(http::fields& fields, const char* name, const char* value) {
    if (fields.find(name) == fields.end()) fields.set(name, value);
}

} // namespace

void fill_header(http::fields& to, const http_response& r) {
    for (const auto& [name, value] : r.headers)
        to.insert(name, value); // there may be two cookies
    set_default(to, "X-Content-Type-Options", "nosniff");
    set_default(to, "Cache-Control", "no-store");
    set_default(to, "Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
    set_default(to, "Referrer-Policy", "no-referrer");
    to.set(http::field::server, "fairway-collector");
    to.set(http::field::date, http_date(std::chrono::system_clock::now())); // pages count ages by it
}

} // namespace fairway::collector
