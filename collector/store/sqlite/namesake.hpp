#pragma once

#include "collector/store/sqlite/connection.hpp"
#include "collector/store/store.hpp"

#include <string>

namespace fairway::collector {

/// Names are what probers say of themselves: that one of another site says the same goes into the audit trail, for
/// people to tell whether one of them is wrong. Within a site, hosts may share a name for good reason.
void note_namesake(connection& c, const std::string& tenant, const std::string& prober, const std::string& from,
                   wall_time now);

} // namespace fairway::collector
