#include "agent/commands/output_options.hpp"

#include "agent/commands/known_words.hpp"
#include "agent/output/terminal.hpp"
#include "agent/output/write_output.hpp"
#include "text/names.hpp"
#include "text/nearest.hpp"
#include "text/wording.hpp"

namespace fairway {

option_row format_option() {
    return {"format", "FORMAT", "one of the formats below; default: text", false, known::formats};
}

option_row output_option() {
    return {"output", "FILE", "write to FILE instead of standard output"};
}

option_row summary_option() {
    return {"summary", "", "one page of text, even for few targets; default for more than 20"};
}

option_row full_option() {
    return {"full", "", "every finding as text, even for many targets"};
}

option_section request_options() {
    return {"Change requests and rules",
            {{"requester", "NAME", "who asks for it"},
             {"ticket", "ID", "the ticket that it belongs to"},
             {"expires", "DATE", "until when it is needed, e.g. 2027-03-31"}}};
}

word_list format_list() {
    word_list list{"Formats", {}};
    for (const auto& f : output_formats())
        list.words.emplace_back(f.name, f.help);
    return list;
}

request_details read_request_details(option_reader& given, bool takes, const std::string& formats) {
    constexpr std::size_t longest = 200;
    for (const char* name : {"requester", "ticket", "expires"}) {
        const auto value = given.once(name);
        if (!value) continue;
        const std::string option = std::string("--") + name;
        if (!takes) given.problem(option, "has no effect without --format " + formats);
        if (value->empty() || value->size() > longest)
            given.problem(option, "expected text of 1 to " + std::to_string(longest) + " bytes");
    }
    request_details d{given.once("requester").value_or(""), given.once("ticket").value_or(""),
                      given.once("expires").value_or("")};
    if (!d.expires.empty() && !is_iso_date(d.expires))
        given.problem("--expires", "expected a date such as 2027-03-31, found " + in_quotes(d.expires));
    return d;
}

output_options read_output_options(option_reader& given) {
    output_options o;
    if (const auto word = given.once("format")) {
        o.format = *word;
        if (find_format(*word) == nullptr)
            given.problem("--format", "unknown format " + in_quotes(*word) + choices(*word, known::formats()));
    }
    o.file = given.once("output").value_or("");
    for (const auto& p : check_output(o.file))
        given.problem(p.file, p.message);
    o.strict = given.has("strict");
    for (const auto& [name, detail] : {std::pair("summary", detail::summary), std::pair("full", detail::full)}) {
        if (!given.has(name)) continue;
        o.detail = detail;
        if (o.format != "text")
            given.problem(std::string("--") + name, "has no effect with --format " + o.format + ": it has everything");
    }
    if (given.has("summary") && given.has("full")) given.problem("--full", "cannot be combined with --summary");
    const auto* chosen = find_format(o.format);
    o.request = read_request_details(given, chosen == nullptr || chosen->joins(), "change-request or rules-…");
    return o;
}

output_style output_options::style(std::size_t width) const {
    output_style s;
    if (file.empty()) {
        s.color = stdout_shows_color();
        s.width = width;
    }
    s.strict = strict;
    s.detail = detail;
    s.request = request;
    return s;
}

} // namespace fairway
