#include "agent/inventory/vbr_conversation.hpp"

#include "agent/inventory/vbr_lists.hpp"
#include "tests/has.hpp"
#include "tests/unit/agent/inventory/vbr_samples.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <functional>
#include <utility>

using namespace fairway;
using std::chrono::milliseconds;
using std::chrono::seconds;
using test::has;

namespace {

http_answer answer_of(unsigned status, std::string body = {}, std::string retry_after = {}) {
    http_answer a;
    a.status = status;
    a.body = std::move(body);
    a.retry_after = std::move(retry_after);
    if (status == 0) a.error = "vbr:9419 closed the connection before its answer was complete";
    return a;
}

http_answer token_answer(const std::string& access = "A1", const std::string& refresh = "R1", int life = 900) {
    return answer_of(200, R"({"access_token": ")" + access + R"(", "token_type": "bearer", "refresh_token": ")" +
                              refresh + R"(", "expires_in": )" + std::to_string(life) + "}");
}

std::string header_of(const http_request& r, const std::string& name) {
    for (const auto& [n, v] : r.headers)
        if (n == name) return v;
    return {};
}

/// The list that is asked for, as the samples name it; empty: none.
std::string list_of(const http_request& r) {
    for (const auto& list : vbr_lists())
        if (r.target == list.path || r.target.starts_with(std::string(list.path) + "?")) return list.name;
    return {};
}

/// A server that answers with the samples, unless `instead` has something to say about a request.
struct scripted_talk {
    std::function<std::optional<http_answer>(const http_request&)> instead = [](const auto&) { return std::nullopt; };
    vbr_conversation talk{vbr_login("LAB\\ad min", "p&s=1%")};
    vbr_conversation::time now{};
    std::vector<http_request> asked;
    std::vector<milliseconds> waits;

    /// Until it is done or fails; gives the reason.
    std::string run() {
        for (int steps = 0; steps < 10'000; ++steps) {
            const auto step = talk.next(now);
            switch (step.what) {
            case vbr_step::kind::done: return {};
            case vbr_step::kind::failed: return step.why;
            case vbr_step::kind::wait:
                waits.push_back(step.wait);
                now += step.wait;
                break;
            case vbr_step::kind::ask:
                asked.push_back(step.request);
                talk.heard(answer_to(step.request), now, {});
                now += seconds(1);
                break;
            }
        }
        return "it does not end";
    }

    http_answer answer_to(const http_request& r) const {
        if (auto other = instead(r)) return *other;
        if (r.target == "/api/oauth2/token") return token_answer();
        if (r.target == "/api/oauth2/logout") return answer_of(200, "{}");
        return answer_of(200, test::vbr_samples().at(list_of(r)));
    }

    std::size_t times(const std::string& target) const {
        return static_cast<std::size_t>(std::count_if(asked.begin(), asked.end(), [&](const auto& r) {
            return r.target == target || r.target.starts_with(target + "?");
        }));
    }
};

constexpr const char* servers_path = "/api/v1/backupInfrastructure/managedServers";
constexpr const char* token_path = "/api/oauth2/token";

} // namespace

TEST_CASE("signs in, asks for every list with the token, and signs out") {
    scripted_talk s;
    REQUIRE(s.run() == "");
    REQUIRE(s.asked.size() == vbr_lists().size() + 2);
    CHECK(std::string(s.asked[0].method) == "POST");
    CHECK(s.asked[0].target == token_path);
    CHECK(s.asked[0].type == "application/x-www-form-urlencoded");
    CHECK(s.asked[0].body == "grant_type=password&username=LAB%5Cad%20min&password=p%26s%3D1%25");
    CHECK(header_of(s.asked[0], "x-api-version") == "1.3-rev1");
    CHECK(header_of(s.asked[0], "Authorization") == "");
    for (std::size_t i = 0; i < vbr_lists().size(); ++i) {
        const auto& r = s.asked[i + 1];
        CAPTURE(r.target);
        CHECK(list_of(r) == vbr_lists()[i].name);
        CHECK(std::string(r.method) == "GET");
        CHECK(r.body.empty());
        CHECK(header_of(r, "Authorization") == "Bearer A1");
        CHECK(header_of(r, "x-api-version") == "1.3-rev1");
        CHECK(r.target.ends_with("?skip=0&limit=500") == vbr_lists()[i].paged);
    }
    CHECK(s.asked.back().target == "/api/oauth2/logout");
    CHECK(header_of(s.asked.back(), "Authorization") == "Bearer A1");
    CHECK(s.waits.empty());
    CHECK(std::move(s.talk).take().servers.size() == 5);
}

