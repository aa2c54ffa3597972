#include "collector/api/application.hpp"

#include "collector/api/answer.hpp"
#include "collector/api/handlers.hpp"
#include "collector/api/report.hpp"
#include "collector/api/session.hpp"
#include "support/log.hpp"
#include "support/secret.hpp"

#include <algorithm>
#include <variant>

namespace fairway::collector {

namespace {

// Reports have threads of their own: what people ask for may take a tenth of a second each time, and there are many of
// them when something breaks, which is when reports count.
constexpr std::size_t threads_for_people = 2;
constexpr std::size_t threads_for_probers = 2;
constexpr std::size_t most_logins_waiting = 64; // each takes a tenth of a second
constexpr std::chrono::seconds retry_store{30};
constexpr std::chrono::seconds ready_for{2};
constexpr std::chrono::seconds between_complaints{60};

http_response too_busy() {
    return retry_answer(503, "the collector has too much to do at the moment", std::chrono::seconds(5));
}

} // namespace

/// One request: finds its route, checks who asks, and hands it to the right threads.
class application::exchange final : public http_exchange, public std::enable_shared_from_this<exchange> {
  public:
    exchange(application& a, http_request head)
        : app_(a), request_(std::move(head)), match_(find_route(request_.method, request_.path)), hold_(a.budget_) {}

    void admit(std::function<void(admission)> done) override {
        if (match_.found == nullptr) return done(refuse(no_route()));
        // What can be seen without the store is said without it.
        if (match_.found->who == audience::prober) {
            const auto credential = bearer_credential(request_);
            if (credential.empty()) return done(refuse(unknown_credential()));
            caller_.credential_sha256 = sha256_hex(credential);
        } else if (match_.found->who != audience::anyone) {
            const auto cookie = session_cookie(request_);
            if (cookie.empty()) return done(refuse(not_logged_in()));
            caller_.session_sha256 = sha256_hex(cookie);
        } else
            return done(admitted());
        auto shared_done = std::make_shared<std::function<void(admission)>>(std::move(done));
        auto job = [self = shared_from_this(), shared_done] {
            auto refusal = self->guarded([&] { return self->check_caller(); });
            (*shared_done)(refusal ? self->refuse(std::move(*refusal)) : self->admitted());
        };
        if (!readers().post(std::move(job))) (*shared_done)(refuse(too_busy()));
    }

    void answer(std::string body, std::function<void(http_response)> done) override {
        request_.body = std::move(body);
        done_ = std::move(done);
        const auto& route = *match_.found;
        auto self = shared_from_this();
        const auto job = [self] { self->finish(*self->guarded([&] { return self->handled(); })); };
        bool taken = true;
        switch (route.where) {
        case lane::here: job(); break;
        case lane::read: taken = readers().post(job); break;
        case lane::slow: taken = app_.slow_.post(job); break;
        case lane::write: taken = app_.writer_.post(job); break;
        case lane::report: taken = readers().post([self] { self->read(); }); break;
        }
        if (!taken) finish(too_busy());
    }

  private:
    /// Those who read for whoever asks.
    workers& readers() { return match_.found->who == audience::prober ? app_.for_probers_ : app_.for_people_; }

    call this_call() { return {request_, match_.id, caller_, app_.services_, app_.settings_.now(), began_}; }

    admission admitted() const { return {std::nullopt, match_.found->body_limit, caller_.is_known()}; }

    admission refuse(http_response r) {
        count(r);
        return {std::move(r), 0, false};
    }

    void count(const http_response& r) {
        app_.metrics_.answered(match_.index, r.status, std::chrono::steady_clock::now() - began_);
    }

    void finish(http_response r) {
        count(r);
        // Whoever answers gives up its hold on the connection by this.
        const auto done = std::exchange(done_, nullptr);
        done(std::move(r));
    }

