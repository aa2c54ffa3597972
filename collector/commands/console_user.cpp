#include "collector/commands/console_user.hpp"

#include "support/system/user.hpp"

namespace fairway::collector {

std::string console_user() {
    return "console:" + user_name(real_user()).value_or(std::to_string(real_user()));
}

} // namespace fairway::collector
