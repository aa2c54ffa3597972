#include "agent/local/service_control.hpp"
#include "agent/reporting/enroll.hpp"

#include "support/secret.hpp"
#include "support/system/file.hpp"
#include "support/text_file.hpp"
#include "tests/has.hpp"
#include "tests/net/https_server.hpp"
#include "tests/net/servers.hpp"
#include "tests/unit/agent/commands/call.hpp"
#include "tests/unit/agent/reporting/scratch_folder.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

using namespace fairway;
using nlohmann::json;
using test::authority;
using test::fingerprint;
using test::good_card;
using test::has;
using test::https_peer;
using test::https_server;
using test::make_card;

namespace {

const std::string token(64, 'd');
const std::string good_answer = R"({"prober":"p1","tenant":"default","site":"Berlin","collector":"Main"})";

/// Keeps what it was asked, and gives the answers that it was told to, one a request.
struct enrolling_collector {
    struct reply {
        int status; ///< 0: hangs up
        std::string body = good_answer;
        std::string headers{};
    };
    enrolling_collector(std::initializer_list<reply> all)
        : replies(all), server(good_card(), {&authority()}, [this](https_peer& p) {
              const auto r = p.read();
              if (on_request) on_request();
              const std::lock_guard guard(mutex);
              asked.push_back(json::parse(r.body));
              const auto with = replies.at(asked.size() - 1);
              if (with.status != 0) p.answer(with.status, with.body, with.headers);
          }) {}

    std::mutex mutex;
    std::vector<json> asked;
    std::vector<reply> replies;
    std::function<void()> on_request;
    https_server server;
};

enrollment wish(const test::scratch_folder& folder, std::uint16_t port) {
    enrollment e;
    e.state_folder = folder / "state";
    e.collector = "https://127.0.0.1:" + std::to_string(port);
    e.token = token;
    e.fingerprint = fingerprint(authority());
    e.host = "web01";
    e.proxies.configured = "none";
    return e;
}

std::string only_problem(const read_result<enrolled>& r) {
    REQUIRE(!r);
    REQUIRE(r.problems.size() == 1);
    CHECK(!has(to_string(r.problems[0]), token));
    return to_string(r.problems[0]);
}

} // namespace

TEST_CASE("a host makes itself known, and has its secret on the disk before it sends the token") {
    const test::scratch_folder folder;
    enrolling_collector c{{201}};
    const auto w = wish(folder, c.server.port());
    std::optional<identity> before_answer;
    c.on_request = [&] {
        const auto read = read_identity(w.state_folder);
        if (read) before_answer = *read.value;
    };
    const auto done = enroll(w);
    REQUIRE(done);
    CHECK(done.value->who.prober == "p1");
    CHECK(done.value->site == "Berlin");
    CHECK(done.value->collector == "Main");
    const auto kept = read_identity(w.state_folder);
    REQUIRE(kept);
    CHECK(kept.value->enrolled());
    CHECK(kept.value->collector == w.collector);
    REQUIRE(before_answer);
    CHECK(!before_answer->enrolled());
    CHECK(before_answer->credential == kept.value->credential);
    CHECK(before_answer->install_id == kept.value->install_id);
    CHECK(test::contents(authority_file(w.state_folder)) == authority().pem());
    CHECK(is_private(w.state_folder) == true);

    REQUIRE(c.asked.size() == 1);
    CHECK(c.asked[0] == json{{"token", token},
                             {"credential_sha256", sha256_hex(kept.value->credential)},
                             {"host", "web01"},
                             {"install_id", kept.value->install_id},
                             {"fairway", FAIRWAY_VERSION}});
}

