#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace fairway {

// Users as POSIX knows them: numbers. Windows has none of this; who may do what stands in access control lists there
// (support/system/private_windows.hpp).

using user_id = std::uint32_t;

inline constexpr user_id root = 0;

user_id effective_user(); ///< whose rights this process has
user_id real_user();      ///< who started it

/// Nothing where the system knows no name.
std::optional<std::string> user_name(user_id user);

/// Nothing where there is no such file or folder, or it may not be seen.
std::optional<user_id> owner_of(const std::string& path);

} // namespace fairway
