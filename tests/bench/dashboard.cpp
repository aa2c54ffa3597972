// What the dashboard's calls take, asked as a browser asks: of a whole collector, over TLS on loopback. By hand, in a
// release build:
//   ninja -C build/release bench_dashboard && build/release/tests/bench/bench_dashboard [DIR [HOSTS]]
// Fills HOSTS (10,000) x 60 flows and 90 days of changes, then prints of each call the median and the worst of 20, and
// whether the worst is below the 300 ms that it may take; then what viewers who all ask at once do to each other and to
// the reports that come in meanwhile.

#include "collector/certificates.hpp"
#include "collector/password.hpp"
#include "collector/service/running_collector.hpp"
#include "collector/store/sqlite/sqlite_store.hpp"
#include "matrix/assess.hpp"
#include "matrix/plan.hpp"
#include "matrix/report.hpp"
#include "matrix/report_reader.hpp"
#include "matrix/shipped.hpp"
#include "support/secret.hpp"
#include "tests/net_collector/client.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <set>
#include <stdlib.h>
#include <thread>

namespace {

using namespace fairway;
using namespace fairway::collector;
using namespace std::chrono_literals;
using test::client;
using timer = std::chrono::steady_clock;
using json = nlohmann::ordered_json;

constexpr std::size_t flows = 60;
constexpr std::size_t asked = 20;
constexpr double target_ms = 300;
constexpr int days = 90;
constexpr std::size_t viewers = 16;

double ms_since(timer::time_point start) {
    return std::chrono::duration<double, std::milli>(timer::now() - start).count();
}

/// Sorts.
double percentile(std::vector<double>& ms, double part) {
    if (ms.empty()) return 0;
    std::sort(ms.begin(), ms.end());
    return ms[std::min(ms.size() - 1, static_cast<std::size_t>(part * static_cast<double>(ms.size())))];
}

enum look : std::size_t { well, refused, lost, looks };

/// A check of 60 flows as it is when all are open, all are refused, all are lost: what a prober would send.
class sample {
  public:
    sample() {
        for (std::size_t l = 0; l < looks; ++l) {
            const auto text = report_of(static_cast<look>(l));
            auto read = read_reported_part(text);
            if (!read) throw std::runtime_error("the report that was made cannot be read");
            if (l == well) {
                header_ = *read.value;
                header_.findings.clear();
            }
            of_[l] = std::move(read.value->findings);
            if (of_[l].size() != flows) throw std::runtime_error("the report that was made has not 60 findings");
        }
        header_.targets.emplace();
        for (const auto& f : of_[well])
            header_.targets->push_back(f.target);
    }

    /// `now[i]`: how flow i looks.
    reported_part part(const std::string& host, const std::string& role, const std::string& run,
                       const std::vector<look>& now) const {
        auto p = header_;
        p.host = host;
        p.roles = {role};
        p.run_id = run;
        for (std::size_t i = 0; i < flows; ++i)
            p.findings.push_back(of_[now[i]][i]);
        return p;
    }

    const reported_finding& finding(std::size_t i) const { return of_[well][i]; }

    /// As it is sent.
    static std::string report_of(look l) {
        static const auto m = *shipped_matrix("veeam-agents");
        site s;
        site_host self;
        self.name = "bench.example.net";
        for (const auto& r : m.roles)
            if (!r.external && !r.abstract) {
                self.roles.push_back(r.id);
                s.hosts.push_back({r.id + "-01.example.net", {"10.0.0.5"}, {r.id}, {}, {}, {}, {}, true, {}});
            }
        s.hosts.push_back({"agent-linux-02.example.net", {"10.0.0.6"}, {"agent-linux"}, {}, {}, {}, {}, true, {}});
        plan_options operation;
        operation.phase = phase::operation;
        const plan p = make_plan(m, s, self, operation);
        report r;
        r.fairway = "0.1.0";
        r.host = self.name;
        r.run_id = random_hex(16);
        r.roles = {"agent-linux"};
        r.phase = phase::operation;
        r.matrices = m.sources;
        r.started_at = utc_time(std::chrono::system_clock::now());
        r.duration_ms = 3000;
        r.interval_s = 300;
        // One target of each flow, and where there are fewer than 60, the second of some.
        std::vector<requirement> chosen, others;
        std::set<std::string> seen;
        for (const auto& c : p.requirements)
            (seen.insert(c.flow->id).second ? chosen : others).push_back(c);
        chosen.insert(chosen.end(), others.begin(), others.end());
        if (chosen.size() < flows)
            throw std::runtime_error("the matrix gives " + std::to_string(chosen.size()) + " checks, 60 are needed");
        chosen.resize(flows);
        for (const auto& c : chosen) {
            observation o;
            o.rtt_us = 400;
            if (l == well) {
                o.evidence = evidence::connected;
                o.state = state::open;
                o.reason = reason::syn_ack;
                o.answered_by = "10.0.0.5";
            } else if (l == refused) {
                o.evidence = evidence::refused;
                o.state = state::closed;
                o.reason = reason::conn_refused;
                o.answered_by = "10.0.0.5";
            } else {
                o.evidence = evidence::silent;
                o.state = state::filtered;
                o.reason = reason::no_response;
            }
            seen_address at;
            at.name = c.target;
            at.address = "10.0.0.5";
            at.source = "10.0.7.3";
            for (const auto& range : c.probed)
                at.ports.push_back({range.first, o});
            r.findings.push_back(assess(c, {at}, s, "2026-01-01"));
        }
        return to_json(r).dump();
    }

