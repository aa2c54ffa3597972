#include "fixture.hpp"
#include "json_schema.hpp"

#include "collector/api/handlers.hpp"
#include "collector/api/route.hpp"
#include "support/secret.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <functional>
#include <set>

using namespace fairway;
using namespace fairway::test;
using nlohmann::json;

namespace {

/// A status that an operation may answer with.
struct promise {
    std::string path, method;
    unsigned status = 0;
    auto operator<=>(const promise&) const = default;
};

std::string words(const promise& p) {
    return p.method + " " + p.path + " " + std::to_string(p.status);
}

/// The document that a server serves, and what of it has been seen to be true.
class contract {
  public:
    explicit contract(const collector_fixture& c) : document_(json::parse(c.ask("GET", "/api/v1/openapi.json").body)) {
        for (const auto& path : document_.at("paths").items())
            for (const auto& operation : path.value().items())
                for (const auto& response : operation.value().at("responses").items())
                    unseen_.insert({path.key(), operation.key(), static_cast<unsigned>(std::stoul(response.key()))});
    }

    const json& document() const { return document_; }
    std::set<promise> promised() const { return unseen_; }

    /// Holds an answer against the document.
    void check(const promise& p, const reply& r) {
        const auto what = words(p);
        CAPTURE(what);
        CAPTURE(r.body);
        CHECK(r.status == p.status);
        if (r.status != p.status) return;
        const auto& responses = document_.at("paths").at(p.path).at(p.method).at("responses");
        REQUIRE(responses.contains(std::to_string(p.status)));
        const auto& response = resolved(responses.at(std::to_string(p.status)));
        const auto headers = response.value("headers", json::object());
        for (const auto& header : headers.items()) {
            auto name = header.key();
            std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return std::tolower(c); });
            CAPTURE(name);
            CHECK(!r.header(name).empty());
        }
        if (!response.contains("content")) {
            CHECK(r.body.empty());
        } else {
            const auto& content = response.at("content");
            const auto type = r.header("content-type");
            const auto media = type.substr(0, type.find(';'));
            CAPTURE(media);
            REQUIRE(content.contains(media));
            const json value = media == "application/json" ? json::parse(r.body) : json(r.body);
            for (const auto& violation : violations(document_, content.at(media).at("schema"), value))
                FAIL_CHECK(violation);
        }
        unseen_.erase(p);
    }

    std::string unseen() const {
        std::string all;
        for (const auto& p : unseen_)
            all += words(p) + "\n";
        return all;
    }

  private:
    const json& resolved(const json& part) const {
        if (!part.contains("$ref")) return part;
        return document_.at(json::json_pointer(part.at("$ref").get<std::string>().substr(1)));
    }

    json document_;
    std::set<promise> unseen_;
};

const std::string json_type = "Content-Type: application/json";

} // namespace

TEST_CASE("openapi.json lists the routes of the API, and no others") {
    collector_fixture c;
    const contract api(c);
    std::set<std::pair<std::string, std::string>> described, there;
    for (const auto& p : api.promised())
        described.insert({p.path, p.method});
    for (const auto& r : routes()) {
        if (r.handle == api::get_page) continue; // for browsers: no part of the API
        std::string method(r.method);
        std::transform(method.begin(), method.end(), method.begin(), [](unsigned char c2) { return std::tolower(c2); });
        there.insert({std::string(r.path), method});
    }
    CHECK(described == there);
}