    /// What `work` answers, or, where the store or anything else fails, that it did.
    template <class Work>
    std::optional<http_response> guarded(Work work) {
        try {
            return work();
        } catch (const std::invalid_argument&) { // the store's word for a cursor that is none
            const std::vector<problem> problems{{"query", "?cursor", "expected what the page before gave as next"}};
            return error_answer(400, "the query of the request is not as expected", problems);
        } catch (const std::exception& e) {
            return app_.store_failed(e.what());
        }
    }

    http_response no_route() const {
        if (match_.allowed.empty())
            return error_answer(404, "there is nothing at this path; /api/v1/openapi.json lists what there is");
        std::string allowed;
        for (const auto& m : match_.allowed)
            allowed += (allowed.empty() ? "" : ", ") + std::string(m);
        auto r = error_answer(405, "this path has no such method; it has " + allowed);
        r.headers.emplace_back("Allow", allowed);
        return r;
    }

    static http_response unknown_credential() {
        auto r =
            error_answer(401, "the credential is missing or not known; expected: Authorization: Bearer CREDENTIAL");
        r.headers.emplace_back("WWW-Authenticate", "Bearer");
        return r;
    }

    static http_response not_logged_in() {
        return error_answer(401, "nobody is logged in here, or not any more; log in with POST /api/v1/login");
    }

    /// Nothing where the caller may do it.
    std::optional<http_response> check_caller() {
        auto& store = app_.store_;
        if (match_.found->who == audience::prober) {
            const auto known = store.find_credential(caller_.credential_sha256);
            if (!known) return unknown_credential();
            if (known->revoked) {
                app_.metrics_.reports_revoked++;
                return error_answer(403, "this prober was revoked; enroll it again with a new token");
            }
            store.confirm_credential(known->prober, caller_.credential_sha256);
            caller_.prober = known->prober;
            return std::nullopt;
        }
        auto session = store.session(caller_.session_sha256, app_.settings_.now());
        if (!session) return not_logged_in();
        caller_.session = std::move(*session);
        if (match_.found->who == audience::admin && caller_.session.role != account_role::admin)
            return error_answer(403, "only an admin may do this");
        if (request_.method != "GET" && !equal_secrets(request_.header("Fairway-CSRF"), caller_.session.csrf))
            return error_answer(403, "the header Fairway-CSRF is missing or wrong; GET /api/v1/session tells it");
        return std::nullopt;
    }

    http_response handled() {
        auto r = match_.found->handle(this_call());
        if (match_.found->handle == api::get_events && r.status == 200)
            r.events = [&app = app_, session = caller_.session_sha256](std::int64_t after,
                                                                       std::function<void(event_batch)> done) {
                app.next_events(session, after, std::move(done));
            };
        return r;
    }

    /// A report: read here, kept by the writer.
    void read() {
        std::optional<incoming_part> part;
        const auto refusal = guarded([&]() -> std::optional<http_response> {
            auto result = read_report(this_call(), [this](std::size_t bytes) { return hold_.take(bytes); });
            if (auto* r = std::get_if<http_response>(&result)) {
                if (r->status == 413)
                    app_.metrics_.reports_too_large++;
                else if (r->status < 500)
                    app_.metrics_.reports_unreadable++;
                return std::move(*r);
            }
            part = std::move(std::get<incoming_part>(result));
            return std::nullopt;
        });
        if (refusal) return finish(*refusal);
        request_.body = {};
        auto kept = [self = shared_from_this()](std::optional<ingested> result, const std::string& why_not) {
            self->kept(result, why_not);
        };
        if (!app_.writer_.keep(std::move(*part), std::move(kept))) finish(too_busy());
    }

    void kept(const std::optional<ingested>& result, const std::string& why_not) {
        auto& m = app_.metrics_;
        if (!result) {
            m.reports_not_kept++;
            return finish(app_.store_failed(why_not));
        }
        switch (result->outcome) {
        case ingested::result::stored: m.reports_stored++; break;
        case ingested::result::duplicate: m.reports_duplicate++; break;
        case ingested::result::unknown_prober:
        case ingested::result::revoked: m.reports_revoked++; break;
        }
        finish(report_answer(*result));
    }

