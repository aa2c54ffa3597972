#pragma once

#include "support/system/file_lock.hpp"

#include <optional>
#include <string>

namespace fairway {

/// Takes the state folder for this process alone, as long as the lock lives: `lock` in it is locked and holds our
/// process id. Makes the folder (mode 0700) where it is missing. Throws std::runtime_error, with words for people,
/// where another process has it, or std::system_error where it cannot be used at all.
file_lock take_state_folder(const std::string& folder);

/// Whether some process has the folder. Nothing if that is not known: it may not be read.
std::optional<bool> is_state_folder_taken(const std::string& folder);

} // namespace fairway
