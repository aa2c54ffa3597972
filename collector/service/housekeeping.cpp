#include "collector/service/housekeeping.hpp"

#include "support/log.hpp"

namespace fairway::collector {

void keep_house(store& s, const data_directory& directory, running_collector& collector) {
    const auto now = std::chrono::system_clock::now();
    try {
        const auto gone = s.forget({}, now);
        if (gone > 0) log(log_level::info, "deleted old history", {{"rows", static_cast<std::int64_t>(gone)}});
    } catch (const std::exception& e) {
        log(log_level::error, "cannot delete old history; trying again tomorrow", {{"why", std::string(e.what())}});
    }
    try {
        if (renew_certificate(directory, now)) {
            collector.use(directory.identity());
            log(log_level::info, "renewed the server certificate");
        }
        const auto server = read_certificate(directory.server().certificate);
        if (server.not_after - now < renewal_before_end)
            log(log_level::warning, "the server certificate expires soon, and the collector cannot renew it",
                {{"expires", utc_time(server.not_after)}});
    } catch (const std::exception& e) {
        log(log_level::error, "cannot renew the server certificate; trying again tomorrow",
            {{"why", std::string(e.what())}});
    }
}

} // namespace fairway::collector
