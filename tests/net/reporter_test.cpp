#include "agent/reporting/reporter.hpp"

#include "agent/reporting/authorities.hpp"
#include "support/log.hpp"
#include "support/secret.hpp"
#include "support/text_file.hpp"
#include "tests/has.hpp"
#include "tests/net/https_server.hpp"
#include "tests/net/servers.hpp"
#include "tests/unit/agent/reporting/scratch_folder.hpp"

#include <condition_variable>
#include <deque>
#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

using namespace fairway;
using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::steady_clock;
using test::authority;
using test::good_card;
using test::has;
using test::https_peer;
using test::https_server;
using test::identity_card;
using test::make_card;

namespace {

const proxy_settings without_proxy{"none", "", ""};
const std::string first_credential(64, 'a');

std::string report_text(const std::string& id) {
    return R"({"run_id":")" + id + "\"}";
}

/// A collector that does what the contract says, and what `script` says before that.
class reporting_collector {
  public:
    enum class trick { none, lost_answer, unavailable, unknown, refuse, too_many };

    explicit reporting_collector(const identity_card& card = good_card(), const identity_card& above = authority())
        : server_(card, {&above}, [this](https_peer& p) { converse(p); }) {}

    std::string url() const { return "https://127.0.0.1:" + std::to_string(server_.port()); }
    int connections() const { return server_.connections(); }

    void next(std::initializer_list<trick> tricks) {
        const std::lock_guard guard(mutex_);
        tricks_.insert(tricks_.end(), tricks);
    }
    void know(const std::string& credential) {
        const std::lock_guard guard(mutex_);
        known_ = {sha256_hex(credential)};
    }

    /// What it says of other machines, as JSON.
    void tell_shared(const std::string& list) {
        const std::lock_guard guard(mutex_);
        shared_ = list;
    }

    /// The CAs that it announces with each answer, and those that it gives to who asks, in PEM.
    void announce(const std::string& pems, const std::vector<std::string>& gives) {
        const std::lock_guard guard(mutex_);
        announced_ = pems;
        gives_ = nlohmann::json::array();
        for (const auto& pem : gives)
            gives_.push_back({{"pem", pem}});
    }

    std::vector<test::received> requests() const {
        const std::lock_guard guard(mutex_);
        return requests_;
    }
    /// Bodies that were stored, in order; again where it was asked again.
    std::vector<std::string> stored() const {
        const std::lock_guard guard(mutex_);
        return stored_;
    }
    std::set<std::string> known() const {
        const std::lock_guard guard(mutex_);
        return known_;
    }

  private:
    void converse(https_peer& p) {
        while (true) {
            const auto r = p.read();
            std::unique_lock lock(mutex_);
            requests_.push_back(r);
            const auto what = tricks_.empty() ? trick::none : tricks_.front();
            if (!tricks_.empty()) tricks_.pop_front();
            const auto hash = sha256_hex(r.header("Authorization").substr(std::string("Bearer ").size()));
            const bool is_known = known_.count(hash) != 0 && what != trick::unknown;
            if (is_known && hash == newest_) known_ = {hash};
            if (!is_known || what == trick::unavailable || what == trick::refuse || what == trick::too_many) {
                lock.unlock();
                if (!is_known)
                    p.answer(401, R"({"error":"unknown credential"})");
                else if (what == trick::unavailable)
                    p.answer(503, R"({"error":"disk full"})");
                else if (what == trick::too_many)
                    p.answer(429, "{}", "Retry-After: 1800\r\n");
                else
                    p.answer(422, R"({"error":"not a report"})");
                continue;
            }
            if (r.target == "/api/v1/credential") {
                newest_ = nlohmann::json::parse(r.body).at("credential_sha256");
                known_.insert(newest_);
                lock.unlock();
                if (what == trick::lost_answer) return test::reset(p.socket());
                p.answer(204, "");
                continue;
            }
            if (r.target == "/api/v1/authorities") {
                const auto body = nlohmann::json{{"items", gives_}, {"next", nullptr}}.dump();
                lock.unlock();
                p.answer(200, body);
                continue;
            }
            stored_.push_back(r.body);
            auto authorities = nlohmann::json::array();
            for (const auto& a : authorities_in(announced_))
                authorities.push_back(a.sha256);
            const auto body = R"({"stored":true,"duplicate":false,"changed":0,"transitions":0,"shared_with":)" +
                              shared_ + R"(,"authorities":)" + authorities.dump() + "}";
            lock.unlock();
            if (what == trick::lost_answer) return test::reset(p.socket());
            p.answer(200, body);
        }
    }

