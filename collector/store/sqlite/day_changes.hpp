#pragma once

#include <cstdint>
#include <map>
#include <string>

namespace fairway::collector {

class connection;

/// What one transaction adds to the daily roll-up.
class day_changes {
  public:
    struct change {
        std::int64_t broke = 0, healed = 0, changed = 0;
        std::int64_t failing = 0; ///< more or fewer flows that fail, from this day on
    };

    change& of(const std::string& day) { return days_[day]; }

    /// Adds it all. A day that has no row yet begins with what failed on the last one before it.
    void write(connection& c, const std::string& tenant) const;

  private:
    std::map<std::string, change> days_;
};

} // namespace fairway::collector
