#pragma once

#include "support/system/user.hpp"

#include <string>

namespace fairway {

/// wrong_owner() for a process of `user`.
std::string wrong_owner_for(const std::string& folder, user_id user);

} // namespace fairway
