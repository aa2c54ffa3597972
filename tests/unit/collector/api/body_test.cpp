#include "collector/api/body.hpp"

#include <doctest/doctest.h>

using namespace fairway;
using namespace fairway::collector;

namespace {

constexpr key keys[] = {{"name", required}, {"hash"}, {"n"}};

struct outcome_of {
    unsigned status = 200;
    std::string body;
};

outcome_of read(const std::string& text, const std::string& type = "application/json") {
    http_request r;
    r.body = text;
    if (!type.empty()) r.headers.emplace_back("content-type", type);
    body_reader body(r, keys);
    body.text("name", 10);
    body.hex("hash", 4);
    body.number("n", 1, 10);
    if (const auto refused = body.refusal()) return {refused->status, refused->body};
    return {};
}

} // namespace

TEST_CASE("small bodies are read strictly") {
    struct row {
        const char* what;
        std::string text;
        unsigned status;
        const char* said;
    };
    const row rows[] = {
        {"all", R"({"name":"x","hash":"00ff","n":10})", 200, ""},
        {"the least", R"({"name":"x"})", 200, ""},
        {"null for nothing", R"({"name":"x","n":null})", 200, ""},
        {"nothing", "", 400, "is empty"},
        {"no JSON", "name=x", 400, "expected a value"},
        {"twice", R"({"name":"x","name":"y"})", 400, "given twice"},
        {"too deep", std::string(17, '[') + std::string(17, ']'), 400, "16 levels"},
        {"too long", "{\"name\":\"" + std::string(17000, 'x') + "\"}", 400, "16384 bytes"},
        {"no object", "[]", 422, "\"pointer\":\"\""},
        {"missing", "{}", 422, "name"},
        {"another", R"({"name":"x","nome":1})", 422, "/nome"},
        {"no text", R"({"name":7})", 422, "/name"},
        {"long text", R"({"name":"12345678901"})", 422, "10 bytes"},
        {"no hex", R"({"name":"x","hash":"00FF"})", 422, "4 lower-case hexadecimal digits"},
        {"too large a number", R"({"name":"x","n":11})", 422, "/n"},
        {"a huge number", R"({"name":"x","n":18446744073709551615})", 422, "/n"},
        {"a fraction", R"({"name":"x","n":1.5})", 422, "/n"},
        {"a text as a number", R"({"name":"x","n":"5"})", 422, "/n"},
    };
    for (const auto& r : rows) {
        CAPTURE(r.what);
        const auto got = read(r.text);
        CAPTURE(got.body);
        CHECK(got.status == r.status);
        CHECK(got.body.find(r.said) != std::string::npos);
    }
    CHECK(read(R"({"name":"x"})", "").status == 200);
    CHECK(read(R"({"name":"x"})", "application/json; charset=utf-8").status == 200);
    for (const char* type :
         {"text/plain", "application/x-www-form-urlencoded", "application/jsonx", "multipart/form-data"})
        CHECK(read(R"({"name":"x"})", type).status == 415);
}

TEST_CASE("what may be a secret is not repeated") {
    const auto got = read(R"({"name":"x","hash":"topsecret"})");
    CHECK(got.status == 422);
    CHECK(got.body.find("topsecret") == std::string::npos);
}
