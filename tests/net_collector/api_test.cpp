#include "fixture.hpp"

#include "matrix/shipped.hpp"
#include "support/gzip.hpp"
#include "support/secret.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <future>
#include <semaphore>
#include <set>
#include <thread>

using namespace fairway;
using namespace fairway::test;
using nlohmann::json;
using std::chrono::hours;
using std::chrono::seconds;

namespace {

json enrollment_of(const std::string& token, const std::string& credential, const std::string& install_id) {
    return {{"token", token},
            {"credential_sha256", sha256_hex(credential)},
            {"host", "web01"},
            {"install_id", install_id},
            {"fairway", "0.1.0"}};
}

const std::vector<std::string> as_json{"Content-Type: application/json"};

} // namespace

TEST_CASE("enrolling: once, the same again, again after a new installation, and not with a used token") {
    collector_fixture c;
    const auto enroll = [&](const json& body) { return c.ask("POST", "/api/v1/enroll", as_json, body.dump()); };
    const auto token = c.make_token();
    const auto install_id = random_hex(16), credential = make_secret();
    const auto first = enroll(enrollment_of(token, credential, install_id));
    REQUIRE(first.status == 201);
    const auto joined_as = json::parse(first.body);
    CHECK(joined_as.at("tenant") == "default");
    CHECK(joined_as.at("site") == "berlin");
    CHECK(joined_as.at("collector") == "localhost");

    const auto again = enroll(enrollment_of(token, credential, install_id));
    CHECK(again.status == 200);
    CHECK(json::parse(again.body) == joined_as);

    CHECK(enroll(enrollment_of(token, make_secret(), random_hex(16))).status == 403);
    CHECK(enroll(enrollment_of(make_secret(), make_secret(), random_hex(16))).status == 403);

    const auto new_credential = make_secret();
    const auto anew = enroll(enrollment_of(c.make_token(), new_credential, install_id));
    CHECK(anew.status == 200);
    CHECK(json::parse(anew.body).at("prober") == joined_as.at("prober"));
    CHECK(c.send_report({"", new_credential}, sample_report()).status == 200);
    CHECK(c.send_report({"", credential}, sample_report()).status == 401);
}

TEST_CASE("five failed enrollments a minute from one address, and then none for a while") {
    collector_fixture c;
    const auto guess = [&] {
        return c.ask("POST", "/api/v1/enroll", as_json,
                     enrollment_of(make_secret(), make_secret(), random_hex(16)).dump());
    };
    for (int i = 0; i < 5; ++i)
        CHECK(guess().status == 403);
    const auto slow = guess();
    CHECK(slow.status == 429);
    CHECK(std::stoi(slow.header("retry-after")) <= 60);
    c.go_forward(std::chrono::seconds(61));
    CHECK(guess().status == 403);
}

TEST_CASE("reports: stored, known again, changed; with gzip and without") {
    collector_fixture c;
    const auto prober = c.join();
    const auto report = sample_report("pass");
    const auto first = c.send_report(prober, report);
    REQUIRE(first.status == 200);
    const auto stored = json::parse(first.body);
    CHECK(stored.at("stored") == true);
    CHECK(stored.at("duplicate") == false);
    CHECK(stored.at("changed") == json::parse(report).at("findings").size());
    CHECK(stored.at("transitions") == 0);

    const auto twice = json::parse(c.send_report(prober, gzip(report), {"Content-Encoding: gzip"}).body);
    CHECK(twice.at("duplicate") == true);
    CHECK(twice.at("changed") == 0);

    const auto broke = json::parse(c.send_report(prober, gzip(sample_report("fail")), {"Content-Encoding: gzip"}).body);
    CHECK(broke.at("duplicate") == false);
    CHECK(broke.at("changed") == 1);
    CHECK(broke.at("transitions") == 1);
}