  private:
    reported_part header_;
    std::array<std::vector<reported_finding>, looks> of_;
};

/// Hosts as they are after a while: most well, one in twenty not; sites of very different size; one in 800 gone silent.
class estate {
  public:
    estate(store& s, std::size_t hosts) : store_(s), state_(hosts, std::vector<look>(flows, well)) {
        for (std::size_t h = 0; h < hosts; ++h)
            if (h % 20 == 3) state_[h][(h * 7) % flows] = h % 40 == 3 ? refused : lost;
    }

    static std::string host(std::size_t h) { return "host" + std::to_string(h) + ".example.net"; }

    void join(wall_time at) {
        for (int n = 0; n < sites; ++n)
            store_.create_token(sha256_hex("t" + std::to_string(n)), "site" + std::to_string(n), 1'000'000, 24h,
                                "bench", at);
        for (std::size_t h = 0; h < state_.size(); ++h) {
            const auto n = std::to_string(h);
            // Half of them in one site, a quarter in the next, and so on.
            int at_site = 0;
            for (auto bits = h; at_site < sites - 1 && bits % 2 == 1; bits /= 2)
                ++at_site;
            enrollment e{
                sha256_hex("t" + std::to_string(at_site)), sha256_hex(credential(h)), "i" + n, host(h), "0.1.0", ""};
            probers.push_back(store_.enroll(e, at).prober);
        }
    }

    void report_all(wall_time at, bool silent_ones_too) {
        for (std::size_t h = 0; h < state_.size(); ++h)
            if (silent_ones_too || h % 800 != 5) report(h, at);
        flush();
    }

    /// Some break and heal again.
    void a_day(int day, wall_time at) {
        for (std::size_t n = 0; n < 60; ++n) {
            const auto h = (static_cast<std::size_t>(day) * 7919 + n * 163) % state_.size();
            auto& flow = state_[h][(h + n) % flows];
            flow = flow == well ? lost : well;
            report(h, at + std::chrono::minutes(n));
        }
        flush();
    }

    static std::string credential(std::size_t h) { return sha256_hex("c" + std::to_string(h)); }

    std::vector<std::string> probers;
    const sample checks;
    static constexpr int sites = 12;

  private:
    void report(std::size_t h, wall_time at) {
        incoming_part in;
        in.prober = probers[h];
        in.part = checks.part(host(h),
                              h % 3 == 0     ? "agent-windows"
                              : h % 500 == 1 ? "backup-server"
                                             : "agent-linux",
                              "run" + std::to_string(++runs_), state_[h]);
        in.received_at = at;
        batch_.push_back(std::move(in));
        if (batch_.size() == 64) flush();
    }
    void flush() {
        if (!batch_.empty()) store_.ingest(batch_);
        batch_.clear();
    }

    store& store_;
    std::vector<std::vector<look>> state_;
    std::vector<incoming_part> batch_;
    std::size_t runs_ = 0;
};

/// Megabytes of this process, "VmRSS" or "VmHWM".
double memory(const std::string& what) {
    std::ifstream status("/proc/self/status");
    for (std::string word; status >> word;)
        if (word == what + ":") {
            double kilobytes = 0;
            status >> kilobytes;
            return kilobytes / 1024;
        }
    return 0;
}

struct bench {
    std::uint16_t port;
    std::string ca, cookie;
    int missed = 0; ///< calls that took too long

    client connect() const { return {port, client::tls{ca}}; }

    static std::string get(client& c, const std::string& target, const std::string& login) {
        auto r = c.ask("GET", "/api/v1" + target, {login});
        if (r.status != 200) throw std::runtime_error(target + ": " + std::to_string(r.status) + " " + r.body);
        return std::move(r.body);
    }

    void time(const std::string& what, const std::string& target) {
        auto c = connect();
        std::vector<double> ms;
        std::string body;
        for (std::size_t i = 0; i < asked; ++i) {
            const auto start = timer::now();
            body = get(c, target, cookie);
            ms.push_back(ms_since(start));
        }
        const auto median = percentile(ms, 0.5), worst = ms.back();
        const bool met = worst < target_ms;
        missed += !met;
        std::printf("%-54s median %7.1f  worst %7.1f ms  %7.1f kB  %s\n", what.c_str(), median, worst,
                    static_cast<double>(body.size()) / 1e3, met ? "met" : "NOT MET");
        std::fflush(stdout);
    }

