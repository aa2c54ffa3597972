#pragma once

#include "support/system/file_calls.hpp"

#include <cstddef>
#include <string>
#include <utility>

namespace fairway {

/// A handle of Windows' own, closed at the end; null: none.
class open_file {
  public:
    explicit open_file(void* handle = nullptr) : handle_(handle) {}
    open_file(open_file&& other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}
    open_file& operator=(open_file&& other) noexcept {
        std::swap(handle_, other.handle_);
        return *this;
    }
    ~open_file();

    explicit operator bool() const { return handle_ != nullptr; }
    void* handle() const { return handle_; }

    /// As a number like a POSIX file descriptor, to be closed with ::_close(); -1 and errno.
    int release_as_descriptor();

  private:
    void* handle_;
};

/// How a file is opened; CreateFileW has the words.
struct open_how {
    unsigned long access = 0;
    unsigned long disposition = 0;
    unsigned long share = 7; ///< with whoever reads, writes or deletes it
    unsigned long flags = 0;
    bool follow_links = true;
    readable_by who = readable_by::all; ///< where it is made
};

/// Waits for up to a second where another program (a virus scanner, a backup) has the file to itself. None, and
/// GetLastError(), where that fails; a symbolic link that is not to be followed is ERROR_INVALID_PARAMETER. Opens
/// folders, too.
open_file open_patiently(const std::string& path, const open_how& how);

/// The same for a call that says with GetLastError() why it failed. `even_denied`: denied access may pass, too; who is
/// denied it for a good reason has then waited a second for nothing.
bool try_patiently(bool (*attempt)(const void* what), const void* what, bool even_denied = false);

/// Like read(2) and write(2).
std::ptrdiff_t read_some(void* handle, char* into, std::size_t size);
std::ptrdiff_t write_some(void* handle, const char* data, std::size_t size);

} // namespace fairway