    mutable std::mutex mutex_;
    std::string shared_ = "[]", announced_;
    nlohmann::json gives_;
    std::set<std::string> known_{sha256_hex(first_credential)};
    std::string newest_;
    std::deque<trick> tricks_;
    std::vector<test::received> requests_;
    std::vector<std::string> stored_;
    https_server server_;
};

/// A state folder with an enrolled identity, its spool and its reporter.
struct prober {
    explicit prober(const std::string& url, wall_time since = std::chrono::system_clock::now())
        : reports(spool_folder(folder.path())) {
        configure_log(log_format::text, log_level::error);
        who = {url, "p1", std::string(32, 'c'), first_credential, "", since};
        save_identity(folder.path(), who);
        write_file_atomically(authority_file(folder.path()), authority().pem());
        options.random = [] { return 0.0; }; // no waiting in tests
    }
    ~prober() {
        if (sending) sending->stop(seconds(0));
        configure_log(log_format::text, log_level::info);
    }

    void put(const std::string& id) { reports.put({report_text(id)}, std::chrono::system_clock::now()); }

    void start() {
        {
            const std::lock_guard guard(mutex);
            seen = {}; // of the one before
        }
        sending = std::make_unique<reporter>(
            folder.path(), reports, who, without_proxy,
            [this](const reporter_status& s) {
                const std::lock_guard guard(mutex);
                seen = s;
                changed.notify_all();
            },
            options);
        sending->start();
    }

    /// Until a status came that is as expected; false after ten seconds.
    template <class Expected>
    bool reaches(Expected expected) {
        std::unique_lock lock(mutex);
        return changed.wait_until(lock, std::chrono::system_clock::now() + seconds(10), [&] { return expected(seen); });
    }
    bool drains() {
        return reaches([](const reporter_status& s) { return s.spool.waiting == 0 && s.sent != 0; });
    }

    test::scratch_folder folder;
    spool reports;
    identity who;
    reporter_options options;
    std::mutex mutex;
    std::condition_variable changed;
    reporter_status seen;
    std::unique_ptr<reporter> sending;
};

} // namespace

TEST_CASE("a clone is told, until it is gone") {
    reporting_collector c;
    c.tell_shared(R"([{"host":"web01","address":"10.0.0.7","since":"2026-11-25T12:00:00Z"}])");
    prober p(c.url());
    p.put("a");
    p.start();
    REQUIRE(p.reaches([](const reporter_status& s) { return !s.shared_with.empty(); }));
    CHECK(p.sending->status().shared_with == std::vector<std::string>{"web01 (10.0.0.7)"});
    REQUIRE(p.drains());
    c.tell_shared("[]");
    p.put("b");
    p.sending->wake();
    REQUIRE(p.reaches([](const reporter_status& s) { return s.shared_with.empty() && s.sent == 2; }));
    for (const auto& r : c.requests())
        CHECK(r.header("Fairway-Boot") == boot_mark(p.who, boot_id()));
}

TEST_CASE("what is in the spool arrives in order, over one connection") {
    reporting_collector c;
    prober p(c.url());
    p.put("a");
    p.reports.put({report_text("b1"), report_text("b2")}, std::chrono::system_clock::now());
    p.start();
    REQUIRE(p.drains());
    CHECK(c.stored() == std::vector<std::string>{report_text("a"), report_text("b1"), report_text("b2")});
    CHECK(c.connections() == 1);
    const auto requests = c.requests();
    CHECK(requests[0].target == "/api/v1/reports");
    CHECK(requests[0].header("Authorization") == "Bearer " + first_credential);
    CHECK(requests[0].header("Fairway-Spool") == "2");
    CHECK(requests[2].header("Fairway-Spool") == "0");
    CHECK(requests[0].header("Fairway-Dropped") == "0");
    CHECK(std::stol(requests[0].header("Fairway-Report-Age")) <= 10);
    const auto clock = std::chrono::system_clock::now().time_since_epoch() / seconds(1);
    CHECK(std::abs(std::stol(requests[0].header("Fairway-Clock")) - clock) <= 10);

    // Woken, not polled.
    p.put("c");
    p.sending->wake();
    REQUIRE(p.reaches([](const reporter_status& s) { return s.sent == 4; }));
    CHECK(c.stored().back() == report_text("c"));
    const auto s = p.sending->status();
    CHECK(s.last_error.empty());
    CHECK(s.last_success.has_value());
    CHECK(!s.next_try);
    CHECK(s.spool.bytes == 0);
    p.sending->stop(seconds(5));
}

