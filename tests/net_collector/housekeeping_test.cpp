#include "collector/service/housekeeping.hpp"

#include "fixture.hpp"
#include "support/secret.hpp"
#include "support/text_file.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

using namespace fairway;
using namespace fairway::test;
using nlohmann::json;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

namespace {

/// A collector with its directory and its housekeeping, and a clock that only its housekeeping goes by: TLS here and
/// there goes by the right one, as other machines do.
struct kept_collector {
    collector_fixture c;
    data_directory directory{c.folder.string()};
    wall_time::duration off{};
    time_keeper time{
        *c.kept, c.running->heard(),
        time_keeper::clocks{[this] { return c.now() + off; },
                            [this] { return std::chrono::steady_clock::now() + seconds(c.ahead.load()); }}};
    housekeeper house{*c.kept, directory, *c.running, time};

    kept_collector() {
        directory.put_authority(c.authority);
        directory.put_server(make_server_certificate(c.authority, {"localhost"}, c.now()));
        house.tick();
    }

    json notices() {
        json kinds = json::array();
        const auto ready = json::parse(c.ask("GET", "/readyz").body);
        for (const auto& n : ready.at("notices"))
            kinds.push_back(n.at("kind"));
        return kinds;
    }

    /// What a prober says of its clock and of the CAs that it trusts; the CAs that it is told of.
    json report(const joined& who, const std::string& trusts = "") const {
        const auto clock = std::chrono::floor<seconds>((c.now() + off).time_since_epoch()).count();
        const auto its_name = json(c.kept->prober(who.id)->host).dump();
        const auto answer =
            c.send_report(who, sample_report_with("host", its_name),
                          {"Fairway-Clock: " + std::to_string(clock), "Fairway-Authorities: " + trusts});
        REQUIRE(answer.status == 200);
        return json::parse(answer.body).at("authorities");
    }

    /// Whether somebody who trusts only that CA gets a connection.
    bool trusted_by(const std::string& ca_pem) const {
        try {
            const client to(c.port, client::tls{ca_pem, 0, c.clients_clock});
            return true;
        } catch (const no_answer&) {
            return false;
        }
    }
};

} // namespace

TEST_CASE("one start with a clock ten years ahead destroys nothing, and locks nobody out") {
    kept_collector k;
    const auto prober = k.c.join();
    REQUIRE(k.c.send_report(prober, sample_report("pass")).status == 200);
    REQUIRE(k.c.send_report(prober, sample_report("fail")).status == 200);
    const auto token = k.c.make_token();
    const auto transitions = k.c.kept->transitions({}, {}).rows.size();
    const auto trail = k.c.kept->audit({}).rows.size();
    REQUIRE(transitions > 0);
    REQUIRE(trail > 0);
    CHECK(k.notices().empty());
    const auto vic = k.c.log_in("vic");

    k.off = hours(24 * 365 * 9);
    time_keeper again(*k.c.kept, k.c.running->heard(),
                      {[&] { return k.c.now() + k.off; }, [] { return std::chrono::steady_clock::now(); }});
    housekeeper after_a_restart(*k.c.kept, k.directory, *k.c.running, again);
    after_a_restart.tick();
    CHECK(k.c.kept->transitions({}, {}).rows.size() == transitions);
    CHECK(k.c.kept->audit({}).rows.size() >= trail);
    CHECK(k.c.kept->tokens(k.c.now()).size() > 0);
    CHECK(k.trusted_by(k.c.authority.certificate)); // by the right clock
    CHECK(read_certificate(k.directory.server().certificate).not_after > k.c.now() + k.off);
    CHECK(k.notices() == json{"clock"});
    const auto said = json::parse(k.c.ask("GET", "/api/v1/notices", {vic.cookie}).body).at("items");
    REQUIRE(said.size() == 1);
    CHECK(said[0].at("text").get<std::string>().find("days later than this collector thinks") != std::string::npos);
    CHECK(said[0].at("advice").get<std::string>().find("fairway-collector clock confirm --data " +
                                                       k.directory.path()) != std::string::npos);
    CHECK(k.c.ask("GET", "/metrics").body.find("fairway_collector_notice{kind=\"clock\"} 1") != std::string::npos);
    CHECK(json::parse(k.c.ask("GET", "/healthz").body).at("notices").size() == 1);

    // Set right again, all is as before.
    k.off = {};
    after_a_restart.tick();
    CHECK(k.notices().empty());
    CHECK(k.c.ask("GET", "/metrics").body.find("fairway_collector_notice{kind=\"clock\"} 0") != std::string::npos);
    const auto renewed = read_certificate(k.directory.server().certificate);
    CHECK(renewed.not_after < k.c.now() + certificate_lifetime + hours(1));
    CHECK(k.trusted_by(k.c.authority.certificate));
    CHECK(k.c.kept->enroll({sha256_hex(token), std::string(64, 'c'), std::string(32, 'd'), "x", "", ""}, k.c.now())
              .outcome == enrolled::result::created);
}

TEST_CASE("off for two months: what is too old by then is deleted once three probers have the same time") {
    kept_collector k;
    std::vector<joined> probers;
    for (const char* host : {"a", "b", "c"})
        probers.push_back(k.c.join(host));
    REQUIRE(k.c.send_report(probers[0], sample_report("pass")).status == 200);
    REQUIRE(k.c.send_report(probers[0], sample_report("fail")).status == 200);
    REQUIRE(!k.c.kept->transitions({}, {}).rows.empty());
    k.off = hours(24 * 420);
    const auto day_later = [&] {
        k.c.go_forward(hours(24));
        k.house.tick();
    };
    k.house.tick();
    CHECK(k.notices() == json{"clock"});
    for (const auto& p : probers)
        k.report(p);
    k.house.tick();
    CHECK(k.notices().empty());
    CHECK(!k.c.kept->transitions({}, {}).rows.empty()); // once a day
    day_later();
    CHECK(k.c.kept->transitions({}, {}).rows.empty());
}

