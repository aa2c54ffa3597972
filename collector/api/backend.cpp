#include "collector/api/backend.hpp"

#include "collector/api/answer.hpp"
#include "collector/api/events.hpp"
#include "collector/api/route.hpp"
#include "support/log.hpp"
#include "support/secret.hpp"

namespace fairway::collector {

namespace {

// Reports have their own threads: a person's request may take a tenth of a second, and many people ask when something
// breaks, which is when reports matter.
constexpr std::size_t threads_for_people = 2;
constexpr std::size_t threads_for_probers = 2;

/// The same after a restart, so that browsers stay known; where the store does not work, until the next one.
std::string device_key(store& s) {
    constexpr const char* name = "device-key";
    auto key = make_secret();
    try {
        if (auto kept = s.setting(name)) return *kept;
        s.put_setting(name, key);
    } catch (const store_error& e) {
        log(log_level::warning, "known browsers are not remembered", {{"why", std::string(e.what())}});
    }
    return key;
}

} // namespace

backend::backend(store& s, byte_budget& held, heard_probers& h, const authority_list& authorities,
                 const notice_board& notices, application_settings chosen)
    : kept(s), budget(held), heard(h), settings(std::move(chosen)), health_(s, settings.now), sessions_(s),
      devices_(device_key(s)), shared{s,
                                      limits_,
                                      sessions_,
                                      devices_,
                                      overviews_,
                                      settings.name,
                                      settings.url,
                                      authorities,
                                      notices,
                                      [this] { return metrics_text(); },
                                      [this] { check_ready(); },
                                      [this](std::function<void(store&)> job) { write_later(std::move(job)); }},
      counters(route_names()), writer(s,
                                      [this](std::size_t transitions) {
                                          counters.commits++;
                                          counters.transitions += transitions;
                                          if (transitions > 0 && settings.on_events) settings.on_events();
                                      }),
      for_people(threads_for_people, settings.most_waiting), for_probers(threads_for_probers, settings.most_waiting),
      for_passwords(1, login_line::most_known + login_line::most_unknown) {}

void backend::next_events(const std::string& session, const std::string& after, std::function<void(event_batch)> done) {
    auto shared_done = std::make_shared<std::function<void(event_batch)>>(std::move(done));
    const bool taken = for_people.post([this, session, after, shared_done] {
        event_batch batch;
        try {
            batch = events_after(kept, sessions_, session, after, settings.now());
        } catch (const std::exception& e) {
            store_failed(e.what());
            batch.over = true; // the browser reconnects by itself
        }
        (*shared_done)(std::move(batch));
    });
    if (!taken) (*shared_done)({true, {}, after});
}

http_response backend::store_failed(const std::string& why) {
    counters.store_errors++;
    health_.failed(why);
    return retry_answer(503, "the collector's database cannot do this right now", retry_store);
}

void backend::write_later(std::function<void(store&)> job) {
    const bool taken = writer.post([this, job = std::move(job)] {
        try {
            job(kept);
        } catch (const std::exception& e) {
            store_failed(e.what());
        }
    });
    if (!taken) store_failed("too much waits to be written");
}

void backend::check_ready() {
    try {
        health_.check_writable();
    } catch (const store_error& e) {
        store_failed(e.what());
        throw;
    }
}

std::string backend::metrics_text() {
    metrics::gauges g;
    g.connections = settings.connections ? settings.connections() : 0;
    g.bytes_in_flight = budget.used();
    g.writer_queue = writer.waiting();
    g.certificates = shared.notices.when_certificates_end();
    for (const auto& n : shared.notices.all())
        g.notices.push_back(n.kind);
    try {
        const auto probers = health_.probers();
        g.probers = probers.all;
        g.stale_probers = probers.stale;
    } catch (const std::exception& e) {
        store_failed(e.what()); // the other metrics matter all the more then
    }
    return counters.exposition(g);
}

} // namespace fairway::collector
