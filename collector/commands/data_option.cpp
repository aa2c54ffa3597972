#include "collector/commands/data_option.hpp"

#include "collector/commands/command.hpp"
#include "support/text_file.hpp"

namespace fairway::collector {

std::optional<data_directory> given_directory(option_reader& given) {
    const data_directory directory(given.once("data").value_or(""));
    if (!given.has("data"))
        given.problem("", "--data DIR is required: the directory that `fairway-collector init` made");
    else if (given.problems().empty())
        if (auto why = directory.missing()) given.problems().push_back(std::move(*why));
    if (given.problems().empty()) return directory;
    report_problems(given.problems(), program);
    return std::nullopt;
}

} // namespace fairway::collector
