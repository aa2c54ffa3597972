#pragma once

#include "collector/data_directory.hpp"
#include "collector/service/running_collector.hpp"
#include "collector/time_keeper.hpp"

namespace fairway::collector {

/// What a collector does for itself: deletes old history, renews its certificate, brings a new CA into use, and says
/// what an administrator has to know. No failure is worth stopping for: it is logged, and the work is tried again.
class housekeeper {
  public:
    /// All of them outlive it.
    housekeeper(store& s, const data_directory& directory, running_collector& collector, time_keeper& time)
        : store_(s), directory_(directory), collector_(collector), time_(time) {}

    /// Before the server listens: its certificate may have expired while it was off.
    void begin();

    /// Once a minute. History is deleted once a day, the rest each time.
    void tick();

  private:
    judged_time look_around();
    void watch_clock(const judged_time& t);
    void delete_old_history(const judged_time& t);
    void keep_certificates(const judged_time& t);
    void roll_over(const judged_time& t);
    void watch_ends(const judged_time& t);

    store& store_;
    const data_directory& directory_;
    running_collector& collector_;
    time_keeper& time_;
    std::optional<steady_time> deleted_at_;
    std::string in_use_;     ///< the certificates of the server, as they were read last
    std::string last_error_; ///< of the certificates; the same each minute tells nothing new
};

} // namespace fairway::collector
