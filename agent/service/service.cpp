#include "agent/service/service.hpp"

#include "agent/assignment.hpp"
#include "agent/check.hpp"
#include "agent/local/folder_owner.hpp"
#include "agent/service/config.hpp"
#include "agent/service/event_loop.hpp"
#include "agent/service/metrics.hpp"
#include "agent/service/outbox.hpp"
#include "agent/service/probing.hpp"
#include "agent/service/schedule.hpp"
#include "agent/service/settle.hpp"
#include "agent/service/state_lock.hpp"
#include "agent/service/status_board.hpp"
#include "agent/source.hpp"
#include "matrix/fallback.hpp"
#include "support/log.hpp"
#include "support/program_table.hpp"
#include "support/secret.hpp"
#include "support/system/clock.hpp"
#include "support/system/file.hpp"
#include "support/system/notify.hpp"
#include "support/system/path.hpp"
#include "support/system/process.hpp"
#include "support/text_file.hpp"
#include "support/utc_time.hpp"

#include <memory>
#include <stdexcept>

namespace fairway {

namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;
using std::chrono::system_clock;

constexpr milliseconds longest_farewell{5000};  ///< of a request in flight, when we are to end
constexpr milliseconds longest_delivery{60000}; ///< of --once

void describe(service_status& s, const loaded_service& l) {
    s.host = l.about.self.name;
    s.roles = l.about.self.roles;
    s.matrix = names_of(l.about.matrix.sources);
    s.config = l.config.file;
    s.interval = l.config.interval;
}

service_status first_status(const loaded_service& l) {
    service_status s;
    s.fairway = FAIRWAY_VERSION;
    s.process = process_id();
    s.started_at = system_clock::now();
    describe(s, l);
    return s;
}

/// The start of a RELOADING=1 that systemd can tell from an earlier one (Type=notify-reload).
std::string reloading_now() {
    return "RELOADING=1\nMONOTONIC_USEC=" + std::to_string(monotonic_time().count());
}

class service {
  public:
    /// `moved`: the state folder is not the one of the configuration.
    service(event_loop& events, loaded_service loaded, bool moved)
        : events_(events), loaded_(std::move(loaded)), moved_(moved),
          board_(state_file("status.json"), first_status(loaded_)),
          seed_(mixed(std::stoull(random_hex(8), nullptr, 16))) {
        read_last_run();
        make_outbox();
    }

    int run_once() {
        const auto code = probe_and_report();
        board_.change([](auto& s) { s.activity = service_activity::stopped; });
        outbox_->start(); // not before: the one attempt is for everything
        const auto go_on = [this] {
            events_.look_up();
            return !events_.stopped();
        };
        if (!outbox_->deliver(longest_delivery, go_on))
            log(log_level::warning, "some reports were not delivered; the next run retries");
        outbox_->stop(longest_farewell);
        return code;
    }

    int run_on_schedule() {
        open_metrics();
        outbox_->start();
        schedule times = new_schedule();
        auto next = times.first();
        notify_service_manager("READY=1");
        log(log_level::info, "service started",
            {{"host", loaded_.about.self.name},
             {"interval_s", std::int64_t{loaded_.config.interval.count()}},
             {"collector", outbox_->why_local().empty() ? board_.now().collector.url : std::string("none")}});
        if (!outbox_->why_local().empty() && !outbox_->broken())
            log(log_level::info, "reports stay on this host", {{"why", outbox_->why_local()}});
        give_back_memory(); // reading the files took several times what is kept of them
        while (true) {
            show_next(next);
            const auto event = events_.wait_until(next.due);
            if (event == event_loop::event::stop) break;
            if (event == event_loop::event::reload) {
                const auto host = loaded_.about.self.name;
                const auto interval = loaded_.config.interval;
                if (reload() && (host != loaded_.about.self.name || interval != loaded_.config.interval)) {
                    times = new_schedule();
                    next = times.first();
                }
                give_back_memory();
                continue;
            }
            probe_and_report();
            if (events_.stopped()) break;
            const auto after = times.after(next, boot_clock::now());
            if (const auto skipped = after.number - next.number - 1; skipped > 0) {
                board_.change([&](auto& s) { s.runs.skipped += skipped; });
                log(log_level::warning, "runs skipped: their time had passed",
                    {{"runs", static_cast<std::int64_t>(skipped)}});
            }
            next = after;
            // What the run took goes back: hours may pass until the next.
            give_back_memory();
        }
        notify_service_manager("STOPPING=1\nSTATUS=stopping");
        metrics_.reset();
        outbox_->stop(longest_farewell);
        board_.change([](auto& s) {
            s.activity = service_activity::stopped;
            s.next_run.reset();
        });
        log(log_level::info, "service stopped");
        return exit_status::ok;
    }

