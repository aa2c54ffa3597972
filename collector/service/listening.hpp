#pragma once

#include "collector/data_directory.hpp"
#include "collector/service/listen_address.hpp"
#include "collector/service/running_collector.hpp"

#include <optional>
#include <string>
#include <vector>

namespace fairway::collector {

/// Listens on all of them, and fills in the ports that the kernel chose. With `skip_missing`, addresses that this
/// machine doesn't have are skipped, as long as one is left. Returns why it doesn't listen; nothing if it does.
std::optional<std::string> listen_on(running_collector& collector, std::vector<listen_address>& all, bool skip_missing);

/// Writes where the server listens, for the commands beside it and for people.
void write_listening(const data_directory& directory, const std::vector<listen_address>& all);

} // namespace fairway::collector
