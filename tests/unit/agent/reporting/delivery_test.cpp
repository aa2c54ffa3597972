#include "agent/reporting/delivery.hpp"

#include "tests/unit/agent/reporting/noon.hpp"

#include <algorithm>
#include <deque>
#include <doctest/doctest.h>
#include <map>
#include <random>
#include <vector>

using namespace fairway;
using std::chrono::milliseconds;
using test::noon;
using judged = judgment::verdict;

namespace {

const delivery::time delivery_start{std::chrono::hours(1)};

} // namespace

TEST_CASE("what an answer means for a report") {
    struct row {
        unsigned status;
        const char* body;
        const char* retry_after;
        judged what;
        int wait; ///< seconds; -1: none
        const char* words;
    };
    const row rows[] = {
        {200, R"({"stored":true,"duplicate":false})", "", judged::stored, -1, ""},
        {200, R"({"stored":true,"duplicate":true})", "", judged::stored, -1, ""},
        {200, "<html>welcome</html>", "", judged::again, -1, "not from a collector"},
        {200, R"({"stored":false})", "", judged::again, -1, "not from a collector"},
        {200, R"({"stored":"true"})", "", judged::again, -1, "not from a collector"},
        {204, "", "", judged::again, -1, "not from a collector"},
        {302, "", "", judged::again, -1, "not from a collector"},
        {400, R"({"error":"not JSON"})", "", judged::refuse, -1, "not JSON"},
        {413, "", "", judged::refuse, -1, "(413)"},
        {422, R"({"error":"/part: is 0"})", "", judged::refuse, -1, "/part: is 0"},
        {401, "", "", judged::locked, -1, "enroll it again"},
        {403, R"({"error":"revoked"})", "", judged::locked, -1, "revoked"},
        {404, "", "", judged::again, -1, "is fairway-collector running at this address"},
        {408, "", "", judged::again, -1, "(408)"},
        {429, "", "7", judged::again, 7, "slow down"},
        {500, "", "", judged::again, -1, "(500)"},
        {502, "<html>", "", judged::again, -1, "(502)"},
        {503, R"({"error":"disk full"})", "120", judged::again, 120, "disk full"},
        {599, "", "", judged::again, -1, "(599)"},
    };
    for (const auto& r : rows) {
        CAPTURE(r.status);
        CAPTURE(r.body);
        http_answer a;
        a.status = r.status;
        a.body = r.body;
        a.retry_after = r.retry_after;
        const auto j = judge_report_answer(a, noon);
        CHECK(j.what == r.what);
        CHECK((j.wait ? j.wait->count() : -1) == r.wait);
        CHECK(j.words.find(r.words) != std::string::npos);
        CHECK(j.words.empty() == (j.what == judged::stored));
    }
    http_answer none;
    none.error = "cannot connect";
    CHECK(judge_report_answer(none, noon).what == judged::again);
    CHECK(judge_report_answer(none, noon).words == "cannot connect");
}

