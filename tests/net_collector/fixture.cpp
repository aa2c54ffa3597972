#include "fixture.hpp"

#include "collector/password.hpp"
#include "collector/store/sqlite/sqlite_store.hpp"
#include "support/secret.hpp"
#include "tests/source_directory.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <cstdlib>
#include <fstream>

namespace fairway::test {

using nlohmann::json;

namespace {

std::filesystem::path new_folder() {
    char name[] = "/tmp/fairway-collector-test-XXXXXX";
    if (::mkdtemp(name) == nullptr) throw std::runtime_error("cannot make a folder");
    return name;
}

json golden_report() {
    std::ifstream file(source_directory() + "/tests/golden/report/report.json");
    auto report = json::parse(file);
    report["run_id"] = random_hex(16);
    return report;
}

/// Hashing takes long enough to do it once.
const std::string& password_hash() {
    static const std::string hash = hash_password(collector_fixture::password);
    return hash;
}

} // namespace

collector_fixture::collector_fixture(const http_limits& limits, std::size_t bytes_in_flight, std::size_t most_waiting)
    : folder(new_folder()), authority(make_authority("test", std::chrono::system_clock::now())),
      kept(std::make_unique<breakable_store>(open_sqlite_store((folder / "fairway.db").string()))) {
    kept->put_account({"anna", account_role::admin, password_hash(), false}, "test", now());
    kept->put_account({"vic", account_role::viewer, password_hash(), false}, "test", now());
    const auto server = make_server_certificate(authority, {"localhost"}, std::chrono::system_clock::now());
    running_collector::settings settings;
    settings.name = "localhost";
    settings.authorities = {read_authority(authority.certificate)};
    settings.limits = limits;
    settings.bytes_in_flight = bytes_in_flight;
    settings.most_waiting = most_waiting;
    settings.now = [this] { return now(); };
    settings.moment = [this] { return std::chrono::steady_clock::now() + std::chrono::seconds(ahead.load()); };
    running = std::make_unique<running_collector>(
        *kept, tls_identity{server.key, server.certificate + authority.certificate}, settings);
    port = running->listen("127.0.0.1", 0, true);
    plain_port = running->listen("127.0.0.1", 0, false);
    running->start("https://localhost:" + std::to_string(port));
}

collector_fixture::~collector_fixture() {
    running.reset();
    kept.reset();
    std::error_code ignored;
    std::filesystem::remove_all(folder, ignored);
}

std::string collector_fixture::make_token(std::uint32_t uses) {
    auto token = make_secret();
    kept->create_token(sha256_hex(token), "berlin", uses, std::chrono::hours(1), "test", now());
    return token;
}

joined collector_fixture::join(const std::string& host) {
    joined j;
    j.credential = make_secret();
    const json body{{"token", make_token()},
                    {"credential_sha256", sha256_hex(j.credential)},
                    {"host", host},
                    {"install_id", random_hex(16)},
                    {"fairway", "0.1.0"}};
    const auto r = ask("POST", "/api/v1/enroll", {"Content-Type: application/json"}, body.dump());
    REQUIRE(r.status == 201);
    j.id = json::parse(r.body).at("prober");
    return j;
}

person collector_fixture::log_in(const std::string& name) {
    const auto r = ask("POST", "/api/v1/login", {"Content-Type: application/json"},
                       json{{"name", name}, {"password", password}}.dump());
    REQUIRE(r.status == 200);
    return {"Cookie: " + r.cookie("fairway_session"),
            "Fairway-CSRF: " + json::parse(r.body).at("csrf").get<std::string>()};
}

reply collector_fixture::send_report(const joined& who, const std::string& report,
                                     const std::vector<std::string>& more) const {
    auto headers = more;
    headers.push_back(who.authorization());
    return ask("POST", "/api/v1/reports", headers, report);
}

std::string sample_report(const std::string& outcome) {
    auto report = golden_report();
    for (auto& f : report["findings"])
        if (f["accepted"].is_null()) {
            f["outcome"] = outcome;
            f["finding"] = outcome == "pass" ? "proven" : "blocked";
            break;
        }
    return report.dump();
}

std::string sample_report_with(const std::string& key, const std::string& value) {
    auto report = golden_report();
    report[key] = json::parse(value);
    return report.dump();
}

} // namespace fairway::test
