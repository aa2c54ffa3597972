#pragma once

#include <string>
#include <vector>

namespace fairway {

/// More names of this machine, besides its host name, that a site may list it by. Windows: its full DNS name, its DNS
/// name and its NetBIOS name, which is cut after 15 letters; what it does not tell is left out. Else none.
std::vector<std::string> own_names();

} // namespace fairway
