#include "text/nearest.hpp"

#include "text/names.hpp"
#include "text/wording.hpp"

#include <algorithm>

namespace fairway {

namespace {

enum class reading { word, glob };

/// Slips between two words: letters added, lost, changed, or two swapped (optimal string alignment). `*` and `?` of a
/// glob cost nothing for what they match.
std::size_t slips(std::string_view a, std::string_view b, reading a_is = reading::word) {
    std::vector<std::size_t> before_last(b.size() + 1), last(b.size() + 1), row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j)
        last[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        const bool any_run = a_is == reading::glob && a[i - 1] == '*',
                   any_one = a_is == reading::glob && a[i - 1] == '?';
        row[0] = last[0] + (any_run ? 0 : 1);
        for (std::size_t j = 1; j <= b.size(); ++j) {
            if (any_run) {
                row[j] = std::min(last[j], row[j - 1]);
                continue;
            }
            row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (any_one || a[i - 1] == b[j - 1] ? 0u : 1u)});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                row[j] = std::min(row[j], before_last[j - 2] + 1);
        }
        std::swap(before_last, last);
        std::swap(last, row);
    }
    return last[b.size()];
}

std::string asked(std::vector<std::string> words) {
    if (words.empty()) return "";
    for (auto& w : words)
        w = in_quotes(w);
    return "; did you mean " + listed(words) + "?";
}

} // namespace

std::vector<std::string> nearest(std::string_view word, const std::vector<std::string>& candidates, std::size_t most) {
    struct scored {
        std::size_t score;
        const std::string* candidate;
    };
    const auto wanted = lower_case(word);
    const auto allowed = std::clamp<std::size_t>(wanted.size() / 3, 1, 4);
    std::vector<scored> similar;
    for (const auto& candidate : candidates) {
        const auto offered = lower_case(candidate);
        const auto longer = std::max(offered.size(), wanted.size());
        const auto shorter = std::min(offered.size(), wanted.size());
        const auto distance = longer - shorter > allowed ? longer : slips(wanted, offered);
        if (distance <= allowed && distance < shorter)
            similar.push_back({distance, &candidate});
        else if (wanted.size() > 1 && offered.find(wanted) != std::string::npos)
            similar.push_back({allowed + 1, &candidate}); // "linux" for "agent-linux": less like it than any slip
    }
    std::stable_sort(similar.begin(), similar.end(),
                     [](const scored& a, const scored& b) { return a.score < b.score; });
    // One slip away from a name is that name: others, further off, would only distract.
    if (!similar.empty() && similar.front().score <= 1)
        std::erase_if(similar, [](const scored& s) { return s.score > 1; });
    std::vector<std::string> words;
    for (const auto& s : similar) {
        if (words.size() == most) break;
        words.push_back(*s.candidate);
    }
    return words;
}

std::string did_you_mean(std::string_view word, const std::vector<std::string>& candidates) {
    return asked(nearest(word, candidates));
}

std::string did_you_mean_one_of(std::string_view glob, const std::vector<std::string>& candidates) {
    constexpr std::size_t longest = 200, most = 3;
    if (glob.find_first_of("*?") == std::string_view::npos) return did_you_mean(glob, candidates);
    if (glob.size() > longest) return "";
    const auto wanted = lower_case(glob);
    const auto letters = static_cast<std::size_t>(
        std::count_if(wanted.begin(), wanted.end(), [](char c) { return c != '*' && c != '?'; }));
    if (letters < 3) return ""; // anything would be like it
    const auto allowed = std::clamp<std::size_t>(letters / 3, 1, 6);
    // At its place, or anywhere: "repository:*" for "agent:repository:tcp:6162".
    for (const auto& pattern : {wanted, "*" + wanted + "*"}) {
        auto fewest = std::min(allowed + 1, letters);
        std::vector<std::string> similar;
        for (const auto& candidate : candidates) {
            const auto n = slips(pattern, lower_case(candidate), reading::glob);
            if (n > fewest || n > allowed) continue;
            if (n < fewest) similar.clear();
            fewest = n;
            similar.push_back(candidate);
        }
        if (similar.empty()) continue;
        similar.resize(std::min(similar.size(), most));
        return asked(std::move(similar));
    }
    return "";
}

std::string choices(std::string_view word, const std::vector<std::string>& candidates) {
    const auto hint = did_you_mean(word, candidates);
    return hint.empty() && !candidates.empty() ? "; expected " + listed(candidates) : hint;
}

} // namespace fairway