TEST_CASE("one enrollment at a time in a state folder") {
    const test::scratch_folder folder;
    enrolling_collector c{{201}};
    const auto w = wish(folder, c.server.port());
    bool taken = false;
    c.on_request = [&] { taken = !lock_identity(w.state_folder); };
    {
        REQUIRE_FALSE(create_private_folder(w.state_folder));
        const auto another = lock_identity(w.state_folder);
        REQUIRE(another);
        CHECK(has(only_problem(enroll(w)), "another `fairway enroll` is at work in " + w.state_folder));
        CHECK(c.asked.empty());
        CHECK(!has_identity(w.state_folder));
    }
    REQUIRE(enroll(w));
    CHECK(taken);
    CHECK(lock_identity(w.state_folder));
}

TEST_CASE("an identity that somebody replaced, or is about to replace, is not replaced") {
    const test::scratch_folder folder;
    const identity mine{"https://c", "p1", std::string(32, 'c'), std::string(64, 'a'), "", {}};
    auto changed = mine, theirs = mine;
    changed.next_credential = std::string(64, 'b');
    theirs.credential = std::string(64, 'e');
    CHECK_THROWS_AS(change_identity(folder.path(), mine, changed),
                    std::runtime_error); // deleted: not ours to bring back
    CHECK(!has_identity(folder.path()));
    save_identity(folder.path(), mine);
    change_identity(folder.path(), mine, changed);
    CHECK(test::contents(identity_file(folder.path())) == to_text(changed));
    {
        const auto another = lock_identity(folder.path());
        CHECK_THROWS_AS(change_identity(folder.path(), changed, mine), std::runtime_error);
    }
    save_identity(folder.path(), theirs);
    CHECK_THROWS_AS(change_identity(folder.path(), changed, mine), std::runtime_error);
    CHECK(test::contents(identity_file(folder.path())) == to_text(theirs));
}

TEST_CASE("a lost answer: the same command again is the same prober") {
    const test::scratch_folder folder;
    enrolling_collector c{{0}, {200}};
    const auto w = wish(folder, c.server.port());
    CHECK(has(only_problem(enroll(w)), "run the same command again"));
    CHECK(!read_identity(w.state_folder).value->enrolled());
    REQUIRE(enroll(w));
    REQUIRE(c.asked.size() == 2);
    CHECK(c.asked[0] == c.asked[1]);
}

TEST_CASE("to enroll again with the state folder keeps the identity, and whatever happens one credential opens") {
    const test::scratch_folder folder;
    enrolling_collector c{{201}, {0}, {403, R"({"error":"the token is used up"})"}, {200}};
    const auto w = wish(folder, c.server.port());
    REQUIRE(enroll(w));
    const auto first = *read_identity(w.state_folder).value;

    only_problem(enroll(w)); // the answer is lost
    const auto unsure = *read_identity(w.state_folder).value;
    CHECK(unsure.credential == first.credential);
    CHECK(c.asked[1]["credential_sha256"] == sha256_hex(unsure.next_credential));
    CHECK(unsure.install_id == first.install_id);
    CHECK(unsure.enrolled());

    CHECK(has(only_problem(enroll(w)), "the token is used up"));
    const auto refused = *read_identity(w.state_folder).value;
    CHECK(refused.next_credential == unsure.next_credential);

    REQUIRE(enroll(w));
    const auto last = *read_identity(w.state_folder).value;
    CHECK(last.credential == unsure.next_credential);
    CHECK(last.next_credential.empty());
    CHECK(last.install_id == first.install_id);
}

