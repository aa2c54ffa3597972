#pragma once

#include "collector/store/ingestion.hpp"

#include <map>
#include <string>

namespace fairway::collector {

class connection;

/// What one transaction adds to the daily roll-up.
class day_changes {
  public:
    day_change& of(const std::string& day) { return days_[day]; }

    /// Adds it all. A day that has no row yet begins with what failed on the last one before it.
    void write(connection& c, const std::string& tenant) const;

  private:
    std::map<std::string, day_change> days_;
};

} // namespace fairway::collector
