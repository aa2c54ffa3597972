#include "collector/api/exchange.hpp"

#include "collector/api/answer.hpp"
#include "collector/api/handlers.hpp"
#include "collector/api/report.hpp"
#include "collector/api/route.hpp"
#include "collector/api/session.hpp"
#include "support/log.hpp"
#include "support/secret.hpp"

#include <variant>

namespace fairway::collector {

namespace {

http_response too_busy() {
    return retry_answer(503, "the collector is too busy right now", std::chrono::seconds(5));
}

/// One request: finds its route, checks who asks, and hands it to the right threads.
class exchange final : public http_exchange, public std::enable_shared_from_this<exchange> {
  public:
    exchange(backend& b, http_request head)
        : backend_(b), request_(std::move(head)), match_(find_route(request_.method, request_.path)), hold_(b.budget) {}

    void admit(std::function<void(admission)> done) override {
        if (match_.found == nullptr) return done(refuse(no_route()));
        // Refuse what can be refused without the store.
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
        case lane::login: taken = readers().post([self] { self->log_in(); }); break;
        case lane::write: taken = backend_.writer.post(job); break;
        case lane::report: taken = readers().post([self] { self->read(); }); break;
        }
        if (!taken) finish(too_busy());
    }

  private:
    /// The threads that read for this caller.
    workers& readers() { return match_.found->who == audience::prober ? backend_.for_probers : backend_.for_people; }

    call this_call() {
        return {
            request_, match_.id, caller_, backend_.shared, backend_.settings.now(), began_, backend_.settings.moment()};
    }

    admission admitted() const { return {std::nullopt, match_.found->body_limit, caller_.is_known()}; }

    admission refuse(http_response r) {
        count(r);
        return {std::move(r), 0, false};
    }

    void count(const http_response& r) {
        backend_.counters.answered(match_.index, r.status, std::chrono::steady_clock::now() - began_);
    }

    void finish(http_response r) {
        count(r);
        // Answering gives up the hold on the connection.
        const auto done = std::exchange(done_, nullptr);
        done(std::move(r));
    }

    /// The answer of `work`, or an error if the store or anything else fails.
    template <class Work>
    std::optional<http_response> guarded(Work work) {
        try {
            return work();
        } catch (const bad_cursor&) {
            const std::vector<problem> problems{
                {"query", "?cursor", "expected the value of next from the previous page"}};
            return error_answer(400, "the query is not valid", problems);
        } catch (const std::exception& e) {
            return backend_.store_failed(e.what());
        }
    }

    http_response no_route() const {
        if (match_.allowed.empty()) return error_answer(404, "no such path; /api/v1/openapi.json lists them all");
        std::string allowed;
        for (const auto& m : match_.allowed)
            allowed += (allowed.empty() ? "" : ", ") + std::string(m);
        auto r = error_answer(405, "this path does not support the method; it supports " + allowed);
        r.headers.emplace_back("Allow", allowed);
        return r;
    }

    static http_response unknown_credential() {
        auto r = error_answer(401, "the credential is missing or unknown; expected Authorization: Bearer CREDENTIAL");
        r.headers.emplace_back("WWW-Authenticate", "Bearer");
        return r;
    }

    static http_response not_logged_in() {
        return error_answer(401, "not logged in, or the session has ended; log in with POST /api/v1/login");
    }

    /// Nothing if the caller may do it.
    std::optional<http_response> check_caller() {
        auto& store = backend_.kept;
        if (match_.found->who == audience::prober) {
            const auto known = store.find_credential(caller_.credential_sha256);
            if (!known) return unknown_credential();
            if (known->revoked) {
                backend_.counters.reports_revoked++;
                return error_answer(403, "this prober was revoked; enroll it again with a new token");
            }
            store.confirm_credential(known->prober, caller_.credential_sha256);
            caller_.prober = known->prober;
            return std::nullopt;
        }
        auto session = backend_.shared.sessions.find(caller_.session_sha256, backend_.settings.now());
        if (!session) return not_logged_in();
        caller_.session = std::move(*session);
        if (match_.found->who == audience::admin && caller_.session.role != account_role::admin)
            return error_answer(403, "only an admin may do this");
        if (request_.method != "GET" && !equal_secrets(request_.header("Fairway-CSRF"), caller_.session.csrf))
            return error_answer(403,
                                "the header Fairway-CSRF is missing or wrong; GET /api/v1/session returns the value");
        return std::nullopt;
    }

