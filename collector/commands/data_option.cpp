#include "collector/commands/data_option.hpp"

namespace fairway::collector {

option_row data_option() {
    return {"data", "DIR", "the collector's data directory; the collector may be running"};
}

std::optional<data_directory> given_directory(option_reader& given) {
    const data_directory directory(given.once("data").value_or(""));
    if (!given.has("data"))
        given.problem("", "--data DIR is required: the collector's data directory, which `fairway-collector init` "
                          "creates");
    else if (given.problems().empty())
        if (auto why = directory.missing()) given.refuse({std::move(*why)});
    return given.problems().empty() ? std::optional(directory) : std::nullopt;
}

} // namespace fairway::collector
