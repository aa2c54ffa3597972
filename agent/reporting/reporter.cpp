#include "agent/reporting/reporter.hpp"

#include "agent/reporting/authorities.hpp"
#include "agent/reporting/credentials.hpp"
#include "agent/reporting/delivery.hpp"
#include "support/log.hpp"
#include "support/text_file.hpp"

#include <condition_variable>
#include <exception>
#include <mutex>
#include <random>
#include <stdexcept>
#include <thread>

namespace fairway {

namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;
using std::chrono::system_clock;
using verdict = judgment::verdict;

/// A collector that cannot change a credential now is asked again, but not after every report.
constexpr std::chrono::hours change_again_after{1};
/// Likewise one whose new CA could not be learned.
constexpr std::chrono::minutes learn_again_after{10};

std::function<double()> system_random() {
    return [engine = std::mt19937_64(std::random_device{}())]() mutable {
        return std::uniform_real_distribution<double>(0.0, 1.0)(engine);
    };
}

} // namespace

struct reporter::parts {
    parts(std::string folder, spool& r, identity who, proxy_settings p,
          std::function<void(const reporter_status&)> tell, reporter_options o)
        : state_folder(std::move(folder)), reports(r), proxies(std::move(p)), on_status(std::move(tell)),
          options(std::move(o)), secrets(std::move(who), saver()),
          pace(options.random ? options.random : system_random(), reports.state().waiting != 0, steady_clock::now()) {
        now.collector = secrets.who().collector;
        if (auto authority = read_authority(state_folder)) trust_in(std::move(*authority.value));
    }

    const std::string state_folder;
    spool& reports;
    const proxy_settings proxies;
    const std::function<void(const reporter_status&)> on_status;
    const reporter_options options;

    // Of the reporter's thread alone.
    credentials secrets;
    delivery pace;
    steady_clock::time_point no_change_before{}, no_learning_before{};
    std::string trusted;      ///< what ca.pem said when a `link` was last made of it
    std::string fingerprints; ///< of the CAs in it
    std::string last_logged, last_not_learned;

    std::mutex mutex; ///< of all below
    std::condition_variable changed;
    std::shared_ptr<transport> link; ///< made when it is needed
    bool woken = false, stopping = false, cut_short = false, finished = false;
    reporter_status now;

    std::thread thread;

    std::function<void(const identity&)> saver() {
        return [this](const identity& i) { change_identity(state_folder, secrets.who(), i); };
    }

    void run() {
        std::unique_lock lock(mutex);
        while (!stopping) {
            woken = false;
            lock.unlock();
            const bool idle = reports.state().waiting == 0;
            if (idle) hang_up();
            const auto wait = idle ? milliseconds(0) : pace.wait(steady_clock::now());
            if (idle || wait > milliseconds(0)) publish(idle ? std::nullopt : std::optional(wait));
            lock.lock();
            if (stopping) break;
            if (idle) {
                changed.wait(lock, [&] { return woken || stopping; });
            } else if (wait > milliseconds(0)) {
                // What comes into the spool meanwhile does not shorten it.
                changed.wait_until(lock, pace.next_try(), [&] { return stopping; });
            } else {
                lock.unlock();
                send_oldest();
                lock.lock();
            }
        }
        lock.unlock();
        hang_up();
        lock.lock();
        finished = true;
        changed.notify_all();
    }

    /// Through which to ask; null where we are told to go.
    std::shared_ptr<transport> connection() {
        const std::lock_guard guard(mutex);
        if (cut_short) return nullptr;
        if (link) return link;
        const auto url = parse_collector_url(secrets.who().collector);
        if (!url) throw std::runtime_error(url.problems.front().message);
        const auto file = authority_file(state_folder);
        auto authority = read_authority(state_folder);
        if (!authority) throw std::runtime_error(to_string(authority.problems.front()) + "; enroll again");
        trust_in(std::move(*authority.value)); // also where it is none: the same again is nothing new
        try {
            link = std::make_shared<transport>(*url.value, trust{trusted, {}}, proxies, options.limits);
        } catch (const std::exception& e) {
            throw std::runtime_error("cannot connect with " + file + " and this proxy: " + e.what());
        }
        return link;
    }

    void trust_in(std::string pem) {
        if (pem == trusted) return;
        trusted = std::move(pem);
        const auto all = authorities_in(trusted);
        fingerprints = fingerprints_of(all);
        now.authority_ends = last_end_of(all);
        if (now.authority_ends && *now.authority_ends - system_clock::now() < authority_ends_soon)
            log(log_level::warning, "the collector's CA ends soon",
                {{"ends", utc_time(*now.authority_ends)},
                 {"on_the_collector", "run `fairway-collector certificate roll-over`"}});
    }

