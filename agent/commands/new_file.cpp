#include "agent/commands/new_file.hpp"

#include "support/system/file.hpp"
#include "support/system/file_target.hpp"

namespace fairway {

void check_new_file(option_reader& given, const std::string& option) {
    const auto path = given.once(option);
    if (!path) return;
    const auto target = target_at(*path);
    const bool has_content = target != file_target::stream && look_at(*path).kind == file_kind::regular;
    if (target == file_target::folder)
        given.problem("--" + option, *path + " is a directory; expected a file name");
    else if (target == file_target::foreign_link)
        given.problem("--" + option, *path + " is a symbolic link of another user, and is not followed");
    else if (has_content && !given.has("force"))
        given.problem("--" + option, *path + " exists; replace it with --force");
}

} // namespace fairway