TEST_CASE("the end of the CA is said half a year ahead, and a new one comes into use while all keep reporting") {
    kept_collector k;
    const auto old_pem = k.c.authority.certificate;
    const auto anna = k.c.log_in("anna");
    const auto web01 = k.c.join("web01"), web02 = k.c.join("web02"), gone = k.c.join("gone");
    REQUIRE(k.c.kept->revoke_prober(gone.id, "test", k.c.now()));
    const auto both_probers = [&](const std::string& trusts) {
        k.report(web01, trusts);
        return k.report(web02, trusts);
    };
    const auto metric = [&](const std::string& line) {
        return k.c.ask("GET", "/metrics").body.find(line) != std::string::npos;
    };
    const auto old = read_authority(old_pem);
    const auto unix_time = [](wall_time t) {
        return std::to_string(std::chrono::floor<seconds>(t.time_since_epoch()).count());
    };
    CHECK(metric("fairway_collector_ca_expiry_timestamp_seconds " + unix_time(old.not_after)));

    // Ten years in steps that need nobody's word.
    const auto go_until = [&](wall_time when) {
        while (k.c.now() + k.off < when) {
            k.off += std::min<wall_time::duration>(hours(24 * 13), when - (k.c.now() + k.off) + seconds(1));
            k.c.clients_clock = k.c.now() + k.off; // all machines are right
            k.house.tick();
        }
    };
    go_until(old.not_after - hours(24 * 181));
    CHECK(k.notices().empty());
    go_until(old.not_after - hours(24 * 180));
    CHECK(k.notices() == json{"ca"});
    CHECK(both_probers(old.sha256) == json{old.sha256});

    begin_roll_over(k.directory, k.c.now() + k.off); // as the command does
    k.house.tick();
    const auto next = k.directory.authorities().back();
    const auto both = trusted_text(k.directory.authorities());
    CHECK(k.notices() == json{"ca-roll-over"});
    CHECK(metric("fairway_collector_notice{kind=\"ca-roll-over\"} 1"));
    CHECK(k.report(web01, old.sha256) == json{old.sha256, next.sha256});
    const auto given = k.c.ask("GET", "/api/v1/authorities", {web01.authorization()});
    REQUIRE(given.status == 200);
    CHECK(json::parse(given.body).at("items").at(1).at("pem") == next.pem);
    CHECK(k.c.ask("GET", "/api/v1/authorities", {anna.cookie}).status == 401);

    // One of them knows it: the server waits.
    k.report(web01, both);
    k.house.tick();
    CHECK(k.notices() == json{"ca-roll-over"});
    const auto said = json::parse(k.c.ask("GET", "/api/v1/notices", {anna.cookie}).body).at("items").at(0);
    CHECK(said.at("text").get<std::string>().find("waits for 1 prober of 2") != std::string::npos);
    CHECK(said.at("text").get<std::string>().find("(web02)") != std::string::npos);
    CHECK(is_signed_by(k.directory.server().certificate, old_pem));
    const auto token =
        k.c.ask("POST", "/api/v1/tokens", {anna.cookie, anna.csrf, "Content-Type: application/json"}, "{}");
    CHECK(token.body.find(old.sha256) != std::string::npos);

    SUBCASE("all know it") {
        k.report(web02, both);
    }
    SUBCASE("an administrator waits no longer") {
        write_file_atomically(k.directory.finish_now(), "");
    }
    SUBCASE("thirty days before its end") {
        go_until(old.not_after - hours(24 * 30) + hours(1));
    }
    k.house.tick();
    CHECK(is_signed_by(k.directory.server().certificate, next.pem));
    k.c.authority.certificate = next.pem; // whom the fixture's own client trusts
    CHECK(k.trusted_by(next.pem));
    CHECK_FALSE(k.trusted_by(old_pem));
    CHECK(k.notices().empty());
    CHECK(both_probers(both) == json{next.sha256}); // and forget the old one
    CHECK(both_probers(next.sha256) == json{next.sha256});
    const auto newer =
        k.c.ask("POST", "/api/v1/tokens", {anna.cookie, anna.csrf, "Content-Type: application/json"}, "{}");
    CHECK(newer.body.find(next.sha256) != std::string::npos);
}

TEST_CASE("a certificate that somebody puts there is used within a minute") {
    kept_collector k;
    const auto other = make_authority("Somebody's", k.c.now());
    k.directory.put_server(make_server_certificate(other, {"localhost"}, k.c.now()));
    write_file_atomically(k.directory.authority_certificate(), other.certificate);
    k.house.tick();
    CHECK(k.trusted_by(other.certificate));
    CHECK_FALSE(k.trusted_by(k.c.authority.certificate));
}

TEST_CASE("a database that was deleted takes no reports, and says so") {
    kept_collector k;
    const auto prober = k.c.join();
    REQUIRE(k.c.send_report(prober, sample_report("pass")).status == 200);
    CHECK(k.c.ask("GET", "/readyz").status == 200);
    std::filesystem::remove(k.c.folder / "fairway.db");
    CHECK(k.c.send_report(prober, sample_report("fail")).status == 503);
    k.c.go_forward(seconds(3)); // the answer of /readyz is two seconds old at most
    const auto ready = k.c.ask("GET", "/readyz");
    CHECK(ready.status == 503);
    CHECK(ready.body.find("fairway.db was deleted or moved while the collector was running") != std::string::npos);
    CHECK(ready.body.find("put a backup in place of fairway.db") != std::string::npos);
    CHECK(k.c.ask("GET", "/healthz").status == 200);
}
