#include "collector/pages/static_files.hpp"

#include "collector/pages/page_files.hpp"
#include "support/gzip.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace fairway;
using namespace fairway::collector;

namespace {

http_request request_for(const std::string& path, http_headers headers = {}) {
    http_request request;
    request.method = "GET";
    request.path = path;
    request.headers = std::move(headers);
    return request;
}

http_response get(const std::string& path, http_headers headers = {}) {
    const auto page = serve_static_file(request_for(path, std::move(headers)));
    REQUIRE(page);
    return *page;
}

std::string header(const http_response& r, const std::string& name) {
    const auto found = std::find_if(r.headers.begin(), r.headers.end(), [&](const auto& h) { return h.first == name; });
    return found == r.headers.end() ? std::string() : found->second;
}

} // namespace

TEST_CASE("every embedded file is served as it is, packed where that is taken, and not again where it is known") {
    const auto files = page_files();
    REQUIRE(std::any_of(files.begin(), files.end(), [](const auto& f) { return f.name == "index.html"; }));
    for (const auto& [name, text] : files) {
        const auto& this_name = name;
        CAPTURE(this_name);
        const auto path = "/" + std::string(name);
        const auto plain = get(path);
        CHECK(plain.status == 200);
        CHECK(plain.body == text);
        CHECK(header(plain, "Content-Encoding").empty());
        CHECK(header(plain, "Vary") == "Accept-Encoding");
        CHECK(header(plain, "Cache-Control") == "no-cache");

        const auto packed = get(path, {{"accept-encoding", "deflate, gzip;q=0.5, br"}});
        CHECK(packed.status == 200);
        CHECK(header(packed, "Content-Encoding") == "gzip");
        CHECK(gunzip(packed.body, 64 * 1024 * 1024) == text);
        CHECK(header(packed, "ETag") != header(plain, "ETag"));

        for (const auto* r : {&plain, &packed}) {
            const auto again = get(path, {{"If-None-Match", header(*r, "ETag")}, {"Accept-Encoding", "gzip"}});
            CHECK(again.status == 304);
            CHECK(again.body.empty());
            CHECK(header(again, "ETag") == header(packed, "ETag"));
            CHECK(header(again, "Content-Encoding").empty());
        }
        CHECK(get(path, {{"If-None-Match", "\"0123\""}}).status == 200);
    }
    CHECK(get("/").body == get("/index.html").body);
    CHECK(get("/").type == "text/html; charset=utf-8");
}

TEST_CASE("a page loads nothing from elsewhere and nothing inline, and nobody can frame it") {
    const auto policy = header(get("/"), "Content-Security-Policy");
    for (const char* part : {"default-src 'none'", "script-src 'self'", "style-src 'self'", "connect-src 'self'",
                             "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'"}) {
        CAPTURE(part);
        CHECK(policy.find(part) != std::string::npos);
    }
    CHECK(policy.find("unsafe") == std::string::npos);
    // What the policy forbids must not be needed.
    for (const auto& [name, text] : page_files()) {
        if (!name.ends_with(".html")) continue;
        const auto& this_name = name;
        CAPTURE(this_name);
        for (const char* forbidden :
             {"<style", " style=", "<script>", " onload=", " onclick=", "src=\"http", "//cdn"}) {
            CAPTURE(forbidden);
            CHECK(text.find(forbidden) == std::string::npos);
        }
    }
}

TEST_CASE("a file that is not embedded is not found, whatever its name looks like") {
    for (const char* path : {"/app.map", "/../index.html", "/index.html/", "//index.html", ""}) {
        CAPTURE(path);
        CHECK(!serve_static_file(request_for(path)));
    }
}

TEST_CASE("Accept-Encoding") {
    struct row {
        const char* value;
        bool gzip;
    };
    for (const auto& r : {row{"", false}, row{"gzip", true}, row{"br, gzip", true}, row{"deflate,gzip;q=1.0", true},
                          row{"gzip;q=0", false}, row{"gzip ; q=0.000", false}, row{"gzip;q=0.001", true},
                          row{"identity", false}, row{"*", false}, row{"gzipped", false}, row{",,", false}}) {
        CAPTURE(r.value);
        CHECK(accepts_gzip(r.value) == r.gzip);
    }
}

TEST_CASE("If-None-Match") {
    struct row {
        const char* value;
        bool named;
    };
    for (const auto& r : {row{"", false}, row{"\"a\"", true}, row{"W/\"a\"", true}, row{"\"b\", \"a\"", true},
                          row{"\"b\",W/\"a\"", true}, row{"*", true}, row{"a", false}, row{"\"ab\"", false}}) {
        CAPTURE(r.value);
        CHECK(names_etag(r.value, "\"a\"") == r.named);
    }
}
