#pragma once

#include "support/utc_time.hpp"
#include "text/embedded_text.hpp"

#include <vector>

namespace fairway::collector {

class connection;

/// Those of collector/store/migrations, ascending: the first brings an empty database to version 1, and so on.
std::vector<embedded_text> migration_texts();

/// Brings the database to the newest schema, each step in a transaction of its own: a step has happened wholly or not
/// at all, also when two processes start at once. Throws store_error if the database is newer than `steps`, belongs
/// to another program, or a step fails.
void migrate(connection& c, const std::vector<embedded_text>& steps, wall_time now);

} // namespace fairway::collector
