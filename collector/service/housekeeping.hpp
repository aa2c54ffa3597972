#pragma once

#include "collector/data_directory.hpp"
#include "collector/service/running_collector.hpp"

namespace fairway::collector {

/// Once a day: deletes old history, renews the server certificate. No failure is worth stopping for: it is logged, and
/// the work is tried again the next day.
void keep_house(store& s, const data_directory& directory, running_collector& collector);

} // namespace fairway::collector
