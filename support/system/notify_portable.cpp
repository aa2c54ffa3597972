#include "support/system/notify.hpp"

namespace fairway {

bool notify_service_manager(std::string_view) {
    return false; // systemd is Linux's
}

} // namespace fairway
