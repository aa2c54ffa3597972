#include "agent/reporting/credentials.hpp"

#include "support/secret.hpp"
#include "tests/unit/agent/reporting/noon.hpp"

#include <doctest/doctest.h>

#include <set>
#include <stdexcept>

using namespace fairway;
using std::chrono::hours;
using test::noon;

namespace {

identity someone() {
    return {"https://c.example:9440", "p1", std::string(32, 'c'), std::string(64, 'a'), "", noon};
}

struct power_failure : std::runtime_error {
    power_failure() : std::runtime_error("power failure") {}
};

/// What outlasts a power failure, and the collector as CONTRACT has it: both credentials are valid until the new one
/// is first used. Each step of either may be the last.
struct world {
    identity disk = someone();
    std::set<std::string> valid{sha256_hex(std::string(64, 'a'))};
    std::string newest; ///< what replaces the others when it is first used
    int steps_left = 1000;

    void step() {
        if (steps_left-- <= 0) throw power_failure();
    }

    void save(const identity& i) {
        step(); // before the rename
        disk = i;
        step(); // after it
    }

    /// Whether the collector knows it.
    bool knows(const std::string& credential) {
        const auto hash = sha256_hex(credential);
        if (valid.count(hash) == 0) return false;
        if (hash == newest) valid = {hash};
        return true;
    }

    int report(const std::string& credential) {
        step(); // the request is lost
        const bool known = knows(credential);
        step(); // the answer is lost
        return known ? 200 : 401;
    }

    int change(const std::string& credential, const std::string& to) {
        step();
        const bool known = knows(credential);
        if (known) {
            valid.insert(to);
            newest = to;
        }
        step();
        return known ? 204 : 401;
    }
};

/// As the reporter does it: tries the other credential once where one is not known.
template <class Ask>
int ask(credentials& c, Ask send) {
    int status = send(c.in_use());
    if (status == 401 && c.try_other()) {
        status = send(c.in_use());
        if (status == 401) c.try_other();
    }
    return status;
}

/// One report, and what comes with it.
int run_once(world& w, wall_time now) {
    credentials c(w.disk, [&](const identity& i) { w.save(i); });
    const auto report = [&] {
        const int status = ask(c, [&](const std::string& with) { return w.report(with); });
        if (status == 200) c.worked(now);
        return status;
    };
    const int status = report();
    if (status == 200 && c.change_due(now)) {
        const auto to = c.begin_change();
        if (ask(c, [&](const std::string& with) { return w.change(with, to); }) == 204) c.change_agreed();
        report();
    }
    return status;
}

} // namespace

TEST_CASE("when a credential is due to be replaced") {
    struct row {
        hours age;
        bool due;
    };
    for (const auto& r : {row{hours(0), false}, row{hours(30 * 24 - 1), false}, row{hours(30 * 24), true},
                          row{hours(-24), false}, row{hours(-24 * 365), true}}) {
        CAPTURE(r.age.count());
        const credentials c(someone(), [](const identity&) {});
        CHECK(c.change_due(noon + r.age) == r.due);
    }
}

TEST_CASE("a change from begin to end") {
    world w;
    const auto later = noon + credential_lasts;
    CHECK(run_once(w, noon) == 200);
    CHECK(w.disk.credential == someone().credential);
    CHECK(run_once(w, later) == 200);
    CHECK(w.disk.credential != someone().credential);
    CHECK(is_hex(w.disk.credential, 64));
    CHECK(w.disk.next_credential.empty());
    CHECK(w.disk.credential_since == later);
    CHECK(w.disk.install_id == someone().install_id);
    // The old one is gone, at the collector, too.
    CHECK(w.valid == std::set<std::string>{sha256_hex(w.disk.credential)});
    CHECK(run_once(w, later) == 200);
}

TEST_CASE("a change that the power ends at any step: one of the credentials on the disk opens, and it is finished") {
    const auto later = noon + credential_lasts;
    int crashed = 0;
    for (int first = 0; first < 20; ++first)
        for (int second = 0; second < 20; ++second) { // and once more on the way back
            CAPTURE(first);
            CAPTURE(second);
            world w;
            for (const int steps : {first, second}) {
                w.steps_left = steps;
                try {
                    run_once(w, later);
                } catch (const power_failure&) {
                    ++crashed;
                }
            }
            w.steps_left = 1000;
            CHECK(run_once(w, later) == 200);
            CHECK(run_once(w, later) == 200);
            CHECK(w.disk.next_credential.empty());
            CHECK(w.disk.credential != someone().credential);
            CHECK(w.valid == std::set<std::string>{sha256_hex(w.disk.credential)});
        }
    CHECK(crashed > 100);
}

TEST_CASE("a disk that takes nothing changes nothing") {
    auto who = someone();
    credentials c(who, [](const identity&) { throw std::runtime_error("disk full"); });
    CHECK_THROWS(c.begin_change());
    CHECK(c.in_use() == who.credential);
    CHECK(c.who().next_credential.empty());
    CHECK(!c.try_other());

    who.next_credential = std::string(64, 'b');
    credentials half(who, [](const identity&) { throw std::runtime_error("disk full"); });
    CHECK(half.begin_change() == sha256_hex(who.next_credential)); // the same again
    half.change_agreed();
    CHECK(half.in_use() == who.next_credential);
    CHECK_THROWS(half.worked(noon));
    CHECK(half.in_use() == who.next_credential);
    CHECK(half.who().credential == who.credential);
}
