#pragma once

#include <string>
#include <system_error>

namespace fairway {

/// What there is under the name of a file that a person wants to have written.
enum class file_target {
    replaceable,  ///< nothing yet, or a regular file with this name only: a new file can take its place
    stream,       ///< a device, a pipe, a standard stream: what is written does not take the place of anything
    linked,       ///< a link, also to nowhere yet, or a file with further names: a new file would be another
    foreign_link, ///< a symbolic link that another user put there: who knows where it leads
    folder,
};
file_target target_at(const std::string& path);

/// Whether open_target() would open what is there; waits for nothing.
std::error_code may_write_into(const std::string& path);

/// Opens what is there, behind links, and empties it where it has a content; makes a regular file where a link leads to
/// none yet. What stands for an open standard stream is that stream. A FIFO is waited for until somebody reads it, or a
/// signal comes. A descriptor for file_calls, or -1 and errno.
int open_target(const std::string& path);

/// Gives a file that is to take the place of `path` who owns that one and who may do what with it. False: it cannot
/// have that, e.g. as only root gives files away.
bool take_over_rights(int fd, const std::string& path);

} // namespace fairway
