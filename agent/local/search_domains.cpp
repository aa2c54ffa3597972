#include "agent/local/search_domains.hpp"

#include "text/names.hpp"

#include <algorithm>

namespace fairway {

namespace {

constexpr std::size_t most_domains = 6;

/// Each once, in any case, and only where it can be a domain.
void add_domain(std::string_view word, std::vector<std::string>& to) {
    const auto blank = [](char c) { return c == ' ' || c == '\t' || c == '.'; }; // ".corp.test" is one for Windows
    while (!word.empty() && blank(word.front()))
        word.remove_prefix(1);
    while (!word.empty() && blank(word.back()))
        word.remove_suffix(1);
    const bool twice = std::any_of(to.begin(), to.end(), [&](const auto& d) { return is_same_host(d, word); });
    if (is_host(word) && !twice && to.size() < most_domains) to.emplace_back(word);
}

std::vector<std::string> domains_in(std::string_view list) {
    std::vector<std::string> domains;
    while (!list.empty()) {
        const auto end = std::min(list.find(','), list.size());
        add_domain(list.substr(0, end), domains);
        list.remove_prefix(std::min(end + 1, list.size()));
    }
    return domains;
}

} // namespace

std::vector<std::string> parse_search_domains(std::string_view text) {
    constexpr std::string_view blank = " \t\r";
    std::vector<std::string> domains;
    while (!text.empty()) {
        const auto end = std::min(text.find('\n'), text.size());
        std::string_view line = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        bool wanted = false, first = true;
        while (true) {
            line.remove_prefix(std::min(line.find_first_not_of(blank), line.size()));
            if (line.empty()) break;
            const std::string_view word = line.substr(0, line.find_first_of(blank));
            line.remove_prefix(word.size());
            if (first) {
                first = false;
                wanted = word == "search" || word == "domain";
                if (!wanted) break;
                domains.clear();
            } else if (is_host(word) && domains.size() < most_domains) {
                domains.emplace_back(word);
            }
        }
    }
    return domains;
}

std::vector<std::string> search_domains_of(const windows_suffixes& suffixes) {
    for (const auto* list : {&suffixes.policy_list, &suffixes.list})
        if (auto domains = domains_in(*list); !domains.empty()) return domains;
    std::vector<std::string> domains;
    add_domain(suffixes.primary, domains);
    for (const auto& suffix : suffixes.connections)
        add_domain(suffix, domains);
    return domains;
}

} // namespace fairway
