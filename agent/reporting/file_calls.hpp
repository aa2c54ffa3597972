#pragma once

#include <cstddef>
#include <string>
#include <sys/types.h>

namespace fairway {

/// The calls by which a spool touches the disk, so that a test can let each of them fail. Like the system's own: -1 and
/// errno.
class file_calls {
  public:
    virtual ~file_calls() = default;

    virtual int create(const std::string& path); ///< new, for its owner only; for writing
    virtual int open(const std::string& path);   ///< for reading; a symbolic link fails
    virtual ssize_t read(int fd, char* into, std::size_t size);
    virtual ssize_t write(int fd, const char* data, std::size_t size);
    virtual int sync(int fd);
    virtual int close(int fd);
    virtual int rename(const std::string& from, const std::string& to);
    virtual int remove(const std::string& path);
    virtual int sync_folder(const std::string& path);
};

} // namespace fairway