TEST_CASE("what goes wrong on the way costs no report") {
    using trick = reporting_collector::trick;
    reporting_collector c;
    prober p(c.url());
    c.next({trick::unavailable, trick::lost_answer, trick::unavailable});
    p.put("a");
    p.put("b");
    p.start();
    REQUIRE(p.drains());
    // The answer to the first was lost after it was stored: it comes again, and is known by its run.
    CHECK(c.stored() == std::vector<std::string>{report_text("a"), report_text("a"), report_text("b")});
}

TEST_CASE("a report that the collector refuses is set aside, and the others arrive") {
    reporting_collector c;
    prober p(c.url());
    c.next({reporting_collector::trick::refuse});
    p.put("a");
    p.put("b");
    p.start();
    REQUIRE(p.drains());
    CHECK(c.stored() == std::vector<std::string>{report_text("b")});
    CHECK(p.sending->status().spool.counters.refused == 1);
    CHECK(p.sending->status().last_refusal.empty()); // it took the next one
    CHECK(std::filesystem::exists(p.folder / "spool/quarantine/00000000000000000001-00001.report"));
}

TEST_CASE("a collector that refuses a report is reached") {
    reporting_collector c;
    prober p(c.url());
    c.next({reporting_collector::trick::refuse});
    p.put("a");
    p.start();
    REQUIRE(p.reaches([](const reporter_status& s) { return !s.last_refusal.empty(); }));
    const auto s = p.sending->status();
    CHECK(has(s.last_refusal, "not a report"));
    CHECK(s.last_error.empty());
    CHECK(!s.last_success);
    CHECK(s.sent == 0);
}

TEST_CASE("a wish to be asked later is kept to, and what comes meanwhile does not shorten it") {
    reporting_collector c;
    prober p(c.url());
    c.next({reporting_collector::trick::too_many});
    p.put("a");
    p.start();
    REQUIRE(p.reaches([](const reporter_status& s) { return s.next_try.has_value(); }));
    const auto wait = *p.sending->status().next_try - boot_clock::now();
    CHECK(wait > seconds(1700));
    CHECK(wait <= seconds(1800));
    CHECK(has(p.sending->status().last_error, "slow down"));
    p.put("b");
    p.sending->wake();
    CHECK(p.sending->status().spool.waiting == 2);
    // And a stop does not wait for it.
    const auto before = steady_clock::now();
    p.sending->stop(seconds(60));
    CHECK(steady_clock::now() - before < seconds(10));
    CHECK(c.requests().size() == 1);
}

TEST_CASE("a credential that is not known any more: the identity stays, and a new one is seen") {
    reporting_collector c;
    c.know(std::string(64, 'e'));
    prober p(c.url());
    int calls = 0;
    p.options.random = [&] { return ++calls == 1 ? 0.0 : 0.001; }; // at its longest 300 ms
    p.put("a");
    p.start();
    REQUIRE(p.reaches([](const reporter_status& s) { return has(s.last_error, "enroll it again"); }));
    CHECK(has(p.sending->status().last_error, "unknown credential"));
    CHECK(read_identity(p.folder.path()).value->credential == first_credential);
    CHECK(p.sending->status().spool.waiting == 1);
    // As `fairway enroll` does it.
    auto anew = p.who;
    anew.credential = std::string(64, 'e');
    save_identity(p.folder.path(), anew);
    REQUIRE(p.drains());
    CHECK(c.stored() == std::vector<std::string>{report_text("a")});
}

