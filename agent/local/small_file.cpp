#include "agent/local/small_file.hpp"

#include "support/system/file.hpp"

#include <cerrno>

namespace fairway {

file_reading read_small_file(const std::string& path, std::size_t limit) {
    using result = file_reading::result;
    auto content = read_file(path, limit, readable_file::any);
    if (content.outcome == file_content::result::read) return {result::read, std::move(content.text)};
    return {content.error == EACCES || content.error == EPERM ? result::denied : result::absent, ""};
}

} // namespace fairway
