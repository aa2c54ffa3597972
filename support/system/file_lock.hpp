#pragma once

#include <optional>
#include <string>
#include <utility>

namespace fairway {

/// What one process at a time may have. The system lets go of it however the process ends.
class file_lock {
  public:
    file_lock(file_lock&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
    file_lock& operator=(file_lock&& other) noexcept {
        std::swap(fd_, other.fd_);
        return *this;
    }
    ~file_lock();

    /// Locks a file, which is made (for its owner only) where it is missing and then holds this process's id. Nothing
    /// where somebody else has it: `holder` is then their process id, or empty. Throws std::system_error.
    static std::optional<file_lock> take(const std::string& path, std::string* holder = nullptr);

    /// Locks a folder; leaves nothing in it, once it ends.
    static std::optional<file_lock> take_folder(const std::string& path);

    /// Whether somebody has that file. Nothing where that is not known: it may not be read.
    static std::optional<bool> is_taken(const std::string& path);

  private:
    explicit file_lock(int fd) : fd_(fd) {}

    static int lock(int fd);                      ///< 0, or errno; EAGAIN: somebody else has it
    static std::optional<bool> is_locked(int fd); ///< by somebody else than `fd`

    int fd_;
};

} // namespace fairway
