#include "support/system/user.hpp"

#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>

namespace fairway {

user_id effective_user() {
    return ::geteuid();
}

user_id real_user() {
    return ::getuid();
}

std::optional<std::string> user_name(user_id user) {
    passwd entry{};
    passwd* found = nullptr;
    std::vector<char> buffer(16384);
    if (::getpwuid_r(user, &entry, buffer.data(), buffer.size(), &found) != 0 || found == nullptr) return std::nullopt;
    return found->pw_name;
}

std::optional<user_id> owner_of(const std::string& path) {
    struct stat info {};
    if (::stat(path.c_str(), &info) != 0) return std::nullopt;
    return info.st_uid;
}

} // namespace fairway
