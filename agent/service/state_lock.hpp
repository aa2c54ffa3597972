#pragma once

#include <optional>
#include <string>
#include <sys/types.h>

namespace fairway {

/// The state folder as this process alone has it: `lock` in it is locked and holds our process id. The kernel lets go
/// of it however the process ends.
class state_lock {
  public:
    /// Makes the folder (mode 0700) where it is missing. Throws std::runtime_error, with words for people, where
    /// another process has it, or std::system_error where it cannot be used at all.
    explicit state_lock(const std::string& folder);
    ~state_lock();
    state_lock(const state_lock&) = delete;
    state_lock& operator=(const state_lock&) = delete;

  private:
    int fd_ = -1;
};

/// Whether some process has the folder. Nothing where that cannot be told: it may not be read.
std::optional<bool> is_locked(const std::string& folder);

} // namespace fairway
