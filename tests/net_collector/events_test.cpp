#include "fixture.hpp"

#include "collector/store/sqlite/sqlite_store.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

using namespace fairway;
using namespace fairway::test;
using nlohmann::json;
using std::chrono::milliseconds;

namespace {

struct event {
    std::string id, kind;
    json data;
};

/// One after the other; comments in between are left out.
event next_event(client& from) {
    while (true) {
        const auto block = from.receive_until("\n\n");
        if (block.starts_with(":")) continue;
        const auto line = [&](const std::string& name) {
            const auto at = block.find(name + ": ") + name.size() + 2;
            return block.substr(at, block.find('\n', at) - at);
        };
        return {line("id"), line("event"), json::parse(line("data"))};
    }
}

client listen(const collector_fixture& c, const person& who, const std::string& query = "",
              const std::vector<std::string>& more = {}) {
    auto client = c.connect();
    std::string head = "GET /api/v1/events" + query + " HTTP/1.1\r\nHost: x\r\n" + who.cookie + "\r\n";
    for (const auto& h : more)
        head += h + "\r\n";
    client.send(head + "\r\n");
    CHECK(client.receive_until("\r\n\r\n").find("text/event-stream") != std::string::npos);
    return client;
}

} // namespace

TEST_CASE("a change is told to who listens, and to who comes back later") {
    collector_fixture c;
    const auto prober = c.join();
    const auto vic = c.log_in("vic");
    REQUIRE(c.send_report(prober, sample_report("pass")).status == 200);
    const auto beginning = "?after=" + c.kept->last_event();
    auto live = listen(c, vic, beginning);
    REQUIRE(c.send_report(prober, sample_report("fail")).status == 200);
    const auto first = next_event(live);
    CHECK(first.kind == "transition");
    CHECK(first.data.at("to_outcome") == "fail");
    CHECK(first.data.at("kind") == "broke");
    REQUIRE(c.send_report(prober, sample_report("pass")).status == 200);
    const auto second = next_event(live);
    CHECK(second.data.at("to_outcome") == "pass");
    CHECK(second.data.at("kind") == "healed");

    auto resumed = listen(c, vic, beginning, {"Last-Event-ID: " + first.id});
    CHECK(next_event(resumed).id == second.id);
    // One of another database says nothing: then what was asked for counts.
    auto from_start = listen(c, vic, beginning, {"Last-Event-ID: of another database"});
    CHECK(next_event(from_start).id == first.id);
    CHECK(next_event(from_start).id == second.id);
}

TEST_CASE("who listens hears signs of life, changes that another process wrote, and the end of the session") {
    http_limits limits;
    limits.heartbeat = milliseconds(50);
    limits.poll = milliseconds(50);
    collector_fixture c(limits);
    const auto prober = c.join();
    const auto vic = c.log_in("vic");
    REQUIRE(c.send_report(prober, sample_report("pass")).status == 200);
    auto live = listen(c, vic);
    CHECK(live.receive_until("\n\n").starts_with(":"));

    const auto other = open_sqlite_store((c.folder / "fairway.db").string());
    incoming_part part;
    part.prober = prober.id;
    part.part = *read_reported_part(sample_report("fail")).value;
    part.received_at = c.now() + std::chrono::seconds(1);
    REQUIRE(other->ingest({part}).at(0).transitions.size() == 1);
    CHECK(next_event(live).data.at("to_outcome") == "fail");

    CHECK(c.ask("POST", "/api/v1/logout", {vic.cookie, vic.csrf}).status == 204);
    CHECK(live.is_closed());
}

TEST_CASE("only so many may listen, and the others are told when to come back") {
    http_limits limits;
    limits.event_streams = 2;
    limits.heartbeat = milliseconds(50);
    collector_fixture c(limits);
    const auto vic = c.log_in("vic");
    auto first = listen(c, vic);
    {
        auto second = listen(c, vic);
        const auto third = c.ask("GET", "/api/v1/events", {vic.cookie});
        CHECK(third.status == 503);
        CHECK(!third.header("retry-after").empty());
    }
    // The place of one that has gone is free once a sign of life has failed.
    unsigned tries = 0;
    for (bool in = false; !in && tries < 100; ++tries) {
        first.receive_until("\n\n");
        auto again = c.connect();
        again.send("GET /api/v1/events HTTP/1.1\r\nHost: x\r\n" + vic.cookie + "\r\n\r\n");
        in = again.receive_until("\r\n\r\n").starts_with("HTTP/1.1 200");
    }
    CHECK(tries < 100);
}

TEST_CASE("who does not take events is cut off, and memory does not grow for them") {
    http_limits limits;
    limits.write_time = milliseconds(300);
    collector_fixture c(limits);
    const auto prober = c.join();
    const auto vic = c.log_in("vic");
    const auto beginning = c.kept->last_event();
    // Enough history to fill every buffer between us: the text of a transition may be 8 KiB.
    const std::string long_text(8000, 'x');
    auto report = json::parse(sample_report("pass"));
    for (auto& f : report["findings"])
        f["text"] = long_text;
    for (int i = 0; i < 160; ++i) {
        for (auto& f : report["findings"]) {
            f["outcome"] = i % 2 == 0 ? "fail" : "pass";
            f["finding"] = i % 2 == 0 ? "blocked" : "proven";
        }
        report["run_id"] = "run" + std::to_string(i);
        incoming_part part;
        part.prober = prober.id;
        part.part = *read_reported_part(report.dump()).value;
        part.received_at = c.now() + milliseconds(i);
        c.kept->ingest({part});
    }
    const auto all = c.kept->events_after(beginning, 1000);
    REQUIRE(all.size() == 1000);
    auto deaf = listen(c, vic, "?after=" + beginning);
    // Reads nothing while others go on, until its buffers are full and its time is up.
    const auto open_connections = [&] {
        const auto text = c.ask("GET", "/metrics").body;
        const auto at = text.find("\nfairway_collector_connections ");
        return std::stoi(text.substr(at + 31));
    };
    int tries = 0;
    while (open_connections() > 1 && tries++ < 2000) {
    }
    CHECK(tries < 2000);
    // What it has got is whole events, and it may go on behind the last of them.
    std::string id = beginning;
    try {
        while (true)
            id = next_event(deaf).id;
    } catch (const no_answer&) {
    }
    const auto behind = c.kept->events_after(id, 1);
    REQUIRE(behind.size() == 1);
    auto resumed = listen(c, vic, "", {"Last-Event-ID: " + id});
    CHECK(next_event(resumed).id == behind.front().cursor);
}
