#include "collector/commands/command.hpp"

#include "support/system/user.hpp"

#include <algorithm>
#include <iostream>

namespace fairway::collector {

command_words split_words(const arguments& args) {
    command_words words;
    auto at = args.begin();
    if (at != args.end() && !at->starts_with('-')) words.verb = *at++;
    if (at != args.end() && !at->starts_with('-')) words.subject = *at++;
    words.options.assign(at, args.end());
    return words;
}

bool asks_for_help(const arguments& args) {
    return std::any_of(args.begin(), args.end(), [](const auto& a) { return a == "--help" || a == "-h"; });
}

int usage_error(const std::string& message, std::string_view command) {
    std::cerr << program << ": " << message << "\nTry: " << program << " " << command << " --help\n";
    return exit_status::usage;
}

std::string console_user() {
    return "console:" + user_name(real_user()).value_or(std::to_string(real_user()));
}

std::string table(const std::vector<std::string>& headings, const std::vector<std::vector<std::string>>& rows) {
    std::vector<std::vector<std::string>> all{headings};
    all.insert(all.end(), rows.begin(), rows.end());
    std::vector<std::size_t> widths(headings.size(), 0);
    for (auto& row : all)
        for (std::size_t i = 0; i < row.size(); ++i) {
            for (auto& c : row[i])
                if (static_cast<unsigned char>(c) < ' ' || c == 0x7f) c = '?';
            widths[i] = std::max(widths[i], row[i].size());
        }
    std::string text;
    for (const auto& row : all) {
        std::string line;
        for (std::size_t i = 0; i < row.size(); ++i)
            line += row[i] + std::string(i + 1 < row.size() ? widths[i] - row[i].size() + 2 : 0, ' ');
        text += line + "\n";
    }
    return text;
}

} // namespace fairway::collector