  private:
    std::string state_file(const std::string& name) const { return in_folder(loaded_.config.state, name); }

    schedule new_schedule() const {
        return {loaded_.about.self.name, loaded_.config.interval, seed_, boot_clock::now()};
    }

    void make_outbox() {
        outbox_.reset(); // it has the spool
        outbox_ =
            std::make_unique<outbox>(loaded_.config, [this](const collector_status& c, const spool_status& spooled) {
                board_.change([&](auto& s) {
                    s.collector = c;
                    s.spool = spooled;
                });
            });
        if (!outbox_->broken()) return;
        log(log_level::error, "enrolled, but reports cannot be sent", {{"why", outbox_->why_local()}});
        board_.change([&](auto& s) { s.problem = standing_problem(); });
    }

    /// What no run mends.
    std::string standing_problem() const {
        std::string all = config_problem_;
        if (outbox_ && outbox_->broken())
            all += (all.empty() ? "" : "; ") + ("reports are not being sent: " + outbox_->why_local());
        return all;
    }

    void open_metrics() {
        const auto& endpoint = loaded_.config.metrics;
        metrics_.reset();
        std::string where;
        // Without its metrics the service is still worth having.
        if (!endpoint.empty()) {
            try {
                metrics_ = std::make_unique<metrics_server>(
                    endpoint, [this] { return render_metrics(board_.now(), system_clock::now()); });
                where = metrics_->endpoint();
                log(log_level::info, "metrics served", {{"at", "http://" + where + "/metrics"}});
            } catch (const std::exception& e) {
                log(log_level::warning, "metrics not served", {{"at", endpoint}, {"why", std::string(e.what())}});
            }
        }
        board_.change([&](auto& s) { s.metrics = where; });
    }

    void show_next(const schedule::slot& next) {
        const auto due =
            system_clock::now() + std::chrono::duration_cast<system_clock::duration>(next.due - boot_clock::now());
        board_.change([&](auto& s) {
            s.activity = service_activity::waiting;
            s.next_run = due;
        });
        const auto s = board_.now();
        std::string text = "next run " + utc_time(due);
        if (s.last) text = std::to_string(s.last->counts.fail) + " failed in the last run, " + text;
        notify_service_manager("STATUS=" + text);
    }

    /// Whether the new files are in use now.
    bool reload() {
        notify_service_manager(reloading_now());
        auto fresh = load_service(loaded_.config.file, this_machine());
        if (!fresh) {
            for (const auto& p : fresh.problems)
                log(log_level::error, "configuration rejected", {{"problem", to_string(p)}});
            log(log_level::error, "keeping the previous configuration");
            config_problem_ = "the new configuration was rejected: " + to_string(fresh.problems.front());
            board_.change([&](auto& s) { s.problem = standing_problem(); });
        } else {
            use(std::move(*fresh.value));
            log(log_level::info, "configuration reloaded", {{"host", loaded_.about.self.name}});
        }
        notify_service_manager("READY=1");
        return fresh.value.has_value();
    }

    void use(loaded_service fresh) {
        const service_config before = loaded_.config;
        if (!moved_ && fresh.config.state != before.state)
            log(log_level::warning, "changing the state directory needs a restart", {{"stays", before.state}});
        fresh.config.state = before.state;
        loaded_ = std::move(fresh);
        revocation_hosts_.clear();
        const auto& c = loaded_.config;
        configure_log(c.format, c.level);
        config_problem_.clear();
        board_.change([&](auto& s) {
            describe(s, loaded_);
            s.problem.clear();
        });
        if (c.metrics != before.metrics || !metrics_) open_metrics();
        // Also the way to an identity: `fairway enroll`, then reload.
        if (outbox_->still_fits(c)) return;
        outbox_->stop(longest_farewell);
        make_outbox();
        outbox_->start();
    }

