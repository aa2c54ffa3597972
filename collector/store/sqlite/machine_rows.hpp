#pragma once

#include "collector/store/machines.hpp"
#include "collector/store/sqlite/connection.hpp"

#include <string>
#include <vector>

namespace fairway::collector {

/// All that is remembered of a prober's machines.
std::vector<machine> machines_of(connection& c, const std::string& tenant, const std::string& prober);

/// Carries out what hear() said.
void write_machines(connection& c, const std::string& tenant, const std::string& prober, const machines_change& change);

/// A prober that begins anew is one machine until it shows otherwise.
void forget_machines(connection& c, const std::string& tenant, const std::string& prober);

} // namespace fairway::collector