TEST_CASE("openapi.json is true: every path, method and status happens, and every body is as described") {
    collector_fixture c;
    contract api(c);
    const auto prober = c.join(), other = c.join("web02"), revoked = c.join("web03");
    const auto anna = c.log_in("anna"), vic = c.log_in("vic");
    REQUIRE(c.kept->revoke_prober(revoked.id, "test", c.now()));
    const std::string v1 = "/api/v1";
    const auto unknown = random_hex(16);

    const auto is_prober = [&](const promise& p) {
        return p.path == v1 + "/reports" || p.path == v1 + "/credential" || p.path == v1 + "/authorities";
    };
    const auto security = [&](const promise& p) {
        return api.document().at("paths").at(p.path).at(p.method).at("security");
    };
    /// All that opens the operation.
    const auto keys = [&](const promise& p) -> std::vector<std::string> {
        if (security(p).empty()) return {};
        if (is_prober(p)) return {prober.authorization()};
        return {anna.cookie, anna.csrf};
    };
    const auto ask = [&](const promise& p, const std::vector<std::string>& headers, const std::string& body = "",
                         const std::string& more = "", const std::string& id = "") {
        auto target = p.path + more;
        if (const auto at = target.find("{id}"); at != std::string::npos)
            target.replace(at, 4, id.empty() ? unknown : id);
        auto method = p.method;
        std::transform(method.begin(), method.end(), method.begin(), [](unsigned char x) { return std::toupper(x); });
        return c.ask(method, target, headers, body);
    };
    const auto with = [](std::vector<std::string> headers, const std::string& more) {
        headers.push_back(more);
        return headers;
    };
    /// A body that the operation takes.
    const auto body_of = [&](const promise& p) -> std::string {
        if (p.path == v1 + "/reports") return sample_report();
        if (p.path == v1 + "/credential") return json{{"credential_sha256", sha256_hex(make_secret())}}.dump();
        if (p.path == v1 + "/login") return json{{"name", "anna"}, {"password", c.password}}.dump();
        if (p.path == v1 + "/tokens" && p.method == "post") return R"({"site":"berlin","uses":3})";
        if (p.path == v1 + "/enroll")
            return json{{"token", make_secret()},
                        {"credential_sha256", sha256_hex(make_secret())},
                        {"host", "x"},
                        {"install_id", random_hex(16)}}
                .dump();
        return "";
    };

    // Something to look at.
    REQUIRE(c.send_report(prober, sample_report("pass")).status == 200);
    REQUIRE(c.send_report(prober, sample_report("fail")).status == 200);

    // What goes well.
    const auto token = c.make_token();
    const auto enrollment_body = json{
        {"token", token},
        {"credential_sha256", sha256_hex(make_secret())},
        {"host", "web09"},
        {"install_id", random_hex(16)},
        {"fairway", "0.1.0"}}.dump();
    api.check({v1 + "/enroll", "post", 201}, c.ask("POST", v1 + "/enroll", {json_type}, enrollment_body));
    api.check({v1 + "/enroll", "post", 200}, c.ask("POST", v1 + "/enroll", {json_type}, enrollment_body));
    for (const auto& p : api.promised()) {
        if (p.status != 200 && p.status != 201 && p.status != 204) continue;
        if (p.path == v1 + "/enroll" || p.path == v1 + "/logout" || p.path == v1 + "/events" ||
            p.path.find("{id}") != std::string::npos)
            continue;
        api.check(p, ask(p, keys(p), body_of(p)));
    }
    api.check({v1 + "/flows", "get", 200}, c.ask("GET", v1 + "/flows?detail=1&prober=" + prober.id, {vic.cookie}));
    {
        auto stream = c.connect();
        stream.send("GET /api/v1/events?after=0 HTTP/1.1\r\nHost: x\r\n" + vic.cookie + "\r\n\r\n");
        api.check({v1 + "/events", "get", 200}, stream.receive());
        const auto event = stream.receive_until("\n\n");
        const auto data = json::parse(event.substr(event.find("data: ") + 6));
        const auto& transition = api.document().at("components").at("schemas").at("Transition");
        for (const auto& violation : violations(api.document(), transition, data))
            FAIL_CHECK(violation);
    }
    api.check({v1 + "/probers/{id}", "get", 200}, c.ask("GET", v1 + "/probers/" + prober.id, {vic.cookie}));
    for (const char* query : {"?by=site", "?by=host&outcome=broken", "?by=host&limit=1"})
        api.check({v1 + "/overview", "get", 200}, c.ask("GET", v1 + "/overview" + query, {vic.cookie}));
    const auto leaving = c.log_in("vic");
    api.check({v1 + "/logout", "post", 204}, c.ask("POST", v1 + "/logout", {leaving.cookie, leaving.csrf}));
    const auto spare =
        c.kept->create_token(sha256_hex(make_secret()), "berlin", 1, std::chrono::hours(1), "x", c.now());
    const promise revoke{v1 + "/probers/{id}/revoke", "post", 204}, forget{v1 + "/tokens/{id}", "delete", 204};
    api.check(forget, ask(forget, keys(forget), "", "", spare));
    const auto leaver = c.join("web10");
    api.check(revoke, ask(revoke, keys(revoke), "", "", leaver.id));

    // What does not.
    api.check({v1 + "/login", "post", 401},
              c.ask("POST", v1 + "/login", {json_type}, R"({"name":"anna","password":"no"})"));
    const auto taken = json{{"credential_sha256", sha256_hex(other.credential)}}.dump();
    api.check({v1 + "/credential", "post", 409}, c.ask("POST", v1 + "/credential", {prober.authorization()}, taken));
    for (const auto& p : api.promised()) {
        const bool reads_json = !body_of(p).empty();
        switch (p.status) {
        case 400: api.check(p, reads_json ? ask(p, keys(p), "{") : ask(p, keys(p), "", "?nonsense=1")); break;
        case 401:
            if (p.path != v1 + "/login") api.check(p, ask(p, {}));
            break;
        case 403:
            if (p.path == v1 + "/enroll")
                api.check(p, ask(p, {json_type}, body_of(p)));
            else if (is_prober(p))
                api.check(p, ask(p, {revoked.authorization()}));
            else // neither a viewer nor an admin without the CSRF header
                api.check(p, ask(p, p.method == "get" ? std::vector{vic.cookie} : std::vector{anna.cookie}));
            break;
        case 404: api.check(p, ask(p, keys(p))); break;
        case 413: api.check(p, ask(p, with(keys(p), "Content-Length: 2097153"))); break;
        case 415: api.check(p, ask(p, with(keys(p), "Content-Type: text/plain"), "x")); break;
        case 422: api.check(p, ask(p, with(keys(p), json_type), R"({"nonsense":1})")); break;
        case 429: {
            reply r;
            for (int i = 0; i < 6 && r.status != 429; ++i)
                r = ask(p, {json_type}, p.path == v1 + "/login" ? R"({"name":"vic","password":"no"})" : body_of(p));
            api.check(p, r);
            break;
        }
        default: break;
        }
    }
    c.go_forward(std::chrono::seconds(61)); // the limits of attempts are over
    c.kept->broken = true;
    for (const auto& p : api.promised())
        if (p.status == 503 && p.path != "/metrics") api.check(p, ask(p, keys(p), body_of(p)));
    collector_fixture overloaded({}, 256 * 1024 * 1024, 0);
    api.check({"/metrics", "get", 503}, overloaded.ask("GET", "/metrics"));

    INFO("never happened:\n" << api.unseen());
    CHECK(api.promised().empty());
}

TEST_CASE("every reference in openapi.json leads somewhere, and every operation has its own id") {
    collector_fixture c;
    const contract api(c);
    const auto& document = api.document();
    CHECK(document.at("openapi") == "3.1.0");
    std::set<std::string> ids;
    const std::function<void(const json&)> walk = [&](const json& part) {
        if (part.is_object() && part.contains("$ref")) {
            const auto target = part.at("$ref").get<std::string>();
            CAPTURE(target);
            CHECK(document.contains(json::json_pointer(target.substr(1))));
        }
        if (part.is_object() && part.contains("operationId"))
            CHECK(ids.insert(part.at("operationId").get<std::string>()).second);
        if (part.is_structured())
            for (const auto& member : part)
                walk(member);
    };
    walk(document);
    const auto pages =
        std::count_if(routes().begin(), routes().end(), [](const auto& r) { return r.handle == api::get_page; });
    CHECK(ids.size() + static_cast<std::size_t>(pages) == routes().size());
}
