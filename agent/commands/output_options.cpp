#include "agent/commands/output_options.hpp"

#include "agent/output/format.hpp"
#include "agent/output/write_output.hpp"
#include "text/nearest.hpp"
#include "text/wording.hpp"

namespace fairway {

option_row format_option() {
    return {"format", "FORMAT", "one of the formats below; default: text"};
}

option_row output_option() {
    return {"output", "FILE", "write to FILE instead of standard output"};
}

word_list format_list() {
    word_list list{"Formats", {}};
    for (const auto& f : output_formats())
        list.words.emplace_back(f.name, f.help);
    return list;
}

output_options read_output_options(option_reader& given) {
    output_options o;
    if (const auto word = given.once("format")) {
        o.format = *word;
        std::vector<std::string> names;
        for (const auto& f : output_formats())
            names.emplace_back(f.name);
        if (find_format(*word) == nullptr)
            given.problem("--format", "unknown format " + in_quotes(*word) + choices(*word, names));
    }
    o.file = given.once("output").value_or("");
    for (const auto& p : check_output(o.file))
        given.problem(p.file, p.message);
    o.strict = given.has("strict");
    return o;
}

} // namespace fairway
