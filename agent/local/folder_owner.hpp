#pragma once

#include <string>

namespace fairway {

/// Why this process should not write in `folder`, in words that follow its name: it runs as root, and the folder is
/// another user's, who could not read what root leaves in it; on Windows, some user made the service's folder before an
/// administrator did. Empty: nothing is in the way, or the folder is not there.
std::string wrong_owner(const std::string& folder);

} // namespace fairway
