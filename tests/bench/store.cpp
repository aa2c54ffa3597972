// What the collector's SQLite store takes for reports and pages. By hand, in a release build:
//   ninja -C build/release bench_store && build/release/tests/bench/bench_store [DIR [PROBERS]]
// Prints reports per second of one thread, and milliseconds of pages over PROBERS x 60 flows (10,000).

#include "collector/store/store.hpp"
#include "collector/overview.hpp"
#include "collector/store/sqlite/sqlite_store.hpp"
#include "support/secret.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <stdlib.h>
#include <string>
#include <time.h>
#include <vector>

namespace {

using namespace fairway;
using namespace fairway::collector;
using namespace std::chrono_literals;
using timer = std::chrono::steady_clock;

constexpr int flows = 60;

double seconds_since(timer::time_point start) {
    return std::chrono::duration<double>(timer::now() - start).count();
}

/// Like a real one: its texts and details are as long as those of a check. `round`: another one changes every finding.
reported_part report_of(int prober, const std::string& run_id, int round) {
    reported_part p;
    p.run_id = run_id;
    p.fairway = "0.1.0";
    p.host = "host" + std::to_string(prober) + ".example.net";
    p.roles = {"agent-linux"};
    p.matrices = {{"veeam-agents", "2026-01-19", "", "", ""}};
    p.interval_s = 300;
    p.essence = "header of " + p.host;
    p.targets = {"vbr01.example.net", "repo01.example.net", "repo02.example.net"};
    for (int i = 0; i < flows; ++i) {
        reported_finding f;
        f.flow = "agent-linux:backup-server:tcp:" + std::to_string(10000 + i);
        f.from = "agent-linux";
        f.to = "backup-server";
        f.target = (*p.targets)[static_cast<std::size_t>(i % 3)];
        f.protocol = "tcp";
        f.ports = std::to_string(10000 + i);
        const bool bad = round % 2 != 0 || i == prober % 600; // now and then one that is always blocked
        f.finding = bad ? finding_kind::blocked : finding_kind::proven;
        f.outcome = bad ? outcome::fail : outcome::pass;
        f.text = "A firewall on the way refuses the connection: 10.0.0.1 answered, two hops before the host.";
        f.advice = bad ? "Ask the network team for a rule; fairway check --format change-request writes it." : "";
        f.detail = "{" + std::string(850, 'd') + std::to_string(round) + "}";
        f.essence = std::string(300, 'e') + f.flow + f.target + std::to_string(round);
        p.findings.push_back(std::move(f));
    }
    return p;
}

double cpu_seconds() {
    timespec t{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_nsec) / 1e9;
}

/// On a machine that does other things, too, the CPU time says more than the clock.
void rate(const std::string& what, store& s, const std::vector<std::string>& probers, int reports,
          std::size_t batch_size, int round, bool changing, wall_time& now, int& run) {
    double took = 0;
    double cpu = 0;
    std::size_t next = 0;
    for (int sent = 0; sent < reports;) {
        std::vector<incoming_part> batch;
        for (; batch.size() < batch_size && sent < reports; ++sent, ++next) {
            const auto at = next % probers.size();
            const int turn = changing ? round + 1 + static_cast<int>(next / probers.size()) : round;
            incoming_part in;
            in.prober = probers[at];
            in.part = report_of(static_cast<int>(at), "run" + std::to_string(++run), turn);
            in.received_at = now += 1ms;
            batch.push_back(std::move(in));
        }
        const auto start = timer::now();
        const auto busy = cpu_seconds();
        s.ingest(batch);
        took += seconds_since(start);
        cpu += cpu_seconds() - busy;
    }
    std::printf("%-56s %6.0f reports/s  %7.1f us CPU each\n", what.c_str(), reports / took, cpu / reports * 1e6);
}

void pages(const char* what, const std::function<std::size_t()>& read) {
    std::vector<double> ms;
    std::size_t rows = 0;
    for (int i = 0; i < 7; ++i) {
        const auto start = timer::now();
        rows = read();
        ms.push_back(seconds_since(start) * 1000);
    }
    const double first = ms.front();
    std::sort(ms.begin(), ms.end());
    std::printf("%-56s %5zu rows  median %7.2f ms  first %7.2f ms\n", what, rows, ms[ms.size() / 2], first);
}

} // namespace

