#include "probes/wire/smtp.hpp"

#include "probes/wire/ascii.hpp"

#include <algorithm>
#include <initializer_list>

namespace fairway::wire {

namespace {

bool is_line_of_text(std::string_view line) {
    return std::none_of(line.begin(), line.end(), [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return (byte < 0x20 && c != '\t') || byte == 0x7f;
    });
}

} // namespace

decoded<greeting> decode_greeting(std::string_view received) {
    greeting g;
    const std::string_view text = received.substr(0, longest_greeting);
    std::string_view code;
    for (std::size_t at = 0;;) {
        const std::string_view rest = text.substr(at);
        const std::size_t end = rest.find('\n');
        std::string_view line = rest.substr(0, end);
        for (std::size_t i = 0; i < std::min<std::size_t>(3, line.size()); ++i)
            if (line[i] < '0' || line[i] > '9') return malformed{};
        if (line.size() > 3 && line[3] != ' ' && line[3] != '-' && line.substr(3) != "\r") return malformed{};
        if (end != std::string_view::npos && line.ends_with('\r')) line.remove_suffix(1);
        // A CR may be the first half of a line's end.
        if (!is_line_of_text(end == std::string_view::npos && line.ends_with('\r') ? line.substr(0, line.size() - 1)
                                                                                   : line))
            return malformed{};
        const std::size_t known = std::min(code.size(), line.size());
        if (line.substr(0, known) != code.substr(0, known)) return malformed{};
        if (end == std::string_view::npos) {
            if (text.size() < longest_greeting) return incomplete{};
            return malformed{};
        }
        if (line.size() < 3) return malformed{};
        if (at == 0) {
            code = line.substr(0, 3);
            for (const char c : code)
                g.code = g.code * 10 + static_cast<unsigned>(c - '0');
            g.text = line.substr(std::min<std::size_t>(4, line.size()));
        }
        at += end + 1;
        if (line.size() > 3 && line[3] == '-') continue;
        g.all = text.substr(0, at);
        return g;
    }
}

bool is_of_mail_server(const greeting& g) {
    if (has_word(g.all, "SMTP")) return true;
    if (has_word(g.all, "FTP") || g.text.starts_with("VMware")) return false;
    const std::string_view name = g.text.substr(0, g.text.find(' '));
    if (name.empty()) return false;
    const bool masked = name.front() == '*';
    const bool literal = name.front() == '[' && name.back() == ']';
    const bool domain = name.find('.') != std::string_view::npos && name.front() != '.' && name.back() != '.' &&
                        std::all_of(name.begin(), name.end(), [](char c) {
                            const char l = lower_case(c);
                            return (l >= 'a' && l <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_';
                        });
    return masked || literal || domain;
}

std::string_view without_time(std::string_view text) {
    for (const std::string_view day : {"Mon, ", "Tue, ", "Wed, ", "Thu, ", "Fri, ", "Sat, ", "Sun, "})
        text = text.substr(0, text.find(day));
    if (text.ends_with(" at ")) text.remove_suffix(4);
    const std::size_t last = text.find_last_not_of(" ;,");
    return text.substr(0, last == std::string_view::npos ? 0 : last + 1);
}

} // namespace fairway::wire
