#include "probes/net/resolver.hpp"

#include "probes/net/address.hpp"
#include "probes/net/lost_time.hpp"
#include "text/names.hpp"

#include <algorithm>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <system_error>
#include <thread>
#include <utility>

namespace fairway {

namespace {

using clock_type = std::chrono::steady_clock;
using std::chrono::milliseconds;

/// Shared with the threads, which may outlive the caller.
struct work {
    name_lookup look_up;
    std::mutex mutex;
    std::condition_variable news;
    std::vector<std::string> names;
    std::size_t next = 0;    ///< the first name that nobody has taken
    std::size_t hanging = 0; ///< threads in a lookup that was given up
    bool over = false;
    std::vector<clock_type::time_point> taken_at; ///< later, if time was lost since
    std::vector<std::optional<resolved>> results;
};

void work_on(const std::shared_ptr<work>& w) {
    std::unique_lock lock(w->mutex);
    while (!w->over && w->next < w->names.size()) {
        const std::size_t i = w->next++;
        const std::string name = w->names[i];
        w->taken_at[i] = clock_type::now();
        w->news.notify_one();
        lock.unlock();
        resolved result = w->look_up(name);
        lock.lock();
        if (w->results[i])
            --w->hanging; // it was given up meanwhile, and stays so
        else
            w->results[i] = std::move(result);
        w->news.notify_one();
    }
}

resolved not_found(std::string why, bool asked) {
    resolved r;
    r.error = std::move(why);
    r.asked = asked;
    return r;
}

/// A datagram or a connection to 0.0.0.0 or "::" leads to this very machine: what filters answer is no address.
void set_aside_no_hosts(const std::string& name, resolved& r) {
    const auto end = std::stable_partition(r.addresses.begin(), r.addresses.end(),
                                           [](const auto& address) { return !check_address(address); });
    r.no_hosts.assign(end, r.addresses.end());
    r.addresses.erase(end, r.addresses.end());
    if (!r.addresses.empty() || r.no_hosts.empty()) return;
    const auto& first = r.no_hosts.front();
    r.error = name == first ? *check_address(name) : "it " + resolves_to_no_host(first);
}

/// Gives up what has waited too long. Returns when the next one will have, if one is under way.
std::optional<clock_type::time_point> give_up_late_ones(work& w, milliseconds each) {
    std::optional<clock_type::time_point> next;
    const auto now = clock_type::now();
    for (std::size_t i = 0; i < w.next; ++i) {
        if (w.results[i]) continue;
        const auto end = w.taken_at[i] + each;
        if (end <= now) {
            w.results[i] =
                not_found("no answer from the resolver within " + std::to_string(each.count()) + " ms", true);
            ++w.hanging;
        } else if (!next || end < *next)
            next = end;
    }
    return next;
}

/// One more thread for the names that wait. A machine that has no more threads goes on with those it has.
bool add_thread(const std::shared_ptr<work>& w, std::size_t running) {
    try {
        std::thread(work_on, w).detach();
        return true;
    } catch (const std::system_error&) {
        if (running == 0) throw;
        return false;
    }
}

/// Until every name has an answer, was given up, or will not get its turn.
void look_all_up(const std::shared_ptr<work>& w, const resolver_limits& limits, const std::stop_token& stop) {
    const std::stop_callback wake(stop, [&w] {
        const std::lock_guard lock(w->mutex); // it sleeps, or has not looked yet
        w->news.notify_one();
    });
    auto end = clock_type::now() + limits.all;
    lost_time time(clock_type::now());
    clock_type::duration lost{};
    std::size_t threads = 0;
    std::unique_lock lock(w->mutex);
    for (;;) {
        // Answers that came meanwhile wait to be read.
        const auto all_lost = time.until(clock_type::now());
        const auto more = all_lost - std::exchange(lost, all_lost);
        end += more;
        for (auto& taken : w->taken_at)
            taken += more;
        const auto next = give_up_late_ones(*w, limits.each);
        const auto waiting = w->names.size() - w->next, at_work = threads - w->hanging;
        const auto wanted = std::min(limits.side_by_side, waiting + at_work) + w->hanging;
        while (threads < std::min(wanted, limits.side_by_side + limits.left_behind) && add_thread(w, threads))
            ++threads;
        const bool all_taken = w->next == w->names.size();
        if ((all_taken && !next) || w->hanging == threads || clock_type::now() >= end || stop.stop_requested()) break;
        w->news.wait_until(lock, std::min({next.value_or(end), end, clock_type::now() + lost_time::beat}));
    }
    w->over = true;
}

} // namespace

std::map<std::string, resolved> resolve(const std::vector<std::string>& names, const resolver_limits& limits,
                                        name_lookup look_up, std::stop_token stop) {
    std::map<std::string, resolved> results;
    const auto w = std::make_shared<work>();
    w->look_up = std::move(look_up);
    for (const auto& name : names) {
        if (results.count(name) != 0) continue;
        resolved& r = results[name];
        if (parse_address(name)) {
            r.addresses.push_back(name);
            set_aside_no_hosts(name, r);
        } else {
            w->names.push_back(name);
        }
    }
    if (w->names.empty()) return results;
    w->taken_at.resize(w->names.size());
    w->results.resize(w->names.size());
    look_all_up(w, limits, stop);

    const std::lock_guard lock(w->mutex);
    for (std::size_t i = 0; i < w->names.size(); ++i) {
        resolved& r = results[w->names[i]];
        r = w->results[i]
                ? *w->results[i]
                : not_found(stop.stop_requested() ? "not looked up: interrupted"
                                                  : "not looked up: this host's resolver was still waiting for other "
                                                    "names that get no answer",
                            false);
        set_aside_no_hosts(w->names[i], r);
    }
    return results;
}

std::map<std::string, resolved> resolve(const std::vector<std::string>& names, const resolver_limits& limits,
                                        std::stop_token stop) {
    return resolve(names, limits, ask_this_machine, std::move(stop));
}

} // namespace fairway
