#include "probes/wire/vsphere.hpp"

#include "probes/wire/ascii.hpp"

#include <algorithm>
#include <charconv>

namespace fairway::wire {

namespace {

constexpr std::size_t longest_vim_versions = 16 * 1024; ///< bytes of the page
constexpr std::size_t longest_vim_version = 40;

struct page {
    std::string text;
    bool ended = false; ///< nothing more of it comes, or nothing that counts
};

/// Joins chunks (RFC 9112 §7.1) as far as they are there.
page join_chunks(std::string_view body) {
    page p;
    while (true) {
        const std::size_t end = body.find('\n');
        if (end == std::string_view::npos) {
            p.ended = body.size() > 256;
            return p;
        }
        std::size_t size = 0;
        const auto read = std::from_chars(body.data(), body.data() + end, size, 16);
        if (read.ec != std::errc() || size == 0 || size > longest_vim_versions) {
            p.ended = true;
            return p;
        }
        body.remove_prefix(end + 1);
        p.text += body.substr(0, size);
        if (body.size() < size + 2) return p;
        body.remove_prefix(size + 2);
    }
}

page read_page(const http_head& head, std::string_view body) {
    if (has_word(head.first("Transfer-Encoding"), "chunked")) return join_chunks(body);
    const std::string_view length = head.first("Content-Length");
    std::size_t size = longest_vim_versions;
    std::from_chars(length.data(), length.data() + length.size(), size);
    size = std::min(size, longest_vim_versions);
    return {std::string(body.substr(0, size)), body.size() >= size};
}

/// The text of the first such element behind `at`, which is moved behind it.
std::string_view next_element(std::string_view text, std::string_view name, std::size_t& at) {
    const std::string open = "<" + std::string(name) + ">", close = "</" + std::string(name) + ">";
    const std::size_t from = text.find(open, at);
    if (from == std::string_view::npos) return {};
    const std::size_t to = text.find(close, from);
    if (to == std::string_view::npos) return {};
    at = to + close.size();
    return text.substr(from + open.size(), to - from - open.size());
}

std::string newest_version(std::string_view text) {
    std::size_t at = text.find("<name>urn:vim25</name>");
    if (at == std::string_view::npos) return {};
    const std::string_view version = next_element(text, "version", at);
    const bool fits = version.size() <= longest_vim_version && std::all_of(version.begin(), version.end(), [](char c) {
                          return (c >= '0' && c <= '9') || (lower_case(c) >= 'a' && lower_case(c) <= 'z') || c == '.' ||
                                 c == '-' || c == '_';
                      });
    return fits ? std::string(version) : std::string();
}

/// Whether a text that begins so may be the page.
bool may_be_xml(std::string_view text) {
    text.remove_prefix(std::min(text.size(), text.find_first_not_of("\xef\xbb\xbf \t\r\n")));
    for (const std::string_view start : {"<?xml", "<namespaces", "<!--"}) {
        const std::size_t here = std::min(start.size(), text.size());
        if (text.substr(0, here) == start.substr(0, here)) return true;
    }
    return false;
}

} // namespace

decoded<vim_versions> decode_vim_versions(std::string_view received) {
    constexpr unsigned ok = 200;
    auto head = decode_http_head(received);
    if (std::holds_alternative<malformed>(head)) return malformed{};
    auto* const h = std::get_if<http_head>(&head);
    if (h == nullptr) return incomplete{};
    vim_versions answer{std::move(*h), {}};
    if (answer.head.status != ok || answer.head.size == 0) return answer;
    const page p = read_page(answer.head, received.substr(answer.head.size));
    if (!may_be_xml(p.text)) return answer;
    answer.newest = newest_version(p.text);
    if (answer.newest.empty() && !p.ended && p.text.size() < longest_vim_versions) return incomplete{};
    return answer;
}

} // namespace fairway::wire
