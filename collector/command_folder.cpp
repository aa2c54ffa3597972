#include "collector/command_folder.hpp"

#include "collector/command.hpp"
#include "support/text_file.hpp"

namespace fairway::collector {

std::optional<data_folder> command_folder(option_reader& given) {
    const data_folder folder(given.once("data").value_or(""));
    if (!given.has("data"))
        given.problem("--data", "is needed: the folder that `fairway-collector init` made");
    else if (given.problems().empty())
        if (auto why = folder.missing()) given.problems().push_back(std::move(*why));
    if (given.problems().empty()) return folder;
    report_problems(given.problems(), program);
    return std::nullopt;
}

} // namespace fairway::collector