    http_response handled() {
        auto r = match_.found->handle(this_call());
        if (match_.found->handle == api::get_events && r.status == 200)
            r.events = [&all = backend_, session = caller_.session_sha256](const std::string& after,
                                                                           std::function<void(event_batch)> done) {
                all.next_events(session, after, std::move(done));
            };
        return r;
    }

    /// A login: what can be refused is refused here; the password has to wait for its turn.
    void log_in() {
        std::optional<login_attempt> attempt;
        const auto refusal = guarded([&]() -> std::optional<http_response> {
            auto begun = begin_login(this_call());
            if (auto* r = std::get_if<http_response>(&begun)) return std::move(*r);
            attempt = std::move(std::get<login_attempt>(begun));
            return std::nullopt;
        });
        if (refusal) return finish_login(*refusal);
        request_.body = {};
        const auto job = [self = shared_from_this(), tried = *attempt] {
            self->finish_login(*self->guarded([&] { return try_login(self->this_call(), tried); }));
        };
        login_line::login place{attempt->known, attempt->sender, attempt->name, job};
        if (!backend_.logins.join(std::move(place))) {
            forget_login(this_call(), *attempt);
            return finish_login(too_busy());
        }
        // One for each that waits: there is always room for it.
        backend_.for_passwords.post([&all = backend_] {
            if (const auto its_turn = all.logins.next()) its_turn();
        });
    }

    void finish_login(const http_response& r) {
        auto& m = backend_.counters;
        switch (r.status) {
        case 200: m.logins_right++; break;
        case 401: m.logins_wrong++; break;
        case 429: m.logins_limited++; break;
        case 503: m.logins_not_tried++; break;
        default: break;
        }
        finish(r);
    }

    /// A report: read here, kept by the writer.
    void read() {
        std::optional<incoming_part> part;
        const auto refusal = guarded([&]() -> std::optional<http_response> {
            auto result = read_report(this_call(), [this](std::size_t bytes) { return hold_.take(bytes); });
            if (auto* r = std::get_if<http_response>(&result)) {
                if (r->status == 413)
                    backend_.counters.reports_too_large++;
                else if (r->status < 500)
                    backend_.counters.reports_unreadable++;
                return std::move(*r);
            }
            part = std::move(std::get<incoming_part>(result));
            return std::nullopt;
        });
        if (refusal) return finish(*refusal);
        request_.body = {};
        clock_ = part->prober_clock;
        auto kept = [self = shared_from_this()](std::optional<ingested> result, const std::string& why_not) {
            self->kept(result, why_not);
        };
        if (!backend_.writer.keep(std::move(*part), std::move(kept))) finish(too_busy());
    }

    void kept(const std::optional<ingested>& result, const std::string& why_not) {
        auto& m = backend_.counters;
        if (!result) {
            m.reports_not_kept++;
            return finish(backend_.store_failed(why_not));
        }
        switch (result->outcome) {
        case ingested::result::stored: m.reports_stored++; break;
        case ingested::result::duplicate: m.reports_duplicate++; break;
        case ingested::result::outdated: m.reports_outdated++; break;
        case ingested::result::unknown_prober:
        case ingested::result::revoked: m.reports_revoked++; break;
        }
        if (result->begins_sharing && !result->shared_with.empty()) {
            const auto& other = result->shared_with.front();
            log(log_level::warning, "several machines report as one prober: a clone?",
                {{"prober", caller_.prober},
                 {"from", request_.address},
                 {"other_host", other.host},
                 {"other_from", other.from}});
        }
        if (result->outcome == ingested::result::stored || result->outcome == ingested::result::duplicate)
            backend_.heard.heard(caller_.prober, clock_, request_.header("Fairway-Authorities"),
                                 backend_.settings.moment());
        finish(report_answer(*result, backend_.shared.authorities.get()));
    }

    backend& backend_;
    http_request request_;
    route_match match_;
    caller caller_;
    held_bytes hold_;
    std::optional<std::int64_t> clock_; ///< as a prober said with its report
    std::function<void(http_response)> done_;
    const std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
};

} // namespace

std::shared_ptr<http_exchange> make_exchange(backend& b, http_request head) {
    return std::make_shared<exchange>(b, std::move(head));
}

} // namespace fairway::collector