    void read_last_run() {
        const auto path = state_file("last_run.json");
        const auto there = look_at(path).kind;
        if (there == file_kind::missing || there == file_kind::unknown) return;
        const auto text = read_text_file(path);
        if (!text) {
            log(log_level::warning, "last_run.json cannot be read; treating this run as the first",
                {{"why", to_string(text.problems.front())}});
            return;
        }
        last_ = read_settled_run(*text.value);
        if (!last_) log(log_level::warning, "last_run.json is damaged; treating this run as the first");
    }

    void set_activity(service_activity a) {
        board_.change([&](auto& s) { s.activity = a; });
        notify_service_manager(a == service_activity::probing ? "STATUS=probing" : "STATUS=rechecking what changed");
    }

    /// One run, from the plan to the spool. The exit code is that of a check.
    int probe_and_report() {
        set_activity(service_activity::probing);
        const auto began = boot_clock::now();
        std::size_t rechecked = 0, gone = 0;
        std::optional<report> r;
        try {
            r = probe(rechecked, gone);
        } catch (const std::exception& e) {
            const std::string why = e.what();
            log(log_level::error, "run failed: this host cannot probe", {{"why", why}});
            board_.change([&](auto& s) {
                ++s.runs.broken;
                s.problem = "the last run could not probe: " + why;
            });
            return exit_status::broken;
        }
        if (!r) {
            log(log_level::info, "run interrupted; its results are discarded");
            board_.change([](auto& s) { ++s.runs.interrupted; });
            return exit_status::unsure;
        }
        const auto lasted = std::chrono::duration_cast<milliseconds>(boot_clock::now() - began);
        r->duration_ms = static_cast<std::uint64_t>(lasted.count());

        const auto run = summary_of_run(*r, system_clock::now() - lasted, rechecked);
        board_.change([&](auto& s) {
            ++s.runs.completed;
            s.runs.flaps += gone;
            s.last = run;
            s.problem = standing_problem();
        });
        log(log_level::info, "run completed",
            {{"run", r->run_id},
             {"duration_ms", static_cast<std::int64_t>(r->duration_ms)},
             {"pass", static_cast<std::int64_t>(run.counts.pass)},
             {"warn", static_cast<std::int64_t>(run.counts.warn)},
             {"unknown", static_cast<std::int64_t>(run.counts.unknown)},
             {"fail", static_cast<std::int64_t>(run.counts.fail)},
             {"rechecked", static_cast<std::int64_t>(rechecked)},
             {"flaps", static_cast<std::int64_t>(gone)}});
        revocation_hosts_ = revocation_hosts(r->findings, revocation_hosts_);
        keep(settled(r->findings, last_));
        const auto code = exit_code(*r, false);
        outbox_->put(std::move(*r));
        return code;
    }

    /// Probes, and probes again what changed. Nothing if it was interrupted.
    std::optional<report> probe(std::size_t& rechecked, std::size_t& gone) {
        const auto& config = loaded_.config;
        about_ = loaded_.about;
        auto source = source_of(about_, config.check, this_machine());
        if (!source) throw std::runtime_error(to_string(source.problems.front()));
        about_.source = std::move(*source.value);
        about_.site = with_revocation_hosts(about_.matrix, about_.site, revocation_hosts_);
        const auto on_progress = [this](const sweep_progress&) {
            events_.look_up();
            board_.still_busy();
        };
        auto p = plan_of_run(config, about_, static_cast<std::uint32_t>(mixed(seed_ + ++run_)), last_);
        auto r =
            run_check(about_, std::move(p), config.check, this_machine(), std::nullopt, on_progress, events_.token());
        events_.look_up();
        if (!r.complete || events_.stopped()) return std::nullopt;

        r.interval_s = static_cast<std::uint32_t>(config.interval.count());

        const auto which = config.recheck_after > 0s ? changed(last_, r.findings) : std::vector<std::size_t>();
        if (which.empty()) return r;
        rechecked = which.size();
        set_activity(service_activity::rechecking);
        const auto again_at = boot_clock::now() + config.recheck_after;
        give_back_memory();
        if (!events_.sleep_until(again_at)) return std::nullopt; // a reload waits: the report is made of what is loaded
        auto second = look_again(about_, r, which, config.check, on_progress, events_.token());
        events_.look_up();
        if (!second || events_.stopped()) return std::nullopt;
        gone = settle(r.findings, which, std::move(*second));
        weigh_fallbacks(r.findings);
        return r;
    }

