#include "support/system/notify.hpp"

#include "support/system/service_state_windows.hpp"

namespace fairway {

bool notify_service_manager(std::string_view lines) {
    const auto state = state_of(lines);
    return state && report_service_state(*state);
}

} // namespace fairway