int main(int argc, char** argv) {
    const std::string in = argc > 1 ? argv[1] : "/tmp";
    const int count = argc > 2 ? std::atoi(argv[2]) : 10000;
    std::string folder = in + "/fairway-bench-XXXXXX";
    if (::mkdtemp(folder.data()) == nullptr) {
        std::perror(folder.c_str());
        return 4;
    }
    {
        const auto s = open_sqlite_store(folder + "/fairway.db");
        auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
        wall_time at = now;
        int run = 0;
        std::vector<std::string> probers;
        s->create_token(sha256_hex("t"), "hq", static_cast<std::uint32_t>(count), 24h, "bench", at);
        s->create_token(sha256_hex("b"), "branch", 50, 24h, "bench", at);
        for (int i = 0; i < count; ++i) {
            const auto n = std::to_string(i);
            probers.push_back(
                s->enroll({sha256_hex(i % 1000 == 999 ? "b" : "t"), sha256_hex("c" + n), "i" + n, "h" + n, "0.1.0", ""},
                          at)
                    .prober);
        }
        const auto all = static_cast<int>(probers.size());
        rate("first reports, batches of 64", *s, probers, all, 64, 0, false, at, run);
        std::printf("database: %.0f MB\n",
                    static_cast<double>(std::filesystem::file_size(folder + "/fairway.db")) / 1e6);
        for (const std::size_t batch : {1, 16, 64}) {
            rate("unchanged, batches of " + std::to_string(batch), *s, probers, batch == 1 ? 2000 : 20000, batch, 0,
                 false, at, run);
        }
        // Those of some probers, over and over: every finding of each is another one.
        std::vector<std::string> some(probers.begin(), probers.begin() + std::min(all, 500));
        int round = 0;
        for (const std::size_t batch : {1, 16, 64}) {
            rate("all 60 changed, with transitions, batches of " + std::to_string(batch), *s, some, 2000, batch, round,
                 true, at, run);
            round += 4; // 2,000 reports of 500 probers
        }
        rate("all 60 changed, all probers once, batches of 64", *s, probers, all, 64, 12, true, at, run);
        rate("all 60 changed in detail, no transition, of 64", *s, probers, all, 64, 14, true, at, run);
        rate("and back", *s, probers, all, 64, 15, true, at, run);

        // What the dashboard asks for.
        const auto overview = [&](overview_filter f, overview_question question) {
            return [&s, &at, f, question] {
                const auto states = s->overview(f, at);
                return summarize(states, question, {"", 100}, {}).rows.size();
            };
        };
        const std::string one_flow = "agent-linux:backup-server:tcp:10010";
        const overview_question by_host{overview_by::host, "", false};
        pages("overview: states alone", [&] { return s->overview({}, at).states.size(); });
        pages("overview, by site", overview({}, {}));
        pages("overview, by host, first 100", overview({}, by_host));
        pages("overview, broken, by host", overview({}, {overview_by::host, "broken", false}));
        pages("overview, of a role", overview({"", "agent-linux", "", "", ""}, {}));
        pages("overview, of a site of few hosts", overview({"branch", "", "", "", ""}, {}));
        pages("overview, hosts by a search that finds one", overview({"", "", "host9999.", "", ""}, {}));
        pages("overview, of one flow", overview({"", "", "", one_flow, ""}, {overview_by::automatic, "", true}));
        pages("overview, of one finding", overview({"", "", "", "", "blocked"}, {overview_by::automatic, "", true}));
        const auto search = [&](const std::string& role, const std::string& outcome, const std::string& text) {
            flow_filter f;
            f.role = role;
            f.outcome = outcome;
            f.search = text;
            return [&s, f] { return s->flows(f, {"", 100}).rows.size(); };
        };
        pages("flows that are broken, first 100", search("", "broken", ""));
        pages("flows of a role, first 100", search("agent-linux", "", ""));
        pages("flows of a role that nobody has", search("none", "", ""));
        pages("flows, search that finds one host", search("", "", "host9999."));
        pages("flows, search that finds a flow of all", search("", "", "tcp:10010"));
        pages("flows, search that finds nothing", search("", "", "nothing like it"));
        pages("flows that are broken, search that finds nothing", search("", "broken", "nothing like it"));
        pages("one prober", [&] { return s->prober(probers[7]) ? 1u : 0u; });

        const auto flow = [&](flow_filter f, std::size_t limit) {
            return [&s, f, limit] { return s->flows(f, {"", limit}).rows.size(); };
        };
        pages("sites", [&] { return s->sites(at).size(); });
        pages("probers, first 100", [&] { return s->probers({}, {"", 100}).rows.size(); });
        pages("probers with a failure, first 1000", [&] {
            return s->probers({"", "fail", ""}, {"", 1000}).rows.size();
        });
        pages("probers of a site", [&] { return s->probers({"branch", "", ""}, {"", 100}).rows.size(); });
        pages("probers by a search that finds one", [&] {
            return s->probers({"", "", "host9999."}, {"", 100}).rows.size();
        });
        pages("flows of one prober, with details", flow({"", probers[0], "", "", "", "", true}, 100));
        pages("flows, first 100", flow({}, 100));
        pages("flows that fail, first 1000", flow({"", "", "", "", "", "fail", false}, 1000));
        pages("flows that warn: none", flow({"", "", "", "", "", "warn", false}, 100));
        pages("flows by a finding that there is not", flow({"", "", "", "", "silent", "", false}, 100));
        pages("flows that are blocked, first 100", flow({"", "", "", "", "blocked", "", false}, 100));
        pages("one flow of all, first 1000",
              flow({"", "", "agent-linux:backup-server:tcp:10010", "", "", "", false}, 1000));
        pages("one flow, failing, first 1000",
              flow({"", "", "agent-linux:backup-server:tcp:10010", "", "", "fail", false}, 1000));
        pages("a flow that there is not", flow({"", "", "nothing", "", "", "", false}, 100));
        pages("a target that there is not", flow({"", "", "", "nothing", "", "", false}, 100));
        pages("flows of a site that fail", flow({"branch", "", "", "", "", "fail", false}, 100));
        page deep{"", 1000};
        for (int i = 0; i < 300; ++i)
            deep.cursor = s->flows({}, deep).next;
        pages("flows, the 301st page of 1000", [&] { return s->flows({}, deep).rows.size(); });
        pages("transitions, newest 100", [&] { return s->transitions({}, {"", 100}).rows.size(); });
        pages("transitions of a prober", [&] { return s->transitions({probers[7], "", {}}, {"", 100}).rows.size(); });
        pages("transitions of a flow", [&] {
            return s->transitions({"", "agent-linux:backup-server:tcp:10010", {}}, {"", 1000}).rows.size();
        });
        pages("transitions after the last", [&] { return s->events_after(s->last_event(), 100).size(); });
        pages("history of 400 days", [&] { return s->history(400, at).size(); });
        pages("find a credential", [&] { return s->find_credential(sha256_hex("c77")) ? 1u : 0u; });
        std::printf("transitions: %lld; database: %.0f MB\n", static_cast<long long>(std::stoll(s->last_event())),
                    static_cast<double>(std::filesystem::file_size(folder + "/fairway.db")) / 1e6);
        const auto start = timer::now();
        s->back_up(folder + "/copy.db");
        std::printf("backup: %.1f s\n", seconds_since(start));
    }
    std::filesystem::remove_all(folder);
}