    void keep(settled_run run) {
        last_ = std::move(run);
        try {
            write_file_atomically(state_file("last_run.json"), to_json_text(*last_), readable_by::owner);
        } catch (const std::system_error& e) {
            log(log_level::error, "last_run.json not written", {{"why", std::string(e.what())}});
        }
    }

    event_loop& events_;
    loaded_service loaded_;
    bool moved_;
    status_board board_;
    std::unique_ptr<outbox> outbox_;
    std::unique_ptr<metrics_server> metrics_;
    std::optional<settled_run> last_;
    assignment about_; ///< what the run is about: its report points into it
    /// What certificates have named: a run in which a service shows none must not lose them from its report.
    std::vector<revocation_host> revocation_hosts_;
    std::uint64_t seed_;
    std::uint64_t run_ = 0;
    std::string config_problem_; ///< of the last reload; empty: none
};

/// Waits at boot until all that the configuration names is there: a disk or an address may be late. Nothing once it is,
/// and `loaded` has it; else the exit code.
std::optional<int> wait_for_what_is_missing(event_loop& events, const std::string& file, const std::string& state,
                                            service_load& loaded) {
    constexpr auto again_after = 10s;
    service_status first;
    first.fairway = FAIRWAY_VERSION;
    first.process = process_id();
    first.started_at = system_clock::now();
    first.host = host_name();
    first.config = file;
    first.interval = loaded.not_yet->interval;
    first.collector.why_none = "the service is not ready yet";
    status_board board(state + "/status.json", std::move(first));
    // Nobody who waits for us has more to wait for: what is missing may need them.
    notify_service_manager("READY=1");
    std::string told, rejected;
    // A file that has just come may be half written: only what is wrong twice is wrong.
    const auto may_pass = [&] { return !loaded && (loaded.not_yet || to_string(loaded.problems.front()) != rejected); };
    while (may_pass()) {
        if (!loaded.not_yet) rejected = to_string(loaded.problems.front());
        const auto what = to_string(loaded.problems.front());
        if (what != told) {
            log(log_level::warning, "waiting for something that is not there yet", {{"problem", what}});
            notify_service_manager("STATUS=waiting: " + what);
            board.change([&](auto& s) { s.problem = "waiting, because this may pass: " + what; });
            told = what;
        }
        if (events.wait_until(boot_clock::now() + again_after) == event_loop::event::stop) {
            notify_service_manager("STOPPING=1");
            board.change([](auto& s) {
                s.activity = service_activity::stopped;
                s.problem.clear();
            });
            log(log_level::info, "service stopped");
            return exit_status::ok;
        }
        board.still_busy();
        loaded = load_service(file, this_machine());
    }
    if (loaded) return std::nullopt;
    board.change([&](auto& s) {
        s.activity = service_activity::stopped;
        s.problem = "the configuration was rejected: " + to_string(loaded.problems.front());
    });
    for (const auto& p : loaded.problems)
        log(log_level::error, "configuration rejected", {{"problem", to_string(p)}});
    return exit_status::usage;
}

} // namespace

int run_service(const service_options& options, std::ostream& err) {
    event_loop events; // from here on no signal ends us by itself
    auto loaded = load_service(options.config, this_machine());
    const bool waits = loaded.not_yet && !options.once;
    if (!loaded && !waits) {
        print_problems(err, "fairway", loaded.problems);
        return exit_status::usage;
    }
    const auto& config = waits ? *loaded.not_yet : loaded.value->config;
    const auto state = options.state.empty() ? config.state : options.state;
    configure_log(config.format, config.level);
    if (auto why = wrong_owner(state); !why.empty()) {
        print_problems(err, "fairway", {{state, "", std::move(why)}});
        return exit_status::usage;
    }
    const auto lock = take_state_folder(state);
    if (waits)
        if (const auto code = wait_for_what_is_missing(events, options.config, state, loaded)) return *code;
    loaded.value->config.state = state;
    configure_log(loaded.value->config.format, loaded.value->config.level);
    service s(events, std::move(*loaded.value), !options.state.empty());
    return options.once ? s.run_once() : s.run_on_schedule();
}

} // namespace fairway