TEST_CASE("a clone is told to both machines, and to people") {
    collector_fixture c;
    const auto prober = c.join();
    const std::string first(32, 'a'), second(32, 'b');
    const auto report = [&](const std::string& boot) {
        c.go_forward(std::chrono::seconds(120));
        const auto answer = c.send_report(prober, sample_report(), {"Fairway-Boot: " + boot});
        REQUIRE(answer.status == 200);
        return json::parse(answer.body).at("shared_with");
    };
    CHECK(report(first).empty());
    CHECK(report(second).empty());
    CHECK(report(first).empty());
    const auto told = report(second);
    REQUIRE(told.size() == 1);
    CHECK(told[0].at("address") == "127.0.0.1");
    CHECK(report(first).size() == 1);
    CHECK(report("not a mark, and ignored").empty());
}

TEST_CASE("what is no report is refused, each in its own way") {
    collector_fixture c;
    const auto prober = c.join();
    const std::string deep = std::string(40, '[') + std::string(40, ']');
    struct row {
        const char* what;
        std::string body;
        std::vector<std::string> headers;
        unsigned status;
    };
    const std::string bomb = gzip(std::string(9 * 1024 * 1024, ' '));
    REQUIRE(bomb.size() < 64 * 1024);
    auto lying_bomb = bomb;
    lying_bomb.replace(lying_bomb.size() - 4, 4, std::string("\x10\0\0\0", 4));
    const row rows[] = {
        {"no JSON", "{\"schema\":", {}, 400},
        {"not UTF-8", "{\"schema\":\"\xff\"}", {}, 400},
        {"nested too deeply", "{\"schema\":\"fairway-report/1\",\"x\":" + deep + "}", {}, 422},
        {"a key twice", "{\"schema\":\"fairway-report/1\",\"schema\":\"fairway-report/1\"}", {}, 422},
        {"another schema", R"({"schema":"fairway-report/9"})", {}, 422},
        {"another outcome", sample_report_with("phase", "\"midnight\""), {}, 422},
        {"no gzip", "hello", {"Content-Encoding: gzip"}, 400},
        {"half a gzip", gzip(sample_report()).substr(0, 100), {"Content-Encoding: gzip"}, 400},
        {"something behind a gzip", gzip(sample_report()) + "x", {"Content-Encoding: gzip"}, 400},
        {"a bomb", bomb, {"Content-Encoding: gzip"}, 413},
        {"a bomb that lies", lying_bomb, {"Content-Encoding: gzip"}, 413},
        {"another encoding", "hello", {"Content-Encoding: br"}, 415},
        {"a form", "a=b", {"Content-Type: application/x-www-form-urlencoded"}, 415},
    };
    for (const auto& r : rows) {
        CAPTURE(r.what);
        const auto answer = c.send_report(prober, r.body, r.headers);
        CHECK(answer.status == r.status);
        CHECK(!json::parse(answer.body).at("error").get<std::string>().empty());
    }
    CHECK(json::parse(c.send_report(prober, sample_report_with("part", "7")).body).at("problems").at(0).at("pointer") ==
          "/part");
    CHECK(c.kept->probers({}, {}).rows.at(0).last_seen_at == std::nullopt);
}

TEST_CASE("a credential is needed, and looked at before the body is read") {
    collector_fixture c;
    c.join();
    for (const auto& header : {std::string("X: y"), std::string("Authorization: Bearer 12"),
                               "Authorization: Basic " + make_secret(), "Authorization: Bearer " + make_secret()}) {
        CAPTURE(header);
        auto client = c.connect();
        client.send("POST /api/v1/reports HTTP/1.1\r\nHost: x\r\nContent-Length: 2000000\r\n" + header + "\r\n\r\n");
        const auto answer = client.receive(); // not one byte of the body was sent
        CHECK(answer.status == 401);
        CHECK(answer.header("www-authenticate") == "Bearer");
        CHECK(answer.header("connection") == "close");
    }
}

TEST_CASE("revocation works at once, also on a connection that is open") {
    collector_fixture c;
    const auto prober = c.join();
    auto client = c.connect();
    const auto send = [&] {
        return client.ask("POST", "/api/v1/reports", {prober.authorization()}, sample_report()).status;
    };
    CHECK(send() == 200);
    const auto anna = c.log_in("anna");
    CHECK(c.ask("POST", "/api/v1/probers/" + prober.id + "/revoke", {anna.cookie, anna.csrf}).status == 204);
    CHECK(send() == 403);
    CHECK(c.ask("POST", "/api/v1/probers/" + prober.id + "/revoke", {anna.cookie, anna.csrf}).status == 404);
}

