#include "agent/local/search_domains.hpp"

#include "agent/local/small_file.hpp"
#include "text/names.hpp"

#include <algorithm>

namespace fairway {

std::vector<std::string> parse_search_domains(std::string_view text) {
    constexpr std::size_t most = 6;
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
            } else if (is_host(word) && domains.size() < most) {
                domains.emplace_back(word);
            }
        }
    }
    return domains;
}

std::vector<std::string> search_domains() {
    return parse_search_domains(read_small_file("/etc/resolv.conf").text);
}

} // namespace fairway
