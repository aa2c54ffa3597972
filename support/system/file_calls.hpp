#pragma once

#include <cstddef>
#include <string>

namespace fairway {

/// Who may read a file that is written.
enum class readable_by { all, owner };

/// The calls by which files are written so that they last, and read back; a test can let each of them fail. Like the
/// system's own: -1 and errno.
class file_calls {
  public:
    virtual ~file_calls() = default;

    virtual int create(const std::string& path, readable_by who); ///< new; for writing. `owner`: whatever the umask
    virtual int open(const std::string& path);                    ///< for reading; a symbolic link fails
    virtual std::ptrdiff_t read(int fd, char* into, std::size_t size);
    virtual std::ptrdiff_t write(int fd, const char* data, std::size_t size);
    virtual int sync(int fd);
    virtual int close(int fd);
    virtual int rename(const std::string& from, const std::string& to); ///< in the place of what is there
    virtual int remove(const std::string& path);
    virtual int sync_folder(const std::string& path); ///< names in it last, too
};

/// Whether an errno says that there is no room left, on the disk or for this user.
bool is_disk_full(int error);

/// Those that fail for no reason but the system's.
file_calls& system_file_calls();

} // namespace fairway