TEST_CASE("rotation: both credentials until the new one is used") {
    collector_fixture c;
    const auto prober = c.join();
    const joined next{prober.id, make_secret()};
    const auto announce = [&](const joined& with) {
        return c.ask("POST", "/api/v1/credential", {with.authorization()},
                     json{{"credential_sha256", sha256_hex(next.credential)}}.dump());
    };
    CHECK(announce(prober).status == 204);
    CHECK(announce(prober).status == 204); // the answer was lost
    CHECK(c.send_report(prober, sample_report()).status == 200);
    CHECK(c.send_report(next, sample_report()).status == 200);
    CHECK(c.send_report(prober, sample_report()).status == 401);
    CHECK(c.send_report(next, sample_report()).status == 200);
}

TEST_CASE("logging in: cookie, CSRF, roles, end") {
    collector_fixture c;
    const auto login = [&](const std::string& name, const std::string& password) {
        return c.ask("POST", "/api/v1/login", as_json, json{{"name", name}, {"password", password}}.dump());
    };
    const auto wrong = login("anna", "wrong"), nobody = login("nobody", "wrong");
    CHECK(wrong.status == 401);
    CHECK(nobody.status == 401);
    CHECK(wrong.body == nobody.body);
    const auto right = login("anna", c.password);
    REQUIRE(right.status == 200);
    const auto cookie = right.header("set-cookie");
    for (const char* part : {"HttpOnly", "SameSite=Strict", "Secure", "Path=/"})
        CHECK(cookie.find(part) != std::string::npos);
    CHECK(json::parse(right.body).at("role") == "admin");

    const auto anna = c.log_in("anna"), vic = c.log_in("vic");
    const auto try_to = [&](const std::string& method, const std::string& path, const std::vector<std::string>& headers,
                            const std::string& body = "") {
        return c.ask(method, "/api/v1" + path, headers, body).status;
    };
    CHECK(try_to("GET", "/session", {}) == 401);
    CHECK(try_to("GET", "/session", {"Cookie: fairway_session=" + make_secret()}) == 401);
    CHECK(try_to("GET", "/session", {"Cookie: a=b; " + vic.cookie.substr(8) + "; c=d"}) == 200);
    CHECK(try_to("GET", "/hosts", {vic.cookie}) == 200);
    CHECK(try_to("GET", "/tokens", {vic.cookie}) == 403);
    CHECK(try_to("GET", "/audit", {vic.cookie}) == 403);
    CHECK(try_to("POST", "/tokens", {vic.cookie, vic.csrf}, "{}") == 403);
    CHECK(try_to("POST", "/tokens", {anna.cookie}, "{}") == 403);
    CHECK(try_to("POST", "/tokens", {anna.cookie, vic.csrf}, "{}") == 403);
    CHECK(try_to("POST", "/tokens", {anna.cookie, "Fairway-CSRF: "}, "{}") == 403);
    CHECK(try_to("POST", "/tokens", {anna.cookie, anna.csrf}, "{}") == 201);
    CHECK(try_to("POST", "/logout", {anna.cookie, anna.csrf}) == 204);
    CHECK(try_to("GET", "/session", {anna.cookie}) == 401);
    CHECK(try_to("GET", "/session", {vic.cookie}) == 200);
    c.go_forward(std::chrono::hours(13));
    CHECK(try_to("GET", "/session", {vic.cookie}) == 401);

    std::vector<std::string> actions;
    for (const auto& a : c.kept->audit({}).rows)
        actions.push_back(a.action);
    for (const char* expected : {"login", "login-failed", "logout", "create-token"}) {
        CAPTURE(expected);
        CHECK(std::find(actions.begin(), actions.end(), expected) != actions.end());
    }
}

