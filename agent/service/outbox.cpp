#include "agent/service/outbox.hpp"

#include "agent/reporting/authorities.hpp"
#include "agent/reporting/reporter.hpp"
#include "matrix/report_parts.hpp"
#include "support/log.hpp"

#include <algorithm>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <optional>

namespace fairway {

namespace {

constexpr std::chrono::milliseconds look_up_every{200}; ///< while everything waits for a delivery

spool_limits limits_of(const service_config& c) {
    spool_limits limits;
    limits.bytes = std::uint64_t{c.spool_mebibytes} * 1024 * 1024;
    limits.age = std::chrono::hours(24 * c.spool_days);
    return limits;
}

spool_status status_of(const spool_state& s) {
    return {s.waiting, s.bytes, s.counters.dropped, s.counters.refused, s.counters.damaged, s.problem};
}

std::string authority_of(const std::string& state) {
    auto read = read_authority(state);
    return read ? std::move(*read.value) : std::string();
}

/// When that was, or will be, by the wall clock as it is now.
std::optional<wall_time> on_the_wall(const std::optional<boot_time>& when) {
    if (!when) return std::nullopt;
    return std::chrono::system_clock::now() +
           std::chrono::duration_cast<wall_time::duration>(*when - boot_clock::now());
}

} // namespace

struct outbox::state {
    /// Everything that an outbox is made with.
    struct means {
        std::string folder, proxy;
        std::size_t mebibytes = 0, days = 0;
        bool operator==(const means&) const = default;
    };
    static means means_of(const service_config& c) { return {c.state, c.proxy, c.spool_mebibytes, c.spool_days}; }

    means made_with;
    listener on_change;
    std::string why_local;
    bool broken = false;
    identity who;
    std::string authority; ///< ca.pem

    std::mutex mutex; ///< of all below
    std::condition_variable changed;
    reporter_status last;

    std::optional<spool> kept;
    std::optional<reporter> sender; // its thread uses all above

    state(const service_config& c, listener l) : made_with(means_of(c)), on_change(std::move(l)) {
        if (!has_identity(c.state)) {
            why_local = "this prober is not enrolled";
            return;
        }
        broken = true;
        auto read = read_identity(c.state);
        if (!read) {
            why_local = to_string(read.problems.front());
            return;
        }
        if (!read.value->enrolled()) {
            why_local = "enrollment was started but not finished: run `fairway enroll` again";
            return;
        }
        who = std::move(*read.value);
        authority = authority_of(c.state);
        last.collector = who.collector;
        last.authority_ends = last_end_of(authorities_in(authority));
        try {
            kept.emplace(spool_folder(c.state), limits_of(c));
            sender.emplace(c.state, *kept, who, proxy_settings_here(c.proxy),
                           [this](const reporter_status& now) { heard(now); });
            broken = false;
        } catch (const std::exception& e) {
            sender.reset();
            kept.reset();
            why_local = std::string("reports cannot be saved: ") + e.what();
        }
    }

    void heard(const reporter_status& now) {
        {
            const std::lock_guard lock(mutex);
            last = now;
        }
        changed.notify_all();
        tell();
    }

    void tell() {
        collector_status c;
        c.why_none = why_local;
        spool_status spooled;
        const std::lock_guard lock(mutex); // so that what is told last is the latest
        if (why_local.empty()) {
            c.url = last.collector;
            c.last_success = on_the_wall(last.last_success);
            c.last_error = last.last_error;
            c.last_refusal = last.last_refusal;
            c.next_try = on_the_wall(last.next_try);
            c.sent = last.sent;
            c.shared_with = last.shared_with;
            c.authority_ends = last.authority_ends;
            spooled = status_of(kept->state());
        }
        on_change(c, spooled);
    }
};

outbox::outbox(const service_config& c, listener on_change) : state_(std::make_unique<state>(c, std::move(on_change))) {
    state_->tell();
}

outbox::~outbox() = default;

void outbox::start() {
    if (state_->sender) state_->sender->start();
}

const std::string& outbox::why_local() const {
    return state_->why_local;
}

bool outbox::broken() const {
    return state_->broken;
}

bool outbox::still_fits(const service_config& c) const {
    if (state::means_of(c) != state_->made_with || !state_->why_local.empty()) return false;
    const auto now = read_identity(c.state);
    // A changed credential alone is the reporter's own doing.
    return now && now.value->collector == state_->who.collector && now.value->prober == state_->who.prober &&
           authority_of(c.state) == state_->authority;
}

void outbox::put(report r) {
    if (!state_->kept) return;
    const auto run = r.run_id;
    const auto parts = to_parts(std::move(r));
    const auto kept = state_->kept->put(parts, std::chrono::system_clock::now());
    if (kept == parts.size()) // else the spool has said what is lost, and why
        log(log_level::info, "report saved",
            {{"run", run},
             {"parts", static_cast<std::int64_t>(kept)},
             {"waiting", static_cast<std::int64_t>(state_->kept->state().waiting)}});
    state_->tell(); // the reporter may be waiting for its next try
    state_->sender->wake();
}

bool outbox::deliver(std::chrono::milliseconds at_most, const std::function<bool()>& go_on) {
    using std::chrono::steady_clock;
    auto& s = *state_;
    if (!s.kept) return true;
    const auto settled = [&s] {
        return s.kept->state().waiting == 0 || (s.last.next_try && !s.last.last_error.empty());
    };
    const auto end = steady_clock::now() + at_most;
    std::unique_lock lock(s.mutex);
    while (!settled() && steady_clock::now() < end) {
        lock.unlock();
        const bool on = go_on();
        lock.lock();
        if (!on) break;
        s.changed.wait_until(lock, std::min(end, steady_clock::now() + look_up_every), settled);
    }
    return s.kept->state().waiting == 0;
}

void outbox::stop(std::chrono::milliseconds at_most) {
    if (state_->sender) state_->sender->stop(at_most);
}

} // namespace fairway