TEST_CASE("page after page, as large as the server makes them") {
    scripted_talk s;
    s.instead = [](const http_request& r) -> std::optional<http_answer> {
        if (list_of(r) != "managedServers") return std::nullopt;
        const auto skip = std::stoul(r.target.substr(r.target.find('=') + 1));
        std::string body = R"({"data": [)";
        for (auto i = skip; i < std::min(skip + 3, 8UL); ++i)
            body += (i == skip ? "" : ",") + std::string(R"({"name": "s)") + std::to_string(i) + "\"}";
        return answer_of(200, body + R"(], "pagination": {"total": 8}})");
    };
    REQUIRE(s.run() == "");
    CHECK(s.times(servers_path) == 3);
    CHECK(std::move(s.talk).take().servers.size() == 8);
}

TEST_CASE("pages that do not come to an end") {
    scripted_talk empty;
    empty.instead = [](const http_request& r) -> std::optional<http_answer> {
        if (list_of(r) != "managedServers") return std::nullopt;
        return answer_of(200, R"({"data": [], "pagination": {"total": 8}})");
    };
    CHECK(has(empty.run(), "has 8 entities at /api/v1/backupInfrastructure/managedServers, but gives none behind the "
                           "first 0"));
    scripted_talk endless;
    endless.instead = [](const http_request& r) -> std::optional<http_answer> {
        if (list_of(r) != "managedServers") return std::nullopt;
        return answer_of(200, R"({"data": [{"name": "x"}], "pagination": {"total": 200000}})");
    };
    CHECK(has(endless.run(), "do not come to an end"));
    CHECK(endless.times(servers_path) == vbr_conversation::most_pages);
}

TEST_CASE("a wrong password is tried once, and told") {
    struct row {
        unsigned status;
        std::string body;
        const char* why;
    };
    const row rows[] = {
        {401, R"({"errorCode": "AccessDenied", "message": "Not this one.", "resourceId": ""})",
         "the server rejects the user or the password (401): Not this one."},
        {401, "<html>", "the server rejects the user or the password (401)"},
        {403, "", "the server rejects the user or the password (403)"},
        {400, R"({"message": "bad"})",
         "does not take the sign-in (400): bad. Are user and password right, and does it "
         "know revision 1.3-rev1"},
        {404, "", "(404); is this the REST API of Backup & Replication (port 9419)?"},
        {302, "", "(302); is this the REST API"},
        {200, "<html>", "gives no token"},
        {200, "[]", "gives no token"},
        {200, R"({"access_token": ""})", "gives no token"},
        {200, R"({"access_token": "a\r\nX: y"})", "gives no token"},
        {200, R"({"access_token": 5})", "gives no token"},
    };
    for (const auto& r : rows) {
        CAPTURE(r.body);
        scripted_talk s;
        s.instead = [&](const http_request&) { return answer_of(r.status, r.body); };
        const auto why = s.run();
        CAPTURE(why);
        CHECK(has(why, r.why));
        CHECK(s.asked.size() == 1);
    }
}

TEST_CASE("what a server repeats of a secret is not shown, nor what would move a terminal's cursor") {
    scripted_talk s;
    s.instead = [](const http_request&) { return answer_of(401, R"({"message": "no user with p&s=1% here"})"); };
    CHECK(s.run() == "the server rejects the user or the password (401)");
    scripted_talk t;
    t.instead = [](const http_request&) {
        return answer_of(401, "{\"message\": \"a\\u001b[2Jb" + std::string(999, 'x') + "\"}");
    };
    const auto why = t.run();
    CHECK(has(why, ": a?[2Jb"));
    CHECK(why.size() < 400);
}

TEST_CASE("a token that ends in the middle is renewed, else the password is given again") {
    scripted_talk s;
    int tokens = 0;
    s.instead = [&](const http_request& r) -> std::optional<http_answer> {
        if (r.target == token_path) return ++tokens == 2 ? token_answer("A2", "R2") : token_answer();
        // The first token is no good for repositories.
        if (list_of(r) == "repositories" && header_of(r, "Authorization") == "Bearer A1") return answer_of(401);
        return std::nullopt;
    };
    REQUIRE(s.run() == "");
    CHECK(tokens == 2);
    std::vector<std::string> bodies;
    for (const auto& r : s.asked)
        if (r.target == token_path) bodies.push_back(r.body);
    CHECK(bodies[1] == "grant_type=refresh_token&refresh_token=R1");
    CHECK(header_of(s.asked.back(), "Authorization") == "Bearer A2");

    scripted_talk refused;
    bool rejected = false;
    refused.instead = [&](const http_request& r) -> std::optional<http_answer> {
        if (r.body.starts_with("grant_type=refresh")) return answer_of(400);
        if (list_of(r) == "proxies" && !std::exchange(rejected, true)) return answer_of(401);
        return std::nullopt;
    };
    REQUIRE(refused.run() == "");
    CHECK(refused.times(token_path) == 3); // password, refresh, password
    CHECK(refused.times("/api/v1/backupInfrastructure/proxies") == 2);
}