TEST_CASE("who fails to log in five times a minute has to wait, and who succeeds has not") {
    collector_fixture c;
    const auto login = [&](const std::string& password) {
        return c.ask("POST", "/api/v1/login", as_json, json{{"name", "anna"}, {"password", password}}.dump());
    };
    for (int i = 0; i < 6; ++i)
        CHECK(login(c.password).status == 200);
    for (int i = 0; i < 5; ++i)
        CHECK(login("wrong").status == 401);
    const auto slow = login(c.password);
    CHECK(slow.status == 429);
    CHECK(!slow.header("retry-after").empty());
    c.go_forward(std::chrono::seconds(61));
    CHECK(login(c.password).status == 200);
}

TEST_CASE("a full disk keeps nobody out, and no right password counts as a wrong one") {
    collector_fixture c;
    c.kept->full = true;
    std::optional<person> anna;
    for (int i = 0; i < 7; ++i)
        anna = c.log_in("anna");
    CHECK(c.ask("GET", "/api/v1/session", {anna->cookie}).status == 200);
    CHECK(c.ask("GET", "/api/v1/audit", {anna->cookie}).status == 200);
    CHECK(c.ask("POST", "/api/v1/tokens", {anna->cookie, anna->csrf, "Content-Type: application/json"}, "{}").status ==
          503); // which is a write
    CHECK(c.ask("POST", "/api/v1/logout", {anna->cookie, anna->csrf}).status == 204);
    CHECK(c.ask("GET", "/api/v1/session", {anna->cookie}).status == 401);
    CHECK(c.ask("POST", "/api/v1/login", as_json, R"({"name":"anna","password":"wrong"})").status == 401);
    // Of somebody who was logged in before, too.
    c.kept->full = false;
    const auto before = c.log_in("anna");
    REQUIRE(
        c.ask("POST", "/api/v1/tokens", {before.cookie, before.csrf, "Content-Type: application/json"}, "{}").status ==
        201); // after the session, in the order of writes
    c.kept->full = true;
    CHECK(c.ask("POST", "/api/v1/logout", {before.cookie, before.csrf}).status == 204);
    CHECK(c.ask("GET", "/api/v1/session", {before.cookie}).status == 401);
}

TEST_CASE("a database that cannot be read is no wrong password") {
    collector_fixture c;
    c.kept->broken = true;
    const auto right = json{{"name", "anna"}, {"password", c.password}}.dump();
    for (int i = 0; i < 7; ++i)
        CHECK(c.ask("POST", "/api/v1/login", as_json, right).status == 503);
    c.kept->broken = false;
    CHECK(c.ask("POST", "/api/v1/login", as_json, right).status == 200);
}

TEST_CASE("the clock on the wall has no part in how long one has to wait") {
    collector_fixture c;
    const auto wrong = [&] { return c.ask("POST", "/api/v1/login", as_json, R"({"name":"anna","password":"wrong"})"); };
    for (int i = 0; i < 5; ++i)
        CHECK(wrong().status == 401);
    for (const auto jump : {hours(-24 * 400), hours(24 * 800), hours(0)}) {
        c.clock_off = std::chrono::duration_cast<seconds>(jump).count();
        const auto slow = wrong();
        CHECK(slow.status == 429);
        CHECK(std::stoi(slow.header("retry-after")) >= 1);
        CHECK(std::stoi(slow.header("retry-after")) <= 60);
    }
}