TEST_CASE("other machines with this identity") {
    struct row {
        const char* body;
        std::vector<std::string> others;
    };
    const row rows[] = {
        {R"({"stored":true})", {}},
        {R"({"stored":true,"shared_with":[]})", {}},
        {R"({"stored":true,"shared_with":[{"host":"web01","address":"10.0.0.7","since":"x"},{"host":"b","address":"::1"}]})",
         {"web01 (10.0.0.7)", "b (::1)"}},
        {R"({"stored":true,"shared_with":"web01"})", {}},
        {R"({"stored":true,"shared_with":[1,{}]})", {"? (?)"}},
        {R"({"stored":false,"shared_with":[{"host":"web01","address":"10.0.0.7"}]})", {}},
    };
    for (const auto& r : rows) {
        CAPTURE(r.body);
        http_answer a;
        a.status = 200;
        a.body = r.body;
        CHECK(judge_report_answer(a, noon).shared_with == r.others);
    }
    http_answer hostile;
    hostile.status = 200;
    hostile.body = R"({"stored":true,"shared_with":[)";
    for (int n = 0; n < 100; ++n)
        hostile.body += R"({"host":"a\u001b[2J)" + std::string(500, 'x') + R"(","address":"1"},)";
    hostile.body.back() = ']';
    hostile.body += "}";
    const auto others = judge_report_answer(hostile, noon).shared_with;
    CHECK(others.size() == 8);
    for (const auto& other : others) {
        CHECK(other.find('\x1b') == std::string::npos);
        CHECK(other.size() < 300);
    }
}

TEST_CASE("the CAs that a collector announces are fingerprints, or nothing") {
    const std::string a(64, 'a'), b(64, 'b');
    const auto said = [](const std::string& list) {
        http_answer answer;
        answer.status = 200;
        answer.body = R"({"stored":true,"authorities":)" + list + "}";
        return judge_report_answer(answer, noon).authorities;
    };
    CHECK(said("[\"" + a + "\"]") == a);
    CHECK(said("[\"" + b + "\",\"" + a + "\"]") == a + "," + b);
    for (const auto& list : {std::string("[]"), std::string("null"), std::string("{}"), "\"" + a + "\"",
                             "[\"" + a + "\",1]", "[\"" + a.substr(1) + "\"]", "[\"" + std::string(64, 'A') + "\"]",
                             "[\"" + a + "\",\"" + a + "\",\"" + a + "\",\"" + a + "\",\"" + a + "\"]"}) {
        CAPTURE(list);
        CHECK(said(list).empty());
    }
}

TEST_CASE("the collector's words are one bounded line") {
    CHECK(error_in(R"({"error":"a\nb\u001b[2J"})").find('\n') == std::string::npos);
    CHECK(error_in(R"({"error":"a\u001b[2J"})").find('\x1b') == std::string::npos);
    CHECK(error_in("{\"error\":\"" + std::string(60000, 'x') + "\"}").size() < 1000);
    CHECK(error_in(R"({"error":5})").empty());
    CHECK(error_in(std::string(60000, '[')).empty());
    CHECK(error_in("").empty());
}

TEST_CASE("Retry-After, in both forms, at most an hour") {
    struct row {
        const char* value;
        int seconds; ///< -1: nothing
    };
    const row rows[] = {
        {"0", 0},
        {"120", 120},
        {"3600", 3600},
        {"3601", 3600},
        {"99999999999999999999", 3600},
        {"", -1},
        {"-1", -1},
        {"1.5", -1},
        {"soon", -1},
        {"12 ", -1},
        {"Wed, 25 Nov 2026 12:00:30 GMT", 30},
        {"Wed, 25 Nov 2026 11:00:00 GMT", 0},
        {"Thu, 26 Nov 2026 12:00:00 GMT", 3600},
        {"Sun, 06 Nov 1994 08:49:37 GMT", 0}, // RFC 9110 §5.6.7
        {"Wed, 25 Nov 2026 12:00:30 CET", -1},
        {"Wed, 31 Nov 2026 12:00:30 GMT", -1},
        {"Wed, 25 Nox 2026 12:00:30 GMT", -1},
        {"Wed, 25 Nov 2026 12:00:3x GMT", -1},
        {"Wednesday, 25-Nov-26 12:00:30 GMT", -1},
    };
    for (const auto& r : rows) {
        CAPTURE(r.value);
        const auto wait = parse_retry_after(r.value, noon);
        CHECK((wait ? wait->count() : -1) == r.seconds);
    }
}

TEST_CASE("full jitter: a random part of the longest wait, which doubles up to 300 s") {
    const int longest[] = {1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300};
    for (unsigned n = 1; n <= std::size(longest); ++n) {
        CAPTURE(n);
        CHECK(back_off(n, 1) == std::chrono::seconds(longest[n - 1]));
        CHECK(back_off(n, 0.5) == milliseconds(longest[n - 1] * 500));
        CHECK(back_off(n, 0) == std::chrono::seconds(0));
    }
    CHECK(back_off(1000000, 1) == std::chrono::seconds(300));
    CHECK(back_off(5, 7) == back_off(5, 1));
}

TEST_CASE("when to send") {
    double random = 0.5;
    const auto fixed = [&] { return random; };
    delivery d(fixed, false, delivery_start);
    CHECK(d.wait(delivery_start) == std::chrono::seconds(0));
    d.heard({judged::again, "x"}, delivery_start);
    CHECK(d.wait(delivery_start) == milliseconds(500));
    CHECK(d.wait(delivery_start + std::chrono::seconds(2)) == std::chrono::seconds(0));
    d.heard({judged::again, "x"}, delivery_start);
    CHECK(d.wait(delivery_start) == std::chrono::seconds(1));

    // Its wish, and the random part on top: all were told the same.
    d.heard({judged::again, "x", std::chrono::seconds(60)}, delivery_start);
    CHECK(d.wait(delivery_start) == std::chrono::seconds(62));

    d.heard({judged::stored, ""}, delivery_start);
    CHECK(d.wait(delivery_start) == std::chrono::seconds(0));
    CHECK(d.failures() == 0);
    d.heard({judged::again, "x"}, delivery_start);
    d.heard({judged::refuse, "x"}, delivery_start);
    CHECK(d.wait(delivery_start) == std::chrono::seconds(0));
    CHECK(d.failures() == 0);

    // Nothing that comes back by itself.
    d.heard({judged::locked, "x"}, delivery_start);
    CHECK(d.wait(delivery_start) == std::chrono::seconds(150));
    d.forget_failures(delivery_start);
    CHECK(d.wait(delivery_start) == std::chrono::seconds(0));

    // Left over from an earlier start: after a power failure all machines come up together.
    CHECK(delivery(fixed, true, delivery_start).wait(delivery_start) == std::chrono::seconds(5));
}

namespace {

/// One prober in simulated time: makes a report every `interval`, sends what waits.
struct prober {
    prober(unsigned seed, std::chrono::seconds first, std::chrono::seconds every)
        : random(seed), next_report(delivery_start + first), interval(every),
          pace([this] { return draw(random); }, false, delivery_start) {}

    std::mt19937 random;
    std::uniform_real_distribution<double> draw{0.0, 1.0};
    delivery::time next_report;
    std::chrono::seconds interval;
    delivery pace;
    std::deque<int> waiting{};
    int made = 0;

    /// When it acts next.
    delivery::time due() const { return waiting.empty() ? next_report : std::min(next_report, pace.next_try()); }
};

struct outcome_of_run {
    std::vector<int> delivered;           ///< of the first prober
    std::map<std::int64_t, int> arrivals; ///< first contacts after the outage, by second
    int attempts_down = 0;
    int made = 0;
    bool all_delivered = true;
};

/// The collector answers nothing between 10 and 40 minutes after the start; all ends at 120 minutes.
outcome_of_run simulate(int probers, std::chrono::seconds interval, judgment while_down, bool together) {
    const auto down = delivery_start + std::chrono::minutes(10), up = delivery_start + std::chrono::minutes(40),
               end = delivery_start + std::chrono::minutes(120);
    outcome_of_run result;
    for (int i = 0; i < probers; ++i) {
        prober p(static_cast<unsigned>(i) + 1,
                 together ? std::chrono::seconds(1) : std::chrono::seconds(i % interval.count()), interval);
        bool back = false;
        int last = 0;
        for (int steps = 0; steps < 100000; ++steps) {
            const auto now = p.due();
            if (now >= end) break;
            if (now >= p.next_report) {
                // The last ones have to have the time to arrive.
                if (now < end - std::chrono::minutes(10)) p.waiting.push_back(++p.made);
                p.next_report += p.interval;
            }
            while (!p.waiting.empty() && p.pace.wait(now) == std::chrono::seconds(0)) {
                const bool answers = now < down || now >= up;
                if (!answers) {
                    ++result.attempts_down;
                    p.pace.heard(while_down, now);
                    continue;
                }
                if (now >= up && !back) {
                    back = true;
                    ++result.arrivals[std::chrono::duration_cast<std::chrono::seconds>(now - up).count()];
                }
                if (p.waiting.front() != last + 1) result.all_delivered = false;
                last = p.waiting.front();
                if (i == 0) result.delivered.push_back(last);
                p.waiting.pop_front();
                p.pace.heard({judged::stored, ""}, now);
            }
        }
        result.all_delivered = result.all_delivered && p.waiting.empty() && last == p.made;
        result.made += p.made;
    }
    return result;
}

} // namespace

TEST_CASE("thirty minutes without a collector, in simulated time") {
    for (const int interval : {60, 300}) {
        CAPTURE(interval);
        const auto r = simulate(1, std::chrono::seconds(interval), {judged::again, "down"}, true);
        CHECK(r.all_delivered);
        CHECK(r.made == 110 * 60 / interval);
        CHECK(static_cast<int>(r.delivered.size()) == r.made);
        CHECK(std::is_sorted(r.delivered.begin(), r.delivered.end()));
        // Ten until the wait is at its longest, then every 150 s on average, however many reports wait.
        CHECK(r.attempts_down >= 5);
        CHECK(r.attempts_down <= 60);
    }
}

TEST_CASE("a thousand probers that failed together do not come back together") {
    struct row {
        const char* what;
        judgment while_down;
    };
    const row rows[] = {{"no answer", {judged::again, "down"}},
                        {"503, Retry-After: 30", {judged::again, "busy", std::chrono::seconds(30)}},
                        {"not let in", {judged::locked, "revoked"}}};
    for (const auto& r : rows) {
        CAPTURE(r.what);
        // The worst case: all have their reports in the same second.
        const auto result = simulate(1000, std::chrono::seconds(300), r.while_down, true);
        CHECK(result.all_delivered);
        int most = 0, all = 0, within_half = 0;
        for (const auto& [second, count] : result.arrivals) {
            most = std::max(most, count);
            all += count;
            if (second < 150) within_half += count;
        }
        CAPTURE(most);
        CHECK(all == 1000);
        // A uniform spread over 300 s is 3.3 a second; short waits end sooner, so that the first seconds have about
        // twice that. Several times as many would be a herd.
        CHECK(most <= 20);
        CHECK(within_half < 900);
        // On average every 150 s or more, and some ten at the beginning.
        CHECK(result.attempts_down < 1000 * 30);
    }
}