TEST_CASE("a copied state folder becomes a prober of its own") {
    const test::scratch_folder folder;
    enrolling_collector c{{201}, {0}, {201}};
    auto w = wish(folder, c.server.port());
    REQUIRE(enroll(w));
    const auto original = *read_identity(w.state_folder).value;
    std::filesystem::create_directories(spool_folder(w.state_folder) + "/quarantine");
    write_file_atomically(spool_folder(w.state_folder) + "/00000000000000000001-00001.report", "the original's");
    write_file_atomically(w.state_folder + "/last_run.json", "the original's");
    w.anew = true;
    only_problem(enroll(w)); // the answer is lost
    const auto asked = *read_identity(w.state_folder).value;
    CHECK(asked.install_id != original.install_id);
    CHECK(asked.credential != original.credential);
    CHECK(std::filesystem::exists(w.state_folder + "/last_run.json")); // until the collector has said yes

    REQUIRE(enroll(w)); // the same again is the same prober
    CHECK(!std::filesystem::exists(spool_folder(w.state_folder)));
    CHECK(!std::filesystem::exists(w.state_folder + "/last_run.json"));
    const auto clone = *read_identity(w.state_folder).value;
    CHECK(clone.install_id == asked.install_id);
    CHECK(clone.credential == asked.credential);
    CHECK(c.asked[1] == c.asked[2]);
}

TEST_CASE("what the collector refuses changes nothing") {
    const test::scratch_folder folder;
    enrolling_collector c{{201}, {403}, {403}};
    auto w = wish(folder, c.server.port());
    REQUIRE(enroll(w));
    write_file_atomically(w.state_folder + "/last_run.json", "its own");
    const auto before = test::contents(identity_file(w.state_folder));
    for (const bool anew : {false, true}) {
        CAPTURE(anew);
        w.anew = anew;
        only_problem(enroll(w));
        CHECK(test::contents(identity_file(w.state_folder)) == before);
        CHECK(test::contents(w.state_folder + "/last_run.json") == "its own");
    }
}

TEST_CASE("another collector only where the old identity is gone") {
    const test::scratch_folder folder;
    enrolling_collector a{{201}}, b{{0}, {201}};
    REQUIRE(enroll(wish(folder, a.server.port())));
    const auto before = test::contents(identity_file(folder / "state"));
    const auto problem = only_problem(enroll(wish(folder, b.server.port())));
    CHECK(has(problem, "this host is already enrolled with https://127.0.0.1:" + std::to_string(a.server.port())));
    CHECK(has(problem, "delete identity.json and ca.pem in " + (folder / "state")));
    CHECK(b.server.connections() == 0);
    CHECK(test::contents(identity_file(folder / "state")) == before);

    // One that never answered holds nothing, and its credential is not used elsewhere.
    const test::scratch_folder other;
    enrolling_collector never{{0}};
    only_problem(enroll(wish(other, never.server.port())));
    only_problem(enroll(wish(other, b.server.port())));
    REQUIRE(enroll(wish(other, b.server.port())));
    CHECK(never.asked[0]["install_id"] == b.asked[0]["install_id"]);
    CHECK(never.asked[0]["credential_sha256"] != b.asked[0]["credential_sha256"]);
    CHECK(b.asked[0] == b.asked[1]);
}

TEST_CASE("no token for a server that does not prove who it is, and nothing is stored") {
    const auto other = make_card({.name = "Other CA", .authority = true});
    const test::scratch_folder folder;
    enrolling_collector c{};
    auto w = wish(folder, c.server.port());
    w.fingerprint = fingerprint(other);
    CHECK(has(only_problem(enroll(w)), "presents no certificate with the fingerprint"));
    CHECK(c.asked.empty());
    CHECK(!std::filesystem::exists(w.state_folder));
}

TEST_CASE("answers to an enrollment, in words") {
    struct row {
        enrolling_collector::reply with;
        const char* words;
    };
    const row rows[] = {
        {{403, R"({"error":"expired"})"}, "--token: the collector rejects this token (403): expired"},
        {{429, "{}"}, "too many failed attempts"},
        {{404, "<html>"}, "is fairway-collector running there?"},
        {{422, R"({"error":"/host: is empty"})"}, "/host: is empty"},
        {{503, "{}"}, "Try again later"},
        {{302, "", "Location: http://127.0.0.1/\r\n"}, "the collector answered 302"},
        {{200, "<html>"}, "is not from a collector"},
        {{200, R"({"prober":""})"}, "is not from a collector"},
        {{200, R"({"prober":5})"}, "is not from a collector"},
        {{200, R"({"prober":"a\nb"})"}, "is not from a collector"},
    };
    for (const auto& r : rows) {
        CAPTURE(r.with.status);
        CAPTURE(r.with.body);
        const test::scratch_folder folder;
        enrolling_collector c{r.with};
        const auto w = wish(folder, c.server.port());
        const auto problem = only_problem(enroll(w));
        CAPTURE(problem);
        CHECK(has(problem, r.words));
        CHECK(!read_identity(w.state_folder).value->enrolled());
    }
}

