#pragma once

#include "collector/data_directory.hpp"
#include "collector/service/running_collector.hpp"

namespace fairway::collector {

/// What is done once a day: forgets old history, renews the server certificate. Nothing of it is worth stopping for:
/// what fails is logged, and tried again the next day.
void keep_house(store& s, const data_directory& directory, running_collector& collector);

} // namespace fairway::collector
