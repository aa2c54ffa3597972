#pragma once

#include "support/system/user.hpp"

#include <string>

namespace fairway {

/// Why `user` should not write in `folder`, in words that follow its name: root, where the folder is another user's,
/// who could not read what root leaves in it. Empty: nothing is in the way, or the folder is not there.
std::string wrong_owner(const std::string& folder, user_id user = effective_user());

} // namespace fairway
