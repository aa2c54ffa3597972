#include "agent/inventory/note_list.hpp"

#include "text/columns.hpp"

namespace fairway {

namespace {

constexpr std::size_t most_named = 5;

} // namespace

void note_list::add(const std::string& note, const std::string& about) {
    const auto [known, is_new] = known_.emplace(note, notes_.size());
    if (is_new) notes_.push_back({note, {}, {}});
    auto& it = notes_[known->second];
    if (about.empty() || !it.all.insert(about).second) return;
    if (it.about.size() < most_named) it.about.push_back(about);
}

std::vector<std::string> note_list::lines() const {
    std::vector<std::string> all;
    for (const auto& it : notes_) {
        std::string line = it.note;
        if (!it.about.empty()) line += ": " + joined(it.about);
        if (it.all.size() > it.about.size())
            line += " and " + std::to_string(it.all.size() - it.about.size()) + " more";
        all.push_back(std::move(line));
    }
    return all;
}

} // namespace fairway