TEST_CASE("a collector with a new authority: to enroll again helps at once") {
    const auto anew = make_card({.name = "Other CA", .authority = true});
    const auto card = make_card({.name = "c", .alternatives = "IP:127.0.0.1", .issuer = &anew});
    reporting_collector c(card, anew);
    prober p(c.url());
    p.options.random = [] { return 0.001; }; // at its longest 300 ms
    p.put("a");
    p.start();
    REQUIRE(p.reaches([](const reporter_status& s) { return has(s.last_error, "not issued by the CA"); }));
    CHECK(c.stored().empty());
    SUBCASE("the authority alone") {
        write_file_atomically(authority_file(p.folder.path()), anew.pem());
        REQUIRE(p.drains());
    }
    SUBCASE("at another address") {
        reporting_collector moved(card, anew);
        auto who = p.who;
        who.collector = moved.url();
        save_identity(p.folder.path(), who);
        write_file_atomically(authority_file(p.folder.path()), anew.pem());
        REQUIRE(p.drains());
        CHECK(p.sending->status().collector == moved.url());
        CHECK(moved.stored() == std::vector<std::string>{report_text("a")});
        p.sending->stop(seconds(5));
    }
}

TEST_CASE("a new CA is learned from a collector that is trusted, and the old one is forgotten once it says so") {
    const auto next = make_card({.name = "Next CA", .valid_until = 400 * 24 * 3600, .authority = true});
    const auto card = make_card({.name = "c", .alternatives = "IP:127.0.0.1", .issuer = &next});
    const auto old_pem = authority().pem(), new_pem = next.pem();
    const auto both = fingerprints_of(authorities_in(old_pem + new_pem));
    reporting_collector before;
    before.announce(old_pem + new_pem, {old_pem, new_pem});
    prober p(before.url());
    const auto file = authority_file(p.folder.path());
    p.put("a");
    p.start();
    REQUIRE(p.drains());
    p.put("b");
    p.sending->wake();
    REQUIRE(p.reaches([](const reporter_status& s) { return s.sent == 2; }));
    CHECK(*read_text_file(file).value == old_pem + new_pem);
    std::vector<std::string> said;
    for (const auto& r : before.requests())
        if (r.target == "/api/v1/reports") said.push_back(r.header("Fairway-Authorities"));
    CHECK(said == std::vector<std::string>{fingerprints_of(authorities_in(old_pem)), both});
    const auto ends = p.sending->status().authority_ends;
    REQUIRE(ends);
    CHECK(*ends > std::chrono::system_clock::now() + hours(24 * 399));
    p.sending->stop(seconds(5));

    // Now the server has its certificate from the new one.
    reporting_collector after(card, next);
    after.announce(new_pem, {new_pem});
    p.who.collector = after.url();
    save_identity(p.folder.path(), p.who);
    p.put("c");
    p.start();
    REQUIRE(p.drains());
    p.put("d");
    p.sending->wake();
    REQUIRE(p.reaches([](const reporter_status& s) { return s.sent == 2; }));
    CHECK(*read_text_file(file).value == new_pem);
    CHECK(after.stored() == std::vector<std::string>{report_text("c"), report_text("d")});
}

TEST_CASE("no collector makes a prober lock itself out, or trust what it has not announced") {
    const auto next = make_card({.name = "Next CA", .authority = true});
    const auto old_pem = authority().pem();
    reporting_collector c;
    SUBCASE("a CA that its own certificate is not from") {
        c.announce(next.pem(), {next.pem()});
    }
    SUBCASE("another CA than it has announced") {
        c.announce(next.pem(), {old_pem});
    }
    SUBCASE("one more") {
        c.announce(old_pem + next.pem(), {old_pem, next.pem(), next.pem()});
    }
    SUBCASE("no CA") {
        c.announce(old_pem + good_card().pem(), {old_pem, good_card().pem()});
    }
    SUBCASE("nothing") {
        c.announce(old_pem + next.pem(), {});
    }
    prober p(c.url());
    for (const char* id : {"a", "b"})
        p.put(id);
    p.start();
    REQUIRE(p.reaches([](const reporter_status& s) { return s.sent == 2; }));
    CHECK(*read_text_file(authority_file(p.folder.path())).value == old_pem);
    CHECK(c.stored() == std::vector<std::string>{report_text("a"), report_text("b")});
    // It does not ask again with each report.
    int asked = 0;
    for (const auto& r : c.requests())
        asked += r.target == "/api/v1/authorities";
    CHECK(asked == 1);
}