    /// Gets the CAs that the collector has announced, over a connection that is trusted already, and trusts them once
    /// the collector has shown that it is trusted so: whatever it sends, this prober does not lock itself out.
    void learn(const std::string& announced) {
        if (announced.empty() || announced == fingerprints || steady_clock::now() < no_learning_before) return;
        no_learning_before = steady_clock::now() + learn_again_after;
        http_request request;
        request.method = "GET";
        request.target = "/api/v1/authorities";
        const auto answer = ask(request);
        if (answer.interrupted) return;
        auto pem = answer.status == 200 ? read_authorities(answer.body, announced)
                                        : read_result<std::string>{std::nullopt, {{"", "", why_not(answer)}}};
        std::string why = pem ? "" : pem.problems.front().message;
        try {
            if (pem) why = try_trust(*pem.value);
            if (pem && why.empty()) {
                write_file_atomically(authority_file(state_folder), *pem.value);
                {
                    const std::lock_guard guard(mutex);
                    trust_in(std::move(*pem.value));
                }
                log(log_level::info, "learned the collector's CAs", {{"fingerprints", fingerprints}});
                no_learning_before = {};
            }
        } catch (const std::exception& e) {
            why = e.what();
        }
        if (why.empty()) return;
        {
            const std::lock_guard guard(mutex);
            link.reset(); // the next one is made of what is trusted
        }
        if (why != last_not_learned) log(log_level::warning, "the collector's new CA not learned", {{"why", why}});
        last_not_learned = why;
    }

    /// Why a collector cannot be reached by who trusts these CAs and no others; empty: it can.
    std::string try_trust(const std::string& pem) {
        hang_up();
        const auto url = parse_collector_url(secrets.who().collector);
        const auto candidate = std::make_shared<transport>(*url.value, trust{pem, {}}, proxies, options.limits);
        {
            const std::lock_guard guard(mutex);
            if (cut_short) return "the service is stopping";
            link = candidate; // whoever stops us finds it here
        }
        return candidate->connect();
    }

    static std::string why_not(const http_answer& answer) {
        return answer.status == 0
                   ? answer.error
                   : "the collector answered " + std::to_string(answer.status) + " " + error_in(answer.body);
    }

    void hang_up() {
        std::shared_ptr<transport> its;
        {
            const std::lock_guard guard(mutex);
            its = link;
        }
        if (its) its->close();
    }

    /// Asks with a credential that the collector knows, if we have any.
    http_answer ask(http_request request) {
        http_answer answer;
        try {
            for (int attempt = 0; attempt < 2; ++attempt) {
                const auto through = connection();
                if (!through) {
                    answer.interrupted = true;
                    return answer;
                }
                auto with = request;
                with.headers.emplace_back("Authorization", "Bearer " + secrets.in_use());
                answer = through->ask(with);
                if (answer.status != 401 || !secrets.try_other()) break;
            }
        } catch (const std::exception& e) {
            answer = {};
            answer.error = e.what();
        }
        return answer;
    }

    void send_oldest() {
        const auto report = reports.oldest(read_clock());
        const auto waiting = reports.state();
        if (!report) {
            // What cannot be read now is tried again later, and that is soon enough.
            if (!waiting.unreadable.empty())
                heard({verdict::again, "the reports in the spool cannot be read right now: " + waiting.unreadable}, {});
            return;
        }
        http_request request;
        request.target = "/api/v1/reports";
        request.body = report->body;
        const auto clock = std::chrono::floor<std::chrono::seconds>(system_clock::now().time_since_epoch()).count();
        request.headers = {{"Fairway-Report-Age", std::to_string(report->age.count())},
                           {"Fairway-Clock", std::to_string(clock)},
                           {"Fairway-Spool", std::to_string(waiting.waiting - 1)}, // behind this one
                           {"Fairway-Dropped", std::to_string(waiting.counters.dropped)}};
        if (auto mark = boot_mark(secrets.who(), boot_id()); !mark.empty())
            request.headers.emplace_back("Fairway-Boot", std::move(mark));
        if (!fingerprints.empty()) request.headers.emplace_back("Fairway-Authorities", fingerprints);
        const auto answer = ask(request);
        if (answer.interrupted) return;
        const auto j = judge_report_answer(answer, system_clock::now());
        if (j.what == verdict::stored) {
            reports.sent(report->name);
            keep_what_worked();
        } else if (j.what == verdict::refuse) {
            reports.refuse(report->name);
        } else if ((j.what == verdict::locked || answer.status == 0) && enrolled_anew()) {
            // No answer: a collector with a new authority looks like that, and enrolling again is what mends it.
            pace.forget_failures(steady_clock::now());
            return;
        }
        if (j.what == verdict::stored) hear_others(j.shared_with);
        heard(j, report->header.run_id);
        if (j.what == verdict::stored) {
            learn(j.authorities);
            change_credential();
        }
    }

    void hear_others(const std::vector<std::string>& others) {
        bool changed_now = false;
        {
            const std::lock_guard guard(mutex);
            changed_now = now.shared_with.empty() != others.empty();
            now.shared_with = others;
        }
        if (!changed_now) return;
        if (others.empty()) {
            log(log_level::info, "this machine reports alone again", {{"prober", secrets.who().prober}});
            return;
        }
        log(log_level::error, "another machine reports with this identity: one is a copy of the other",
            {{"other", others.front()},
             {"prober", secrets.who().prober},
             {"on_the_copy", "stop the service, run `fairway enroll --new --collector " + secrets.who().collector +
                                 " …`, start the service"}});
    }

