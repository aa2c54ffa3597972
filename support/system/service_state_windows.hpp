#pragma once

#include "support/system/service_process.hpp"

#include <windows.h>

#include <optional>
#include <string_view>

namespace fairway {

/// What a control code of the service control manager asks; nothing: nothing that concerns this program. `event` goes
/// with SERVICE_CONTROL_POWEREVENT.
std::optional<service_request> request_of(DWORD control, DWORD event);

/// The state (SERVICE_RUNNING…) that lines for a service manager (notify.hpp) tell of; nothing: none.
std::optional<DWORD> state_of(std::string_view lines);

/// What the service control manager is to know of a service in this state. `checkpoint` counts while it starts and
/// stops; `exit_code` is that of the program, for SERVICE_STOPPED.
SERVICE_STATUS status_of(DWORD state, DWORD checkpoint, int exit_code);

/// Tells the service control manager; false: it did not start this process, or does not listen.
bool report_service_state(DWORD state);

} // namespace fairway