TEST_CASE("credentials are replaced after thirty days, and the answer may be lost") {
    using trick = reporting_collector::trick;
    for (const bool lost : {false, true}) {
        CAPTURE(lost);
        reporting_collector c;
        prober p(c.url(), std::chrono::system_clock::now() - hours(31 * 24));
        // The first loss looks like a connection that was closed meanwhile.
        if (lost) c.next({trick::none, trick::lost_answer, trick::lost_answer});
        p.put("a");
        p.start();
        REQUIRE(p.reaches([&](const reporter_status& s) { return s.sent == 1 && s.spool.waiting == 0; }));
        for (int i = 0; i < 2; ++i) {
            p.put("b");
            p.sending->wake();
            REQUIRE(p.reaches([&](const reporter_status& s) { return s.sent == 2U + static_cast<unsigned>(i); }));
        }
        p.sending->stop(seconds(5));
        if (lost) {
            // The old one is still in use, and the new one is kept; the next start finishes it.
            CHECK(!read_identity(p.folder.path()).value->next_credential.empty());
            p.who = *read_identity(p.folder.path()).value;
            p.seen = {};
            p.start();
            for (unsigned i = 1; i <= 2; ++i) {
                p.put("c");
                p.sending->wake();
                REQUIRE(p.reaches([&](const reporter_status& s) { return s.sent == i; }));
            }
            p.sending->stop(seconds(5));
        }
        const auto now = read_identity(p.folder.path());
        REQUIRE(now);
        CHECK(now.value->credential != first_credential);
        CHECK(now.value->next_credential.empty());
        CHECK(c.known() == std::set<std::string>{sha256_hex(now.value->credential)});
    }
}

TEST_CASE("without ca.pem, or with a broken one, it says so and goes on") {
    reporting_collector c;
    prober p(c.url());
    std::filesystem::remove(p.folder / "ca.pem");
    p.options.random = [] { return 0.001; };
    p.put("a");
    p.start();
    REQUIRE(p.reaches([](const reporter_status& s) { return has(s.last_error, "ca.pem: cannot be opened"); }));
    test::write(p.folder / "ca.pem", "rubbish");
    REQUIRE(p.reaches([](const reporter_status& s) { return has(s.last_error, "contains no certificate"); }));
    write_file_atomically(authority_file(p.folder.path()), authority().pem());
    REQUIRE(p.drains());
}

TEST_CASE("a stop is bounded, wherever the reporter is") {
    test::servers s;
    const auto full = s.full_backlog();
    const auto mute = s.tcp(s.hold());
    s.start();
    https_server silent(good_card(), {}, [](https_peer& p) { test::hold(p.socket()); });
    for (const auto port : {full, mute, silent.port()}) {
        CAPTURE(port);
        prober p("https://127.0.0.1:" + std::to_string(port));
        p.put("a");
        p.start();
        const auto before = steady_clock::now();
        p.sending->stop(milliseconds(100));
        CHECK(steady_clock::now() - before < seconds(5));
        CHECK(p.sending->status().spool.waiting == 1);
        p.sending->stop(milliseconds(100)); // again does nothing
    }
    // One that was never started, and one that has nothing to do.
    prober idle("https://127.0.0.1:1");
    idle.start();
    idle.sending->stop(seconds(60));
    reporter never(idle.folder.path(), idle.reports, idle.who, without_proxy, {}, {});
}

TEST_CASE("a request under way may finish") {
    std::mutex mutex;
    std::condition_variable changed;
    bool asked = false, go = false;
    https_server server(good_card(), {}, [&](https_peer& p) {
        p.read();
        std::unique_lock lock(mutex);
        asked = true;
        changed.notify_all();
        changed.wait(lock, [&] { return go; });
        p.answer(200, R"({"stored":true})");
    });
    prober p("https://127.0.0.1:" + std::to_string(server.port()));
    p.put("a");
    p.put("b");
    p.start();
    {
        std::unique_lock lock(mutex);
        changed.wait(lock, [&] { return asked; });
    }
    std::thread stopping([&] { p.sending->stop(seconds(30)); });
    {
        const std::lock_guard guard(mutex);
        go = true;
        changed.notify_all();
    }
    stopping.join();
    CHECK(p.sending->status().sent >= 1);
    CHECK(p.sending->status().spool.waiting <= 1);
}