TEST_CASE("a token is renewed before it ends, and a server that rejects its own is left") {
    scripted_talk s;
    s.instead = [](const http_request& r) -> std::optional<http_answer> {
        if (r.target == token_path) return token_answer("A", "R", 125); // 65 s, and each request takes one
        return std::nullopt;
    };
    s.now += seconds(1);
    REQUIRE(s.run() == "");
    CHECK(s.times(token_path) == 1);
    scripted_talk slow;
    slow.instead = [&](const http_request& r) -> std::optional<http_answer> {
        slow.now += seconds(30);
        if (r.target == token_path) return token_answer("A", "R", 125);
        return std::nullopt;
    };
    REQUIRE(slow.run() == "");
    CHECK(slow.times(token_path) > 2);

    scripted_talk never;
    never.instead = [](const http_request& r) -> std::optional<http_answer> {
        if (r.target == token_path) return std::nullopt;
        return answer_of(401);
    };
    CHECK(has(never.run(), "rejects its own token (401) for /api/v1/serverInfo"));
    CHECK(never.times(token_path) == 3);
}

TEST_CASE("a server that is busy gets the time that it asks for") {
    scripted_talk s;
    int busy = 0;
    s.instead = [&](const http_request& r) -> std::optional<http_answer> {
        if (list_of(r) != "managedServers" || ++busy > 3) return std::nullopt;
        return busy == 1 ? answer_of(429, "", "7") : answer_of(busy == 2 ? 503 : 0);
    };
    REQUIRE(s.run() == "");
    CHECK(s.waits == std::vector<milliseconds>{seconds(7), seconds(2), seconds(4)});
    CHECK(s.times(servers_path) == 4);
}

TEST_CASE("an hour is the most that it takes") {
    scripted_talk slow;
    slow.instead = [&](const http_request&) -> std::optional<http_answer> {
        slow.now += std::chrono::minutes(10);
        return std::nullopt;
    };
    CHECK(has(slow.run(), "the server is too slow: after 1 h there is more to read. It stopped at "));
}

TEST_CASE("but not for ever") {
    struct row {
        http_answer answer;
        std::size_t asked;
        const char* why;
    };
    const row rows[] = {
        {answer_of(500, R"({"message": "broken"})"), 4,
         "the server answers (500): broken, 4 times in a row. It stopped at "
         "managedServers"},
        {answer_of(429, "", "3600"), 1, "the server answers (429), and asks to wait 3600 s; try again later"},
        {answer_of(0), 4,
         "closed the connection before its answer was complete, 4 times in a row. It stopped at "
         "managedServers"},
    };
    for (const auto& r : rows) {
        scripted_talk s;
        s.instead = [&](const http_request& asked) -> std::optional<http_answer> {
            return list_of(asked) == "managedServers" ? std::optional(r.answer) : std::nullopt;
        };
        const auto why = s.run();
        CAPTURE(why);
        CHECK(has(why, r.why));
        CHECK(s.times(servers_path) == r.asked);
    }
    scripted_talk nobody;
    nobody.instead = [](const http_request&) { return answer_of(0); };
    CHECK(has(nobody.run(), "closed the connection"));
    CHECK(nobody.asked.size() == 1);
}

TEST_CASE("lists that a server or a user lacks are noted, if there is an inventory without") {
    scripted_talk s;
    s.instead = [](const http_request& r) -> std::optional<http_answer> {
        if (list_of(r) == "mountServers") return answer_of(404);
        if (list_of(r) == "discoveredEntities") return answer_of(403, R"({"message": "not yours"})");
        return std::nullopt;
    };
    REQUIRE(s.run() == "");
    CHECK(std::move(s.talk).take().not_read ==
          std::vector<std::string>{"the server does not give mountServers (404)",
                                   "the server does not give discoveredEntities (403): not yours"});

    scripted_talk t;
    t.instead = [](const http_request& r) -> std::optional<http_answer> {
        return list_of(r) == "managedServers" ? std::optional(answer_of(403)) : std::nullopt;
    };
    CHECK(has(t.run(), "does not give /api/v1/backupInfrastructure/managedServers (403). The user needs the role"));

    scripted_talk u;
    u.instead = [](const http_request& r) -> std::optional<http_answer> {
        return list_of(r) == "managedServers" ? std::optional(answer_of(200, "<html>")) : std::nullopt;
    };
    CHECK(has(u.run(), "an answer cannot be read: /api/v1/backupInfrastructure/managedServers: line 1, column 1"));
}
