#include "collector/store/sqlite/selection.hpp"

#include "collector/store/broken.hpp"

namespace fairway::collector {

namespace {

/// The outcomes that a filter means: one, or those that are broken; none for a word that is no outcome.
std::vector<outcome> meant(const std::string& word) {
    std::vector<outcome> all;
    for (const auto o : every_outcome)
        if (word == "broken" ? is_broken(o) : word == to_string(o)) all.push_back(o);
    return all;
}

} // namespace

std::string with_outcome(const std::string& word) {
    std::string sum;
    for (const auto o : meant(word))
        sum += (sum.empty() ? "p." : " + p.") + std::string(to_string(o));
    return " AND " + (sum.empty() ? "0" : sum + " > 0");
}

std::string counts_so(const std::string& word) {
    std::string words;
    for (const auto o : meant(word))
        words += (words.empty() ? "'" : ", '") + std::string(to_string(o)) + "'";
    return " AND s.counts_as IN (" + words + ")";
}

} // namespace fairway::collector
