#include "collector/api/session.hpp"

#include <doctest/doctest.h>

using namespace fairway::collector;

namespace {

const std::string secret(64, 'a');

http_request with(const std::string& name, const std::string& value) {
    http_request r;
    r.headers.emplace_back(name, value);
    return r;
}

} // namespace

TEST_CASE("the session among the cookies of a browser") {
    struct row {
        std::string header, found;
    };
    const row rows[] = {
        {"fairway_session=" + secret, secret},
        {"a=b; fairway_session=" + secret + "; c", secret},
        {"a=b;fairway_session=" + secret, secret},
        {"x_fairway_session=" + secret, ""},
        {"fairway_session=" + secret + "a", ""},
        {"fairway_session=" + secret.substr(1), ""},
        {"fairway_session=\"" + secret + "\"", ""},
        {"FAIRWAY_SESSION=" + secret, ""},
        {"fairway_session", ""},
        {"", ""},
        {";;;=;", ""},
    };
    for (const auto& r : rows) {
        CAPTURE(r.header);
        CHECK(session_cookie(with("cookie", r.header)) == r.found);
    }
    CHECK(session_cookie({}).empty());
}

TEST_CASE("the cookie is for this site, for TLS and for no script") {
    CHECK(set_session_cookie("x", true) ==
          "fairway_session=x; Path=/; HttpOnly; SameSite=Strict; Max-Age=43200; Secure");
    CHECK(set_session_cookie("", false) == "fairway_session=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0");
}

TEST_CASE("a credential in the Authorization header") {
    CHECK(bearer_credential(with("authorization", "Bearer " + secret)) == secret);
    for (const auto& value : {std::string(), "bearer " + secret, "Bearer  " + secret, "Bearer " + secret + " ",
                              "Bearer" + secret, "Basic " + secret, "Bearer " + std::string(64, 'A')}) {
        CAPTURE(value);
        CHECK(bearer_credential(with("Authorization", value)).empty());
    }
}
