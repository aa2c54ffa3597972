#include "matrix/role_words.hpp"

#include "matrix/site.hpp"
#include "text/wording.hpp"

namespace fairway {

namespace {

/// Letters and digits alone, in lower case; of other scripts, all.
std::string role_key(std::string_view word) {
    std::string key;
    for (const char c : word) {
        if (c >= 'A' && c <= 'Z')
            key += static_cast<char>(c - 'A' + 'a');
        else if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || static_cast<unsigned char>(c) >= 0x80)
            key += c;
    }
    return key;
}

std::string without_parentheses(const std::string& title) {
    const auto open = title.find('('), close = title.find(')', open);
    return close == std::string::npos ? title : title.substr(0, open) + title.substr(close + 1);
}

} // namespace

role_words::role_words(const matrix& m) : matrix_(&m) {
    // No ID gives way to a title, no title to another without its parentheses.
    for (const auto& r : m.roles)
        known_.emplace(role_key(r.id), std::vector{r.id});
    for (const auto& r : m.roles)
        known_.emplace(role_key(r.title), std::vector{r.id});
    for (const auto& r : m.roles)
        known_.emplace(role_key(without_parentheses(r.title)), std::vector{r.id});
}

std::optional<std::string> role_words::translate(std::string_view word, const std::vector<std::string>& roles) {
    const auto key = role_key(word);
    if (key.empty()) return in_quotes(word) + " has no letter or digit";
    std::vector<std::string> ids;
    for (const auto& role : roles) {
        const auto* known = find(role);
        for (const auto& id : known != nullptr ? *known : std::vector{role}) {
            if (auto wrong = check_host_role(*matrix_, id)) return wrong;
            ids.push_back(id);
        }
    }
    known_[key] = std::move(ids);
    return std::nullopt;
}

const std::vector<std::string>* role_words::find(std::string_view word) const {
    const auto it = known_.find(role_key(word));
    return it == known_.end() ? nullptr : &it->second;
}

} // namespace fairway