    void heard(const judgment& j, const std::string& run) {
        pace.heard(j, steady_clock::now());
        // Who refuses a report is a collector at work.
        const bool reached = j.what == verdict::stored || j.what == verdict::refuse;
        {
            const std::lock_guard guard(mutex);
            now.last_error = reached ? "" : j.words;
            if (reached) now.last_refusal = j.words; // none of one that is stored
            if (j.what == verdict::stored) {
                ++now.sent;
                now.last_success = boot_clock::now();
            }
        }
        if (reached && !last_logged.empty())
            log(log_level::info, "collector reachable again", {{"collector", secrets.who().collector}});
        if (j.what == verdict::refuse) log(log_level::warning, "report rejected", {{"run", run}, {"why", j.words}});
        // The same words every few minutes tell nothing new.
        if (!reached && j.words != last_logged)
            log(log_level::warning, "report not sent", {{"collector", secrets.who().collector}, {"why", j.words}});
        last_logged = reached ? "" : j.words;
        const auto wait = pace.wait(steady_clock::now());
        publish(wait > milliseconds(0) ? std::optional(wait) : std::nullopt);
    }

    void publish(std::optional<milliseconds> wait) {
        reporter_status copy;
        const auto state = reports.state();
        {
            const std::lock_guard guard(mutex);
            now.collector = secrets.who().collector;
            now.spool = state;
            now.next_try = wait ? std::optional(boot_clock::now() + *wait) : std::nullopt;
            copy = now;
        }
        if (on_status) on_status(copy);
    }

    void keep_what_worked() {
        try {
            secrets.worked(system_clock::now());
        } catch (const std::exception& e) {
            // Both are on the disk still, or newer ones, which are taken from there.
            if (enrolled_anew()) return;
            log(log_level::warning, "credential not saved", {{"why", std::string(e.what())}});
        }
    }

    /// Whether somebody ran `fairway enroll` while we were at it.
    bool enrolled_anew() {
        auto read = read_identity(state_folder);
        if (!read || !read.value->enrolled()) return false;
        const auto& ours = secrets.who();
        const auto authority = read_authority(state_folder);
        const bool same_authority = !authority || trusted.empty() || *authority.value == trusted;
        if (read.value->credential == ours.credential && read.value->next_credential == ours.next_credential &&
            read.value->collector == ours.collector && same_authority)
            return false;
        log(log_level::info, "identity reloaded", {{"collector", read.value->collector}});
        secrets = credentials(std::move(*read.value), saver());
        const std::lock_guard guard(mutex);
        link.reset();
        return true;
    }

    void change_credential() {
        if (!secrets.change_due(system_clock::now()) || steady_clock::now() < no_change_before) return;
        no_change_before = steady_clock::now() + change_again_after;
        http_request request;
        request.target = "/api/v1/credential";
        try {
            request.body = R"({"credential_sha256":")" + secrets.begin_change() + "\"}";
        } catch (const std::exception& e) {
            if (enrolled_anew()) return;
            log(log_level::warning, "credential not changed", {{"why", std::string(e.what())}});
            return;
        }
        const auto answer = ask(request);
        if (answer.interrupted) return;
        if (answer.status == 204) {
            secrets.change_agreed();
            log(log_level::info, "credential changed", {{"prober", secrets.who().prober}});
        } else {
            log(log_level::warning, "credential not changed", {{"why", why_not(answer)}});
        }
    }
};

reporter::reporter(std::string state_folder, spool& reports, identity who, proxy_settings proxies,
                   std::function<void(const reporter_status&)> on_status, reporter_options options)
    : parts_(std::make_unique<parts>(std::move(state_folder), reports, std::move(who), std::move(proxies),
                                     std::move(on_status), std::move(options))) {}

reporter::~reporter() {
    stop(milliseconds(0));
}

void reporter::start() {
    if (!parts_->thread.joinable()) parts_->thread = std::thread([p = parts_.get()] { p->run(); });
}

void reporter::wake() {
    const std::lock_guard guard(parts_->mutex);
    parts_->woken = true;
    parts_->changed.notify_all();
}

void reporter::stop(milliseconds at_most) {
    auto& p = *parts_;
    if (!p.thread.joinable()) return;
    {
        std::unique_lock lock(p.mutex);
        p.stopping = true;
        p.changed.notify_all();
        if (!p.changed.wait_for(lock, at_most, [&] { return p.finished; })) {
            p.cut_short = true;
            if (p.link) p.link->interrupt();
        }
    }
    p.thread.join();
}

reporter_status reporter::status() const {
    auto state = parts_->reports.state();
    const std::lock_guard guard(parts_->mutex);
    auto copy = parts_->now;
    copy.spool = std::move(state);
    return copy;
}

} // namespace fairway
