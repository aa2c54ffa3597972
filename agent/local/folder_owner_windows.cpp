#include "agent/local/folder_owner.hpp"

#include "agent/local/service_folder_windows.hpp"
#include "support/folder.hpp"
#include "support/system/file.hpp"
#include "support/system/locations.hpp"
#include "support/system/private_windows.hpp"
#include "support/system/wide_windows.hpp"

#include <cwchar>

namespace fairway {

// What an administrator writes in a private folder is for whom that folder is (support/system/private_windows.hpp). But
// in %ProgramData% every user may make a folder before an administrator does, and keeps all rights on it.
std::string wrong_owner(const std::string& folder) {
    if (::_wcsicmp(wide(folder).c_str(), wide(default_state_folder()).c_str()) != 0) return {}; // a choice of theirs
    for (const auto& path : {folder_of(folder), folder}) {
        auto why = is_there(path) ? why_not_of_administrators(wide(path), {wide(service_sid())}) : std::string();
        if (!why.empty()) return path == folder ? why : "is in " + path + ", which " + why;
    }
    return {};
}

} // namespace fairway
