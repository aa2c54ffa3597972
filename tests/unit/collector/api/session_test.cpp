#include "collector/api/session.hpp"

#include <doctest/doctest.h>

using namespace fairway::collector;

namespace {

const std::string session_secret(64, 'a');

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
        {"fairway_session=" + session_secret, session_secret},
        {"a=b; fairway_session=" + session_secret + "; c", session_secret},
        {"a=b;fairway_session=" + session_secret, session_secret},
        {"x_fairway_session=" + session_secret, ""},
        {"fairway_session=" + session_secret + "a", ""},
        {"fairway_session=" + session_secret.substr(1), ""},
        {"fairway_session=\"" + session_secret + "\"", ""},
        {"FAIRWAY_SESSION=" + session_secret, ""},
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
    CHECK(bearer_credential(with("authorization", "Bearer " + session_secret)) == session_secret);
    for (const auto& value :
         {std::string(), "bearer " + session_secret, "Bearer  " + session_secret, "Bearer " + session_secret + " ",
          "Bearer" + session_secret, "Basic " + session_secret, "Bearer " + std::string(64, 'A')}) {
        CAPTURE(value);
        CHECK(bearer_credential(with("Authorization", value)).empty());
    }
}
