#include "probes/wire/http.hpp"

#include "probes/wire/ascii.hpp"

#include <algorithm>
#include <optional>

namespace fairway::wire {

namespace {

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

bool is_control(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && c != '\t') || byte == 0x7f;
}

/// RFC 9110 §7.2: IPv6 addresses stand in brackets, and a zone means nothing to anybody else (RFC 6874 §3).
std::string host_line(std::string_view host) {
    const bool fits = std::all_of(host.begin(), host.end(), [](char c) {
        return is_digit(c) || (lower_case(c) >= 'a' && lower_case(c) <= 'z') || c == '.' || c == '-' || c == '_' ||
               c == ':' || c == '%';
    });
    if (!fits) return "";
    if (host.find(':') == std::string_view::npos) return std::string(host);
    return "[" + std::string(host.substr(0, host.find('%'))) + "]";
}

std::string_view trimmed(std::string_view text) {
    const std::size_t first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

/// The next line without its end (CRLF, or LF alone: RFC 9112 §2.2); nothing when its end is not there.
std::optional<std::string_view> next_line(std::string_view text, std::size_t& at) {
    const std::size_t end = text.find('\n', at);
    if (end == std::string_view::npos) return std::nullopt;
    std::string_view line = text.substr(at, end - at);
    at = end + 1;
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    return line;
}

unsigned read_status_line(stream_reader& in) {
    in.expect("HTTP/1.");
    const std::string_view minor = in.take(1);
    in.require(!minor.empty() && is_digit(minor[0]));
    in.expect(" ");
    unsigned status = 0;
    for (int i = 0; i < 3; ++i) {
        const std::string_view digit = in.take(1);
        in.require(!digit.empty() && is_digit(digit[0]));
        if (in.ok()) status = status * 10 + static_cast<unsigned>(digit[0] - '0');
    }
    in.require(status >= 100 && status <= 599);
    const std::string_view behind = in.take(1); // many a server leaves the last space out, and RFC 9112 §4 the reason
    in.require(behind == " " || behind == "\r" || behind == "\n");
    return status;
}

} // namespace

std::string http_request(const http_question& question) {
    const std::string host = host_line(question.host);
    std::string out;
    out.append(question.method).append(" ").append(question.path).append(" HTTP/1.1\r\n");
    out.append("Host: ").append(host).append(host.empty() ? "" : question.port).append("\r\n");
    out.append("User-Agent: fairway/0.1\r\n");
    if (!question.proxy_authorization.empty())
        out.append("Proxy-Authorization: ").append(question.proxy_authorization).append("\r\n");
    if (question.method == "POST") out.append("Content-Length: 0\r\n");
    // A tunnel ends when either side ends it.
    if (question.method != "CONNECT") out.append("Connection: close\r\n");
    return out.append("\r\n");
}

std::string_view http_head::first(std::string_view name) const {
    for (const http_field& f : fields)
        if (same_word(f.name, name)) return f.value;
    return {};
}

std::vector<std::string_view> http_head::all(std::string_view name) const {
    std::vector<std::string_view> values;
    for (const http_field& f : fields)
        if (same_word(f.name, name)) values.push_back(f.value);
    return values;
}

decoded<http_head> decode_http_head(std::string_view received) {
    const std::string_view text = received.substr(0, longest_http_head);
    http_head head;
    stream_reader in(text);
    head.status = read_status_line(in);
    if (!in.ok()) return in.result(head);

    std::size_t at = 0;
    auto line = next_line(text, at);
    const std::string_view first_line = text.substr(0, line ? at : std::string_view::npos);
    if (std::any_of(first_line.begin(), first_line.end(),
                    [](char c) { return is_control(c) && c != '\r' && c != '\n'; }))
        return malformed{};
    if (!line) return text.size() < longest_http_head ? decoded<http_head>{} : malformed{};
    while ((line = next_line(text, at)) && !line->empty()) {
        const std::size_t colon = line->find(':');
        if (colon == std::string_view::npos || colon == 0) continue;
        head.fields.push_back({line->substr(0, colon), trimmed(line->substr(colon + 1))});
    }
    if (!line && text.size() < longest_http_head) return incomplete{};
    if (line) head.size = at;
    return head;
}

} // namespace fairway::wire
