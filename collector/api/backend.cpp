#include "collector/api/backend.hpp"

#include "collector/api/answer.hpp"
#include "collector/api/events.hpp"
#include "collector/api/route.hpp"

namespace fairway::collector {

namespace {

// Reports have their own threads: a person's request may take a tenth of a second, and many people ask when something
// breaks, which is when reports matter.
constexpr std::size_t threads_for_people = 2;
constexpr std::size_t threads_for_probers = 2;
constexpr std::size_t most_logins_waiting = 64; // each takes a tenth of a second
constexpr std::chrono::seconds retry_store{30};

} // namespace

backend::backend(store& s, byte_budget& held, application_settings chosen)
    : kept(s), budget(held), settings(std::move(chosen)),
      health_(s, settings.now), shared{s,
                                       logins_,
                                       enrollments_,
                                       overviews_,
                                       settings.name,
                                       settings.url,
                                       settings.ca_fingerprint,
                                       [this] { return metrics_text(); },
                                       [this] { health_.check_writable(); }},
      counters(route_names()), writer(s,
                                      [this](std::size_t transitions) {
                                          counters.commits++;
                                          counters.transitions += transitions;
                                          if (transitions > 0 && settings.on_events) settings.on_events();
                                      }),
      for_people(threads_for_people, settings.most_waiting), for_probers(threads_for_probers, settings.most_waiting),
      slow(1, most_logins_waiting) {}

void backend::next_events(const std::string& session, const std::string& after, std::function<void(event_batch)> done) {
    auto shared_done = std::make_shared<std::function<void(event_batch)>>(std::move(done));
    const bool taken = for_people.post([this, session, after, shared_done] {
        event_batch batch;
        try {
            batch = events_after(kept, session, after, settings.now());
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

std::string backend::metrics_text() {
    metrics::gauges g;
    g.connections = settings.connections ? settings.connections() : 0;
    g.bytes_in_flight = budget.used();
    g.writer_queue = writer.waiting();
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
