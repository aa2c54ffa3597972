#include "collector/metrics.hpp"

#include "support/exposition.hpp"
#include "support/system/process.hpp"

#include <algorithm>

namespace fairway::collector {

namespace {

double number(std::uint64_t n) {
    return static_cast<double>(n);
}

} // namespace

metrics::metrics(std::vector<std::string> routes) : names_(std::move(routes)), routes_(names_.size()) {}

void metrics::answered(std::size_t which, unsigned status, std::chrono::steady_clock::duration took) {
    auto& r = routes_[std::min(which, routes_.size() - 1)];
    r.by_class[std::clamp(status / 100, 1U, 5U) - 1]++;
    const double seconds = std::chrono::duration<double>(took).count();
    r.by_time[static_cast<std::size_t>(std::lower_bound(bounds.begin(), bounds.end(), seconds) - bounds.begin())]++;
    r.microseconds += static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::microseconds>(took).count());
}

std::string metrics::exposition(const gauges& g) const {
    fairway::exposition out;
    static constexpr const char* classes[] = {"1xx", "2xx", "3xx", "4xx", "5xx"};
    out.family("fairway_collector_build_info", "gauge", "1, with the version of the program.");
    out.sample(1, {{"version", FAIRWAY_VERSION}});

    out.family("fairway_collector_http_requests_total", "counter", "Requests answered.");
    for (std::size_t i = 0; i < routes_.size(); ++i)
        for (std::size_t c = 0; c < 5; ++c)
            if (const auto n = routes_[i].by_class[c].load(); n > 0)
                out.sample(number(n), {{"route", names_[i]}, {"status", classes[c]}});

    out.family("fairway_collector_http_request_seconds", "histogram", "Time from a request's header to its answer.");
    for (std::size_t i = 0; i < routes_.size(); ++i) {
        std::uint64_t sum = 0;
        for (const auto& n : routes_[i].by_time)
            sum += n;
        if (sum == 0) continue;
        std::uint64_t up_to = 0;
        static constexpr const char* words[] = {"0.005", "0.025", "0.1", "0.5", "2.5", "10", "+Inf"};
        static_assert(std::size(words) == bounds.size() + 1);
        for (std::size_t b = 0; b <= bounds.size(); ++b) {
            up_to += routes_[i].by_time[b];
            out.sample(number(up_to), {{"route", names_[i]}, {"le", words[b]}}, "_bucket");
        }
        out.sample(number(routes_[i].microseconds) / 1e6, {{"route", names_[i]}}, "_sum");
        out.sample(number(up_to), {{"route", names_[i]}}, "_count");
    }

    out.family("fairway_collector_reports_total", "counter", "Report parts received, by result.");
    out.sample(number(reports_stored), {{"result", "stored"}});
    out.sample(number(reports_duplicate), {{"result", "duplicate"}});
    out.sample(number(reports_outdated), {{"result", "outdated"}});
    out.sample(number(reports_unreadable), {{"result", "unreadable"}});
    out.sample(number(reports_too_large), {{"result", "too-large"}});
    out.sample(number(reports_revoked), {{"result", "revoked"}});
    out.sample(number(reports_not_kept), {{"result", "not-kept"}});
    out.family("fairway_collector_logins_total", "counter", "Logins, by result.");
    out.sample(number(logins_right), {{"result", "right"}});
    out.sample(number(logins_wrong), {{"result", "wrong"}});
    out.sample(number(logins_limited), {{"result", "limited"}});
    out.sample(number(logins_not_tried), {{"result", "not-tried"}});
    out.family("fairway_collector_transitions_total", "counter", "Changes of findings or outcomes.");
    out.sample(number(transitions));
    out.family("fairway_collector_commits_total", "counter", "Transactions with reports.");
    out.sample(number(commits));
    out.family("fairway_collector_store_errors_total", "counter", "Database calls that failed.");
    out.sample(number(store_errors));

    out.family("fairway_collector_connections", "gauge", "Open connections.").sample(number(g.connections));
    out.family("fairway_collector_bytes_in_flight", "gauge", "Bytes of request bodies in memory.")
        .sample(number(g.bytes_in_flight));
    out.family("fairway_collector_writer_queue", "gauge", "Writes waiting for the database.")
        .sample(number(g.writer_queue));
    if (g.probers) out.family("fairway_collector_probers", "gauge", "Enrolled probers.").sample(number(*g.probers));
    if (g.stale_probers)
        out.family("fairway_collector_stale_probers", "gauge", "Probers that have not reported for three intervals.")
            .sample(number(*g.stale_probers));
    const auto unix_time = [](wall_time t) {
        return static_cast<double>(std::chrono::floor<std::chrono::seconds>(t.time_since_epoch()).count());
    };
    if (const auto& ends = g.certificates.authority)
        out.family("fairway_collector_ca_expiry_timestamp_seconds", "gauge",
                   "When the certificate authority (CA) ends.")
            .sample(unix_time(*ends));
    if (const auto& ends = g.certificates.server)
        out.family("fairway_collector_certificate_expiry_timestamp_seconds", "gauge",
                   "When the server certificate in use ends.")
            .sample(unix_time(*ends));
    out.family("fairway_collector_notice", "gauge", "1 while an administrator has something to do, by kind.");
    for (const auto kind : notice_kinds)
        out.sample(std::count(g.notices.begin(), g.notices.end(), kind) > 0 ? 1 : 0, {{"kind", std::string(kind)}});
    out.family("process_resident_memory_bytes", "gauge", "Resident memory of this process in bytes.")
        .sample(number(resident_bytes()));
    return out.text();
}

} // namespace fairway::collector