TEST_CASE("a browser that somebody has logged in from keeps its own allowance") {
    collector_fixture c;
    const auto login = [&](const std::string& name, const std::string& password, const std::string& cookie) {
        auto headers = as_json;
        if (!cookie.empty()) headers.push_back("Cookie: " + cookie);
        return c.ask("POST", "/api/v1/login", headers, json{{"name", name}, {"password", password}}.dump());
    };
    const auto first = login("anna", c.password, "");
    REQUIRE(first.status == 200);
    const auto device = first.cookie("fairway_device");
    REQUIRE(!device.empty());
    // Somebody behind the same address guesses, at her account and at others.
    for (int i = 0; i < 5; ++i)
        CHECK(login("anna", "wrong", "").status == 401);
    CHECK(login("anna", c.password, "").status == 429);
    for (int i = 0; i < 5; ++i)
        CHECK(login("vic", "wrong", "").status == 401);
    CHECK(login("vic", c.password, "").status == 429);
    CHECK(login("vic", c.password, device).status == 429); // it is not his
    CHECK(login("anna", c.password, "fairway_device=" + std::string(97, '0')).status == 429);
    CHECK(login("anna", c.password, device).status == 200);
    // A stolen one is no way to guess freely.
    for (int i = 0; i < 5; ++i)
        CHECK(login("anna", "wrong", device).status == 401);
    CHECK(login("anna", c.password, device).status == 429);
    c.go_forward(seconds(61));
    CHECK(login("anna", c.password, "").status == 200);
}

TEST_CASE("a disabled person is out at once") {
    collector_fixture c;
    const auto vic = c.log_in("vic");
    auto account = *c.kept->account("vic");
    account.disabled = true;
    c.kept->put_account(account, "test", c.now());
    CHECK(c.ask("GET", "/api/v1/session", {vic.cookie}).status == 401);
    CHECK(c.ask("POST", "/api/v1/login", as_json, json{{"name", "vic"}, {"password", c.password}}.dump()).status ==
          401);
}

TEST_CASE("what was reported can be looked at, and is never green when it is old") {
    collector_fixture c;
    const auto prober = c.join();
    REQUIRE(c.send_report(prober, sample_report("pass")).status == 200);
    REQUIRE(c.send_report(prober, sample_report("fail")).status == 200);
    const auto vic = c.log_in("vic");
    const auto get = [&](const std::string& path) {
        const auto r = c.ask("GET", "/api/v1" + path, {vic.cookie});
        CAPTURE(path);
        CAPTURE(r.body);
        REQUIRE(r.status == 200);
        return json::parse(r.body).at("items");
    };
    const auto host = get("/hosts").at(0);
    CHECK(host.at("host") == "web01");
    CHECK(host.at("outcome") == "fail");
    CHECK(host.at("stale") == false);
    CHECK(get("/hosts?q=web").size() == 1);
    CHECK(get("/hosts?q=nothing").empty());
    CHECK(get("/sites").at(0).at("name") == "berlin");
    const auto flows = get("/flows?prober=" + prober.id + "&outcome=fail&detail=1");
    REQUIRE(!flows.empty());
    CHECK(flows.at(0).at("counts_as") == "fail");
    CHECK(flows.at(0).at("detail").at("flow") == flows.at(0).at("flow"));
    CHECK(get("/transitions").at(0).at("to_outcome") == "fail");
    CHECK(get("/transitions").at(0).at("kind") == "broke");
    CHECK(flows.at(0).at("broken") == true);
    CHECK(get("/probers").at(0).at("id") == prober.id);
    CHECK(get("/history?days=3").size() == 3);
    CHECK(get("/history?days=3").at(2).at("broke") == 1);

    const auto page = json::parse(c.ask("GET", "/api/v1/flows?limit=2", {vic.cookie}).body);
    CHECK(page.at("items").size() == 2);
    const auto next = get("/flows?limit=2&cursor=" + page.at("next").get<std::string>());
    CHECK(next.at(0) != page.at("items").at(0));

    c.go_forward(std::chrono::hours(1));
    CHECK(get("/hosts").at(0).at("outcome") == "stale");
    CHECK(get("/flows").at(0).at("stale") == true);
    CHECK(get("/sites").at(0).at("stale") == 1);
}

