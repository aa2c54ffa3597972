#include "agent/commands/new_file.hpp"

#include "support/system/file.hpp"

namespace fairway {

void check_new_file(option_reader& given, const std::string& option) {
    const auto path = given.once(option);
    if (!path) return;
    const auto there = look_at(*path).kind;
    if (there == file_kind::folder)
        given.problem("--" + option, *path + " is a directory; expected a file name");
    else if (there != file_kind::missing && there != file_kind::unknown && !given.has("force"))
        given.problem("--" + option, *path + " exists; replace it with --force");
}

} // namespace fairway
