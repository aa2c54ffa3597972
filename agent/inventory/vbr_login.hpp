#pragma once

#include "text/problem.hpp"

#include <string>

namespace fairway {

/// Who asks a backup server. The password is wiped from memory with the object, and shown by nobody.
struct vbr_login {
    std::string user; ///< "DOMAIN\user", "user@domain", "veeamadmin"
    std::string password;

    vbr_login() = default;
    vbr_login(std::string u, std::string p) : user(std::move(u)), password(std::move(p)) {}
    vbr_login(vbr_login&&) = default;
    vbr_login& operator=(vbr_login&&) = default;
    vbr_login(const vbr_login&) = delete;
    vbr_login& operator=(const vbr_login&) = delete;
    ~vbr_login();
};

inline constexpr std::size_t longest_vbr_login = 512; ///< bytes, of user and password each

/// Of a file with one line USER:PASSWORD, or two lines, the user and the password. Others must not be able to read it.
/// Problems show nothing of what it says.
read_result<vbr_login> read_vbr_login(const std::string& path);

/// The same of such a file's text.
read_result<vbr_login> parse_vbr_login(std::string text, const std::string& file);

} // namespace fairway
