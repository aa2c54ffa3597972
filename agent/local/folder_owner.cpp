#include "agent/local/folder_owner.hpp"

#include <pwd.h>
#include <sys/stat.h>

namespace fairway {

std::string wrong_owner(const std::string& folder, uid_t user) {
    struct stat info {};
    if (user != 0 || ::stat(folder.c_str(), &info) != 0 || info.st_uid == 0) return {};
    const auto* entry = ::getpwuid(info.st_uid);
    const std::string owner = entry ? entry->pw_name : "'#" + std::to_string(info.st_uid) + "'"; // as sudo takes it
    return "belongs to the user " + owner +
           ", who could not read what root leaves in it; run it as its owner: sudo -u " + owner + " fairway …";
}

} // namespace fairway