TEST_CASE("what is wrong with what was typed") {
    const test::scratch_folder folder;
    struct row {
        const char* what;
        std::function<void(enrollment&)> spoil;
        const char* problem;
    };
    const row rows[] = {
        {"URL", [](auto& e) { e.collector = "http://c"; }, "--collector: "},
        {"fingerprint", [](auto& e) { e.fingerprint = "abc"; }, "--ca-fingerprint: expected 64"},
        {"token", [](auto& e) { e.token += "\n"; }, "--token: expected the 64"},
        {"name", [](auto& e) { e.host = ""; }, "--name: expected"},
        {"name that is no text", [](auto& e) { e.host = "\xff"; }, "--name: expected"},
        {"proxy", [](auto& e) { e.proxies.configured = "ftp://me:geheim@x"; }, "this kind of proxy"},
    };
    for (const auto& r : rows) {
        CAPTURE(r.what);
        auto w = wish(folder, 1);
        r.spoil(w);
        const auto problem = only_problem(enroll(w));
        CHECK(has(problem, r.problem));
        CHECK(!has(problem, "geheim"));
    }
    // A state folder where no file can be written.
    enrolling_collector c{};
    auto w = wish(folder, c.server.port());
    test::write(folder / "file", "");
    w.state_folder = folder / "file";
    CHECK(has(only_problem(enroll(w)), "--state: "));
    CHECK(c.asked.empty());
}

TEST_CASE("fingerprints as people copy them") {
    const std::string hex(64, 'a');
    std::string colons;
    for (int i = 0; i < 32; ++i)
        colons += i == 0 ? "AA" : ":AA";
    for (const auto& text : {hex, "SHA256:" + hex, colons, "sha256 Fingerprint=" + colons, "SHA256:" + colons + "\n"}) {
        CAPTURE(text);
        CHECK(parse_fingerprint(text) == hex);
    }
    for (const auto& text : {std::string(), hex.substr(1), hex + "a", std::string(64, 'g'), "SHA1:" + hex}) {
        CAPTURE(text);
        CHECK(!parse_fingerprint(text));
    }
}

TEST_CASE("the command from its words to its exit code") {
    const test::scratch_folder folder;
    test::write(folder / "token", token + "\n");
    enrolling_collector c{{201}, {503, "{}"}};
    const arguments args{"--collector",
                         "https://127.0.0.1:" + std::to_string(c.server.port()),
                         "--ca-fingerprint=SHA256:" + fingerprint(authority()),
                         "--token-file",
                         folder / "token",
                         "--state",
                         folder / "state",
                         "--name",
                         "web07",
                         "--proxy",
                         "none"};
    const auto good = test::call_command("enroll", args), later = test::call_command("enroll", args);
    CHECK(good.status == exit_status::ok);
    CHECK(later.status == exit_status::broken);
    CHECK(has(good.out, "Enrolled web07 as prober p1 at Main, https://127.0.0.1:"));
    CHECK(has(good.out, reload_the_service() + "\n"));
    CHECK(has(later.err, "Try again later"));
    const auto who = read_identity(folder / "state");
    REQUIRE(who);
    for (const auto& secret : {token, who.value->credential}) {
        CHECK(!has(good.out + good.err, secret));
        CHECK(!has(later.out + later.err, secret));
    }
    CHECK(c.asked.at(0)["host"] == "web07");
}
