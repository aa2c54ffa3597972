#pragma once

#include <string_view>

namespace fairway {

/// Tells systemd how this service is doing (sd_notify(3)): "READY=1", "STOPPING=1", "WATCHDOG=1", "STATUS=…"; several
/// lines at once are allowed. Does nothing, and gives false, where no service manager asked to be told or where it
/// cannot be reached. Never throws, never blocks.
bool notify_service_manager(std::string_view state);

} // namespace fairway