    /// Everybody asks at the same moment, each what `target` says of it.
    void together(const char* what, std::string (*target)(std::size_t)) {
        std::vector<client> clients;
        for (std::size_t i = 0; i < viewers; ++i)
            clients.push_back(connect());
        std::vector<double> rounds;
        for (int round = 0; round < 5; ++round) {
            std::atomic<bool> failed{false};
            std::vector<std::thread> threads;
            const auto start = timer::now();
            for (std::size_t i = 0; i < viewers; ++i)
                threads.emplace_back([&, i] {
                    try {
                        get(clients[i], target(i), cookie);
                    } catch (const std::exception& e) {
                        std::fprintf(stderr, "%s\n", e.what());
                        failed = true;
                    }
                });
            for (auto& t : threads)
                t.join();
            rounds.push_back(ms_since(start));
            if (failed) throw std::runtime_error("a viewer got no answer");
        }
        const auto median = percentile(rounds, 0.5);
        std::printf("%-54s median %7.1f  worst %7.1f ms until all have it\n", what, median, rounds.back());
        std::fflush(stdout);
    }

    /// Reports, one after the other for three seconds: every second one changes all flows.
    void reports(const char* what, const std::string& credential) {
        auto c = connect();
        std::array<json, 2> bodies{json::parse(sample::report_of(well)), json::parse(sample::report_of(lost))};
        std::vector<double> ms;
        const auto until = timer::now() + 3s;
        for (std::size_t n = 0; timer::now() < until; ++n) {
            auto& body = bodies[n % 2];
            body["run_id"] = random_hex(16);
            const auto text = body.dump();
            const auto start = timer::now();
            const auto r = c.ask("POST", "/api/v1/reports", {"Authorization: Bearer " + credential}, text);
            ms.push_back(ms_since(start));
            if (r.status != 200) throw std::runtime_error("report: " + std::to_string(r.status) + " " + r.body);
        }
        const auto p50 = percentile(ms, 0.5), p99 = percentile(ms, 0.99);
        std::printf("%-54s median %7.1f  p99 %7.1f  worst %7.1f ms  (%zu)\n", what, p50, p99, ms.back(), ms.size());
        std::fflush(stdout);
    }