    application& app_;
    http_request request_;
    route_match match_;
    caller caller_;
    held_bytes hold_;
    std::function<void(http_response)> done_;
    const std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
};

application::application(store& s, byte_budget& budget, application_settings settings)
    : store_(s), budget_(budget), settings_(std::move(settings)), services_{s,
                                                                            logins_,
                                                                            enrollments_,
                                                                            overviews_,
                                                                            settings_.name,
                                                                            settings_.url,
                                                                            settings_.ca_fingerprint,
                                                                            [this] { return metrics_text(); },
                                                                            [this] { check_ready(); }},
      metrics_(route_names()), writer_(s,
                                       [this](std::size_t transitions) {
                                           metrics_.commits++;
                                           metrics_.transitions += transitions;
                                           if (transitions > 0 && settings_.on_events) settings_.on_events();
                                       }),
      for_people_(threads_for_people, settings_.most_waiting),
      for_probers_(threads_for_probers, settings_.most_waiting), slow_(1, most_logins_waiting) {}

application::~application() = default;

std::shared_ptr<http_exchange> application::begin(http_request head) {
    return std::make_shared<exchange>(*this, std::move(head));
}

void application::next_events(const std::string& session, std::int64_t after, std::function<void(event_batch)> done) {
    auto shared_done = std::make_shared<std::function<void(event_batch)>>(std::move(done));
    const bool taken = for_people_.post([this, session, after, shared_done] {
        event_batch batch;
        try {
            batch = events_after(store_, session, after, settings_.now());
        } catch (const std::exception& e) {
            store_failed(e.what());
            batch.over = true; // the browser comes back by itself
        }
        (*shared_done)(std::move(batch));
    });
    if (!taken) (*shared_done)({true, {}, after});
}

http_response application::store_failed(const std::string& why) {
    metrics_.store_errors++;
    const auto now = settings_.now();
    bool say_it = false;
    {
        const std::lock_guard lock(mutex_);
        say_it = now - last_complaint_ >= between_complaints;
        if (say_it) last_complaint_ = now;
    }
    if (say_it)
        log(log_level::error, "the database cannot do what it is asked; requests get 503 and are sent again",
            {{"why", why}});
    return retry_answer(503, "the collector's database cannot do this at the moment", retry_store);
}

void application::check_ready() {
    const auto now = settings_.now();
    {
        const std::lock_guard lock(mutex_);
        if (now - checked_at_ < ready_for && now >= checked_at_) {
            if (!not_ready_.empty()) throw store_error(not_ready_);
            return;
        }
    }
    std::string why;
    try {
        store_.check_writable();
    } catch (const std::exception& e) {
        why = e.what();
    }
    const std::lock_guard lock(mutex_);
    checked_at_ = now;
    not_ready_ = why;
    if (!why.empty()) throw store_error(why);
}

/// Counts them at most once in ten seconds: anybody may ask, and each time all probers are read.
std::pair<std::uint64_t, std::uint64_t> application::count_probers() {
    const auto now = settings_.now();
    const std::lock_guard lock(counting_);
    if (now - counted_at_ > std::chrono::seconds(10) || now < counted_at_) {
        std::pair<std::uint64_t, std::uint64_t> counted;
        for (const auto& s : store_.sites(now)) {
            counted.first += s.probers;
            counted.second += s.stale;
        }
        counted_ = counted;
        counted_at_ = now;
    }
    return counted_;
}

std::string application::metrics_text() {
    metrics::gauges g;
    g.connections = settings_.connections ? settings_.connections() : 0;
    g.bytes_in_flight = budget_.used();
    g.writer_queue = writer_.waiting();
    try {
        const auto [probers, stale] = count_probers();
        g.probers = probers;
        g.stale_probers = stale;
    } catch (const std::exception& e) {
        store_failed(e.what()); // the rest is all the more of interest then
    }
    return metrics_.exposition(g);
}

} // namespace fairway::collector