TEST_CASE("queries are read strictly") {
    collector_fixture c;
    const auto vic = c.log_in("vic");
    for (const char* target :
         {"/hosts?limit=0", "/hosts?limit=1001", "/hosts?limit=ten", "/hosts?limit=5&limit=6", "/hosts?outcome=green",
          "/hosts?q=%", "/hosts?q=%zz", "/hosts?q=%ff", "/hosts?q=%00", "/hosts?who=me", "/hosts?cursor=nonsense",
          "/flows?detail=1", "/flows?finding=odd", "/transitions?since=yesterday", "/history?days=0",
          "/events?after=of+another+database"}) {
        CAPTURE(target);
        const auto r = c.ask("GET", std::string("/api/v1") + target, {vic.cookie});
        CHECK(r.status == 400);
        CHECK(json::parse(r.body).at("problems").size() == 1);
    }
}

TEST_CASE("a database that fails is said so, and everything goes on when it works again") {
    collector_fixture c;
    const auto prober = c.join();
    const auto vic = c.log_in("vic");
    c.kept->broken = true;
    const auto report = sample_report();
    const auto refused = c.send_report(prober, report);
    CHECK(refused.status == 503);
    CHECK(refused.header("retry-after") == "30");
    CHECK(c.ask("GET", "/api/v1/hosts", {vic.cookie}).status == 503);
    CHECK(c.ask("GET", "/healthz").status == 200);
    CHECK(c.ask("GET", "/readyz").status == 503);
    CHECK(c.ask("GET", "/metrics").status == 200);
    c.kept->broken = false;
    CHECK(c.ask("GET", "/readyz").status == 503); // known for two seconds
    c.go_forward(std::chrono::seconds(3));
    CHECK(c.ask("GET", "/readyz").status == 200);
    CHECK(json::parse(c.send_report(prober, report).body).at("duplicate") == false);
}

