#include "collector/commands/account_password.hpp"

#include "collector/password.hpp"
#include "support/secret.hpp"
#include "support/text_file.hpp"

#include <algorithm>

namespace fairway::collector {

chosen_password choose_password(option_reader& given, const std::string& option) {
    if (!given.has(option)) {
        // 80 bits in groups that can be read out on a telephone.
        auto text = random_hex(10);
        for (const std::size_t at : {15, 10, 5})
            text.insert(at, "-");
        return {text, true};
    }
    const auto file = given.once(option).value_or("");
    if (file.empty()) return {};
    auto read = read_text_file(file, 64 * 1024);
    if (!read) {
        given.problem("--" + option, to_string(read.problems.front()));
        return {};
    }
    auto text = std::move(*read.value);
    text.resize(std::min(text.find_first_of("\r\n"), text.size()));
    if (text.size() < shortest_password || text.size() > longest_password)
        given.problem("--" + option, "expected a password of " + std::to_string(shortest_password) + " to " +
                                         std::to_string(longest_password) + " characters on the first line, found " +
                                         std::to_string(text.size()));
    return {text, false};
}

bool is_account_name(std::string_view name) {
    return !name.empty() && name.size() <= 64 && std::all_of(name.begin(), name.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-' ||
               c == '_' || c == '@';
    });
}

} // namespace fairway::collector
