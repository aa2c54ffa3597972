#include "agent/local/privileges.hpp"

#include <cerrno>
#include <grp.h>
#include <pwd.h>
#include <stdexcept>
#include <sys/prctl.h>
#include <system_error>
#include <unistd.h>

namespace fairway {

namespace {

void must(int result, const char* what) {
    if (result != 0)
        throw std::system_error(errno, std::generic_category(),
                                std::string("cannot drop root privileges (") + what +
                                    "); run as another user instead, without ports below 1024");
}

} // namespace

bool give_up_root() {
    must(::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "no_new_privs");
    if (::geteuid() != 0 && ::getuid() != 0) return false;
    uid_t user = 65534;
    gid_t group = 65534;
    if (const passwd* nobody = ::getpwnam("nobody"); nobody != nullptr && nobody->pw_uid != 0) {
        user = nobody->pw_uid;
        group = nobody->pw_gid;
    }
    must(::setgroups(0, nullptr), "setgroups");
    must(::setresgid(group, group, group), "setresgid");
    must(::setresuid(user, user, user), "setresuid");
    if (::setuid(0) == 0 || ::seteuid(0) == 0 || ::getuid() != user || ::geteuid() != user || ::getegid() != group)
        throw std::runtime_error("root privileges came back after they were dropped; stopping");
    return true;
}

} // namespace fairway