TEST_CASE(
    "a database that hangs holds up neither health nor those who are turned away, and then all are kept at once") {
    collector_fixture c;
    std::vector<joined> probers;
    for (int i = 0; i < 12; ++i)
        probers.push_back(c.join("web" + std::to_string(i)));
    REQUIRE(c.send_report(probers[0], sample_report()).status == 200);
    const int before = c.kept->commits;
    std::vector<client> clients;
    for (const auto& p : probers) {
        clients.push_back(c.connect());
        // One request each: the credential is known, the connection is warm.
        REQUIRE(clients.back().ask("POST", "/api/v1/reports", {p.authorization()}, sample_report()).status == 200);
    }
    {
        const std::lock_guard hang(c.kept->gate);
        for (std::size_t i = 0; i < probers.size(); ++i) {
            const auto body = sample_report("fail");
            clients[i].send("POST /api/v1/reports HTTP/1.1\r\nHost: x\r\n" + probers[i].authorization() +
                            "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
        }
        CHECK(c.ask("GET", "/healthz").status == 200);
        CHECK(c.ask("GET", "/api/v1/hosts").status == 401);
        CHECK(c.ask("GET", "/nothing").status == 404);
    }
    for (auto& client : clients)
        CHECK(client.receive().status == 200);
    CHECK(c.kept->commits - before <= 24);
}

TEST_CASE("to stop means to finish what was begun") {
    collector_fixture c;
    const auto prober = c.join();
    auto busy = c.connect(), idle = c.connect();
    REQUIRE(idle.ask("GET", "/healthz").status == 200);
    REQUIRE(busy.ask("GET", "/healthz").status == 200);
    std::thread stopping;
    {
        const std::lock_guard hang(c.kept->gate);
        const auto body = sample_report();
        busy.send("POST /api/v1/reports HTTP/1.1\r\nHost: x\r\n" + prober.authorization() +
                  "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
        // The answer to this one comes behind that header on the same thread: it has been read by now.
        REQUIRE(c.ask("GET", "/healthz").status == 200);
        stopping = std::thread([&] { c.running->stop(std::chrono::seconds(10)); });
        CHECK(idle.is_closed());
    }
    const auto answer = busy.receive();
    CHECK(answer.status == 200);
    CHECK(answer.header("connection") == "close");
    stopping.join();
    CHECK_THROWS_AS(c.connect(), no_answer);
    CHECK(c.kept->probers({}, {}).rows.at(0).last_seen_at.has_value());
}

TEST_CASE("metrics say what happened, and of nobody in particular") {
    collector_fixture c;
    const auto prober = c.join("secret-host");
    REQUIRE(c.send_report(prober, sample_report("pass")).status == 200);
    REQUIRE(c.send_report(prober, sample_report("fail")).status == 200);
    REQUIRE(c.send_report(prober, "{}").status == 422);
    const auto text = c.connect_plainly().ask("GET", "/metrics").body;
    for (const char* line :
         {"fairway_collector_reports_total{result=\"stored\"} 2\n",
          "fairway_collector_reports_total{result=\"unreadable\"} 1\n", "fairway_collector_transitions_total 1\n",
          "fairway_collector_probers 1\n", "fairway_collector_stale_probers 0\n",
          "fairway_collector_http_requests_total{route=\"/api/v1/reports\",status=\"2xx\"} 2\n",
          "fairway_collector_http_request_seconds_count{route=\"/api/v1/reports\"} 3\n",
          "fairway_collector_connections "}) {
        CAPTURE(line);
        CHECK(text.find(line) != std::string::npos);
    }
    CHECK(text.find("secret-host") == std::string::npos);
    CHECK(text.find(prober.id) == std::string::npos);
}

TEST_CASE("the overview: a table of hosts by flows, narrowed by what is asked") {
    collector_fixture c;
    const auto web01 = c.join("web01"), web02 = c.join("web02");
    const auto vic = c.log_in("vic");
    const auto ask = [&](const std::string& query) {
        const auto r = c.ask("GET", "/api/v1/overview" + query, {vic.cookie});
        CAPTURE(r.body);
        REQUIRE(r.status == 200);
        return json::parse(r.body);
    };
    const auto findings = json::parse(sample_report("fail")).at("findings");
    for (const auto& [prober, outcome] : {std::pair(web01, "fail"), std::pair(web02, "pass")}) {
        auto report = json::parse(sample_report(outcome));
        report.at("findings").at(0).at("ports") = "44141"; // its site has another port in place of the matrix's
        REQUIRE(c.send_report(prober, report.dump()).status == 200);
    }
    const auto broken = findings.at(0).at("flow").get<std::string>();

    const auto all = ask("");
    CHECK(all.at("hosts") == 2);
    CHECK(all.at("by") == "host");
    CHECK(all.at("next") == nullptr);
    REQUIRE(all.at("rows").size() == 2);
    CHECK(all.at("rows").at(0).at("prober") == web01.id);
    CHECK(all.at("rows").at(0).at("outcome") == "fail");
    std::size_t sum = 0;
    for (const auto& n : all.at("counts"))
        sum += n.get<std::size_t>();
    CHECK(sum == 2 * findings.size());
    for (const auto& row : all.at("rows"))
        CHECK(row.at("cells").size() == all.at("flows").size());
    const auto& columns = all.at("flows");
    for (std::size_t i = 0; i < columns.size(); ++i) {
        if (columns[i].at("flow") != broken) continue;
        CHECK(columns[i].at("ports") == findings.at(0).at("ports"));
        CHECK(columns[i].at("counts").at("fail") == 1);
        CHECK(all.at("rows").at(0).at("cells").at(i).at(3) == 1);
        CHECK(all.at("rows").at(1).at("cells").at(i).at(3) == 0);
    }

    const auto bad = ask("?outcome=fail&flow=" + broken);
    CHECK(bad.at("hosts") == 1);
    REQUIRE(bad.at("flows").size() == 1);
    CHECK(bad.at("flows").at(0).at("flow") == broken);
    CHECK(bad.at("flows").at(0).at("from") == findings.at(0).at("from"));
    CHECK(ask("?by=site").at("rows").at(0).at("prober") == nullptr);
    CHECK(ask("?by=site").at("rows").at(0).at("hosts") == 2);
    const auto first = ask("?limit=1");
    REQUIRE(first.at("rows").size() == 1);
    const auto second = ask("?limit=1&cursor=" + first.at("next").get<std::string>());
    CHECK(second.at("rows").at(0).at("prober") == web02.id);
    CHECK(second.at("next") == nullptr);
    for (const char* query : {"?limit=501", "?by=flow", "?outcome=good", "?finding=good", "?cursor=x", "?target=x"}) {
        CAPTURE(query);
        CHECK(c.ask("GET", std::string("/api/v1/overview") + query, {vic.cookie}).status == 400);
    }
    // An hour later nothing is known any more.
    c.go_forward(std::chrono::hours(1));
    const auto later = ask("");
    CHECK(later.at("stale_hosts") == 2);
    CHECK(later.at("counts").at("stale") == 2 * findings.size());
    CHECK(later.at("counts").at("pass") == 0);
    // Revoked probers are nowhere.
    REQUIRE(c.kept->revoke_prober(web01.id, "anna", c.now()));
    CHECK(ask("").at("hosts") == 1);
}

TEST_CASE("the matrix is the one of the program") {
    collector_fixture c;
    const auto vic = c.log_in("vic");
    const auto r = c.ask("GET", "/api/v1/matrix", {vic.cookie});
    REQUIRE(r.status == 200);
    CHECK(r.body == to_matrix_file(default_matrix()));
    CHECK(c.ask("GET", "/api/v1/matrix").status == 401);
}

TEST_CASE("one prober is what the list says of it; flows with their whole findings") {
    collector_fixture c;
    const auto prober = c.join();
    const auto vic = c.log_in("vic");
    const auto get = [&](const std::string& path) { return c.ask("GET", "/api/v1" + path, {vic.cookie}); };
    const auto report = sample_report("fail");
    REQUIRE(c.send_report(prober, report).status == 200);
    const auto one = get("/probers/" + prober.id);
    REQUIRE(one.status == 200);
    CHECK(json::parse(one.body) == json::parse(get("/probers").body).at("items").at(0));
    CHECK(get("/probers/" + random_hex(16)).status == 404);
    CHECK(get("/probers/" + prober.id + "?x=1").status == 400);

    const auto sent = json::parse(report).at("findings");
    const auto items = json::parse(get("/flows?detail=1&prober=" + prober.id).body).at("items");
    REQUIRE(items.size() == sent.size());
    for (const auto& item : items)
        CHECK(std::find(sent.begin(), sent.end(), item.at("detail")) != sent.end());
    const auto broken = json::parse(get("/flows?outcome=broken").body).at("items");
    for (const auto& item : broken) {
        CHECK(item.at("broken") == true);
        CHECK(std::set<std::string>{"fail", "unknown", "warn"}.count(item.at("counts_as").get<std::string>()) == 1);
    }
    for (const char* fine : {"pass", "skip"}) {
        const auto answer = json::parse(get(std::string("/flows?outcome=") + fine).body);
        for (const auto& item : answer.at("items"))
            CHECK(item.at("broken") == false);
    }
    CHECK(!broken.empty());
    CHECK(get("/flows?q=web01&role=agent-linux").status == 200);
    CHECK(json::parse(get("/flows?q=nothing-like-it").body).at("items").empty());
}

TEST_CASE("reports do not wait for people who ask for much") {
    collector_fixture c;
    const auto prober = c.join();
    const auto vic = c.log_in("vic");
    std::promise<void> release;
    const auto released = release.get_future().share();
    std::counting_semaphore<> busy(0);
    c.kept->in_flows = [&] {
        busy.release();
        released.wait();
    };
    std::vector<std::future<unsigned>> people;
    for (int i = 0; i < 8; ++i)
        people.push_back(std::async(std::launch::async,
                                    [&] { return c.ask("GET", "/api/v1/flows?q=nothing", {vic.cookie}).status; }));
    // As many as are served at a time: whoever comes now has to wait.
    bool all_busy = true;
    for (int i = 0; i < 2; ++i)
        all_busy = busy.try_acquire_for(std::chrono::seconds(10)) && all_busy;
    unsigned status = 0;
    try {
        status = c.send_report(prober, sample_report()).status;
    } catch (const no_answer&) { // said below
    }
    release.set_value();
    CHECK(all_busy);
    CHECK(status == 200);
    for (auto& p : people)
        CHECK(p.get() == 200);
}
