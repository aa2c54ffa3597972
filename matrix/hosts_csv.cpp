#include "matrix/host_list.hpp"
#include "matrix/site.hpp"
#include "text/json_text.hpp"
#include "text/names.hpp"
#include "text/utf8.hpp"
#include "text/wording.hpp"

#include <algorithm>

namespace fairway {

namespace {

constexpr std::string_view blanks = " \t\r";

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(blanks);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

/// RFC 4180, one record a line; blanks around fields do not count. Nothing if a quote is not closed.
std::optional<std::vector<std::string>> split_fields(std::string_view line) {
    std::vector<std::string> fields;
    for (;;) {
        line = trimmed(line);
        std::string field;
        if (line.starts_with('"')) {
            for (line.remove_prefix(1);; line.remove_prefix(1)) {
                if (line.starts_with("\"\""))
                    line.remove_prefix(1);
                else if (line.starts_with('"'))
                    break;
                if (line.empty()) return std::nullopt;
                field += line.front();
            }
            line = trimmed(line.substr(1));
            if (!line.empty() && line.front() != ',') return std::nullopt;
        } else {
            const auto comma = line.find(',');
            field = trimmed(line.substr(0, comma));
            line = comma == std::string_view::npos ? std::string_view{} : line.substr(comma);
        }
        fields.push_back(std::move(field));
        if (line.empty()) return fields;
        line.remove_prefix(1);
    }
}

std::vector<std::string> split_words(std::string_view text) {
    std::vector<std::string> words;
    constexpr std::string_view between = " \t;";
    while (true) {
        const auto begin = text.find_first_not_of(between);
        if (begin == std::string_view::npos) return words;
        text.remove_prefix(begin);
        const auto end = std::min(text.find_first_of(between), text.size());
        words.emplace_back(text.substr(0, end));
        text.remove_prefix(end);
    }
}

bool is_header(const std::vector<std::string>& fields) {
    std::string first = fields.at(0);
    std::transform(first.begin(), first.end(), first.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return first == "name";
}

} // namespace

read_result<site> read_hosts_csv(std::string_view text, const std::string& file, const matrix& m) {
    problem_list problems(file);
    const auto refuse = [&](std::string at, std::string why) {
        problems.add(std::move(at), std::move(why));
        return read_result<site>{std::nullopt, std::move(problems).take()};
    };
    if (const auto most = json_limits{}.bytes; text.size() > most)
        return refuse("", "is larger than " + std::to_string(most) + " bytes, the most that is read");
    text = without_bom(text);
    if (const auto bad = first_invalid_utf8(text)) return refuse(position_of(text, *bad), not_utf8(text, *bad));

    site s;
    host_list hosts(m, problems);
    bool first = true;
    for (std::size_t number = 1; !text.empty(); ++number) {
        const auto end = std::min(text.find('\n'), text.size());
        const auto line = trimmed(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
        if (line.empty() || line.front() == '#') continue;

        const auto at = "line " + std::to_string(number);
        auto fields = split_fields(line);
        if (!fields) {
            problems.add(at, "a quoted field must end with a double quote, before a comma or the end of the line");
            continue;
        }
        if (std::exchange(first, false) && is_header(*fields)) continue;
        while (fields->size() > 3 && fields->back().empty())
            fields->pop_back(); // as spreadsheets append them
        if (fields->size() != 3) {
            problems.add(
                at, "expected three columns, name,address,roles (several of one kind separated by spaces), found " +
                        std::to_string(fields->size()));
            continue;
        }
        site_host host{.name = (*fields)[0],
                       .addresses = split_words((*fields)[1]),
                       .roles = split_words((*fields)[2]),
                       .facts = {},
                       .ports = {},
                       .installed = {}};
        hosts.begin(host.name, at);
        if (host.name.empty()) problems.add(at, "the name is missing");
        for (const auto& address : host.addresses)
            hosts.check_address(address, at);
        if (host.addresses.empty() && !check_host(host.name)) hosts.check_address(host.name, at);
        if (host.roles.empty()) problems.add(at, "the roles are missing");
        for (const auto& role : host.roles)
            hosts.check_role(role, at);
        s.hosts.push_back(std::move(host));
    }
    if (problems.empty() && s.hosts.empty())
        return refuse("", "lists no host; expected lines such as web01,10.0.0.5,agent-linux");
    if (!problems.empty()) return {std::nullopt, std::move(problems).take()};
    return {std::move(s), {}};
}

} // namespace fairway
