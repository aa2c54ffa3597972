#pragma once

#include <string>

namespace fairway {

/// Gives an open file the access control list of another one, also where that has none and the folder gives new files
/// one. False: it cannot have it.
bool take_over_access_list(int fd, const std::string& path);

} // namespace fairway
