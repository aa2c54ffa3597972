#pragma once

#include <string>
#include <sys/types.h>
#include <unistd.h>

namespace fairway {

/// Why `user` should not write in `folder`, in words that follow its name: root, where the folder is another user's,
/// who could not read what root leaves in it. Empty: nothing is in the way, or the folder is not there.
std::string wrong_owner(const std::string& folder, uid_t user = ::geteuid());

} // namespace fairway