    /// `work`, while every viewer asks for something again and again.
    template <class Work>
    void while_viewed(const std::string& target, Work work) {
        std::atomic<bool> enough{false};
        std::atomic<std::size_t> answers{0};
        std::vector<std::thread> threads;
        for (std::size_t i = 0; i < viewers; ++i)
            threads.emplace_back([&] {
                try {
                    auto c = connect();
                    while (!enough) {
                        get(c, target, cookie);
                        ++answers;
                    }
                } catch (const std::exception& e) {
                    std::fprintf(stderr, "%s\n", e.what());
                }
            });
        work();
        enough = true;
        for (auto& t : threads)
            t.join();
        std::printf("    meanwhile %zu answers to %zu viewers\n", answers.load(), viewers);
    }
};

std::string encoded(const std::string& text) {
    std::string out;
    for (const char c : text)
        out += c == ':' ? "%3A" : std::string(1, c);
    return out;
}

int run(const std::string& folder, std::size_t hosts) {
    const auto file = folder + "/fairway.db";
    const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    const auto s = open_sqlite_store(file);
    estate e(*s, hosts);
    const auto flow = e.checks.finding(17).flow;
    std::size_t detail = 0;
    for (std::size_t i = 0; i < flows; ++i)
        detail += e.checks.finding(i).detail.size();
    const auto start = timer::now();
    e.join(now - 24h * (days + 1));
    e.report_all(now - 24h * (days + 1), true);
    for (int day = 0; day < days; ++day)
        e.a_day(day, now - 24h * (days - day));
    e.report_all(now, false);
    const auto& probers = e.probers;
    std::printf("%zu hosts x %zu flows, details of %zu bytes, %lld transitions, filled in %.0f s, %.0f MB\n", hosts,
                flows, detail / flows, std::stoll(s->last_event()), ms_since(start) / 1000,
                static_cast<double>(std::filesystem::file_size(file)) / 1e6);

    s->put_account({"vic", account_role::viewer, hash_password("correct horse battery"), false}, "bench", now);
    const auto authority = make_authority("bench", now);
    const auto server = make_server_certificate(authority, {"localhost"}, wall_time(now));
    running_collector::settings settings;
    settings.name = "localhost";
    settings.authorities = {read_authority(authority.certificate)};
    running_collector running(*s, {server.key, server.certificate + authority.certificate}, settings);
    const auto port = running.listen("127.0.0.1", 0, true);
    running.start("https://localhost:" + std::to_string(port));

    bench b{port, authority.certificate, ""};
    {
        auto c = b.connect();
        const auto r = c.ask("POST", "/api/v1/login", {"Content-Type: application/json"},
                             R"({"name":"vic","password":"correct horse battery"})");
        if (r.status != 200) throw std::runtime_error("login: " + r.body);
        const auto cookie = r.header("set-cookie");
        b.cookie = "Cookie: " + cookie.substr(0, cookie.find(';'));
        const auto all = json::parse(bench::get(c, "/overview", b.cookie));
        std::printf("overview: %s hosts, %s stale, %s\n", all["hosts"].dump().c_str(),
                    all["stale_hosts"].dump().c_str(), all["counts"].dump().c_str());
    }
    std::ofstream("/proc/self/clear_refs") << "5"; // the peak from here on
    const auto before = memory("VmRSS");
    const auto one = encoded(flow);
    b.time("overview", "/overview");
    b.time("overview by host", "/overview?by=host");
    b.time("overview by host, 500 rows", "/overview?by=host&limit=500");
    b.time("overview, broken, by host", "/overview?by=host&outcome=broken");
    b.time("overview of a finding", "/overview?finding=silent");
    b.time("overview of a flow", "/overview?by=host&flow=" + one);
    b.time("overview of a role that few have", "/overview?role=backup-server");
    b.time("overview of the smallest site", "/overview?site=site11");
    b.time("overview, q that one host has", "/overview?q=host9999.");
    b.time("overview, q that nobody has", "/overview?q=nothing-like-it");
    b.time("hosts, broken", "/hosts?outcome=broken");
    b.time("hosts of a role", "/hosts?role=backup-server");
    b.time("one prober", "/probers/" + probers[7]);
    b.time("a host's flows with detail", "/flows?detail=1&prober=" + probers[3]);
    b.time("flows, a page of 100", "/flows");
    b.time("flows, broken", "/flows?outcome=broken");
    b.time("flows, one of all hosts", "/flows?flow=" + one);
    b.time("flows, one of all hosts, broken", "/flows?outcome=broken&flow=" + one);
    b.time("flows of a role", "/flows?role=backup-server");
    b.time("flows, a role that nobody has", "/flows?role=nobody");
    b.time("flows, q that one host has", "/flows?q=host9999.");
    b.time("flows, q that nothing has", "/flows?q=nothing-like-it");
    b.time("flows, q that nothing has, broken", "/flows?outcome=broken&q=nothing-like-it");
    b.time("flows, a finding that there is not", "/flows?finding=proven");
    b.time("flows, a target that there is not", "/flows?target=nobody");
    b.time("flows, target and finding that never meet", "/flows?finding=silent&target=nobody");
    b.time("transitions, newest 100", "/transitions");
    b.time("transitions of a prober", "/transitions?prober=" + probers[163]);
    b.time("transitions of a flow", "/transitions?flow=" + one);
    b.time("history of 90 days", "/history?days=90");
    b.time("sites", "/sites");
    b.time("matrix", "/matrix");
    std::printf("memory: %.0f MiB before, %.0f MiB at the most since\n", before, memory("VmHWM"));

    std::printf("%zu viewers ask at the same moment:\n", viewers);
    b.together("all the same overview", [](std::size_t) -> std::string { return "/overview"; });
    b.together("each another one", [](std::size_t i) {
        return "/overview?site=site" + std::to_string(i % estate::sites) + (i < estate::sites ? "" : "&outcome=broken");
    });
    std::printf("reports come in, one after the other:\n");
    b.reports("nobody looks", estate::credential(9));
    b.while_viewed("/overview", [&] { b.reports("all look at the overview, always anew", estate::credential(9)); });
    b.while_viewed("/flows?q=nothing-like-it",
                   [&] { b.reports("all search flows for nothing, always anew", estate::credential(9)); });
    std::printf("memory: %.0f MiB at the most\n%d of the calls took longer than they may\n", memory("VmHWM"), b.missed);
    running.stop(1s);
    return b.missed == 0 ? 0 : 1;
}

} // namespace

int main(int argc, char** argv) {
    std::string folder = (argc > 1 ? argv[1] : std::string("/tmp")) + "/fairway-bench-XXXXXX";
    if (::mkdtemp(folder.data()) == nullptr) {
        std::perror(folder.c_str());
        return 4;
    }
    int code = 4;
    try {
        code = run(folder, argc > 2 ? std::strtoul(argv[2], nullptr, 10) : 10000);
    } catch (const std::exception& e) {
        std::fprintf(stderr, "%s\n", e.what());
    }
    std::filesystem::remove_all(folder);
    return code;
}
