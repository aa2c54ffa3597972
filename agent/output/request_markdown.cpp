#include "agent/output/request_markdown.hpp"

#include "agent/output/change_request_words.hpp"
#include "agent/output/escape.hpp"
#include "text/columns.hpp"

#include <algorithm>

namespace fairway {

std::string fenced(std::string text, const char* language) {
    text.erase(std::remove(text.begin(), text.end(), '\r'), text.end());
    std::size_t longest = 2, run = 0;
    for (const char c : text)
        longest = std::max(longest, run = c == '`' ? run + 1 : 0);
    const std::string fence(longest + 1, '`');
    return fence + language + "\n" + text + fence + "\n";
}

std::string page_link(const justification& why) {
    const auto rows = rows_in_words(why.rows);
    if (rows.empty() || !is_web_address(why.source_url)) return markdown(rows);
    return "[" + markdown(rows) + "](" + markdown_link(why.source_url) + ")";
}

std::string markdown_end(const object_group& group) {
    const std::string owners = group.owners.empty() ? "" : "<br>owner: " + markdown(joined(group.owners, 5, "; "));
    if (group.members.size() > most_members_inline)
        return group_name(group) + "<br>" + std::to_string(group.members.size()) + " addresses" + owners;
    std::string text;
    for (const auto& m : group.members)
        text += (text.empty() ? "" : "<br>") + markdown(address_of(m)) + "<br>" + markdown(joined(m.names, 5));
    return text + owners;
}

std::string markdown_members(const object_group& group) {
    std::string text;
    for (const auto& m : group.members)
        text += one_line(address_of(m) + "  " + joined(m.names, 20)) + "\n";
    return "\n### " + group_name(group) + "\n\n" + fenced(std::move(text), "");
}

} // namespace fairway
