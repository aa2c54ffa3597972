#include "agent/commands/known_words.hpp"

#include "agent/output/format.hpp"
#include "matrix/shipped.hpp"

namespace fairway::known {

std::vector<std::string> roles() {
    return default_matrix().concrete_role_ids();
}

std::vector<std::string> peers() {
    auto words = roles();
    for (auto& word : words)
        word += '=';
    return words;
}

std::vector<std::string> facts() {
    std::vector<std::string> words;
    for (const auto& f : default_matrix().facts) {
        auto values = f.values;
        if (f.kind == fact::type::boolean) values = {"true", "false"};
        if (values.empty()) values = {""};
        for (const auto& value : values)
            words.push_back(f.id + "=" + value);
    }
    return words;
}

std::vector<std::string> matrices() {
    std::vector<std::string> words;
    for (const auto& name : shipped_names()) {
        const auto id = name.substr(0, name.find('@'));
        if (words.empty() || !words.back().starts_with(id)) words.push_back(id);
        words.push_back(name);
    }
    return words;
}

std::vector<std::string> flows() {
    return default_matrix().flow_ids();
}

std::vector<std::string> formats() {
    std::vector<std::string> words;
    for (const auto& f : output_formats())
        words.emplace_back(f.name);
    return words;
}

std::vector<std::string> phases() {
    return {std::string(to_string(phase::onboarding)), std::string(to_string(phase::operation))};
}

} // namespace fairway::known
