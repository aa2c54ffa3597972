#include "probes/identify/looks_like.hpp"

#include <algorithm>

namespace fairway::identify {

namespace {

using namespace std::string_view_literals;

struct signature {
    std::string_view start;
    std::string_view name;
    std::size_t at = 0;
};

// What servers say first, or to a question in another protocol. "220" is the ready reply of both SMTP and FTP.
constexpr signature greetings[] = {
    {"HTTP/", "HTTP"},        {"220 ", "SMTP/FTP greeting"}, {"220-", "SMTP/FTP greeting"},
    {"+OK", "POP3 greeting"}, {"* OK", "IMAP greeting"},     {"RFB 0", "VNC"},
};
constexpr signature others[] = {
    {"SSH-", "SSH"},
    {"\x15\x03", "TLS"}, // alert and handshake records
    {"\x16\x03", "TLS"},
    {"\xfeSMB", "SMB", 4},
    {"\xffSMB", "SMB 1", 4},
    {"\x82\0\0\0"sv, "NetBIOS session service"},
    {"\x83\0\0\x01"sv, "NetBIOS session service"},
    {"\x05\0\x03"sv, "DCE/RPC"},
    {"\x05\0\x0c"sv, "DCE/RPC"},
    {"\x05\0\x0d"sv, "DCE/RPC"},
    {"\x03\0\0"sv, "remote desktop (TPKT)"},
};

bool matches(const signature& s, std::string_view received) {
    return received.size() >= s.at && received.substr(s.at).starts_with(s.start);
}

std::string hex(std::string_view bytes) {
    std::string text;
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        text += {' ', "0123456789abcdef"[byte >> 4], "0123456789abcdef"[byte & 0xf]};
    }
    return text;
}

} // namespace

std::string looks_like(std::string_view received) {
    for (const signature& s : greetings)
        if (matches(s, received)) return std::string(s.name);
    for (const signature& s : others)
        if (matches(s, received)) return std::string(s.name);
    return "unknown bytes:" + hex(received.substr(0, 8)) + (received.size() > 8 ? " …" : "");
}

bool is_foreign_greeting(std::string_view received) {
    return std::any_of(std::begin(greetings), std::end(greetings),
                       [&](const signature& s) { return matches(s, received); });
}

std::string last_words(std::string_view received) {
    std::string words;
    for (const char c : received.substr(0, 4 * longest_identity)) {
        const auto byte = static_cast<unsigned char>(c);
        const bool space = c == ' ' || (c >= '\t' && c <= '\r');
        if (!space && (byte < 0x20 || byte == 0x7f)) return {};
        if (!space)
            words += c;
        else if (!words.empty() && words.back() != ' ')
            words += ' ';
    }
    if (!words.empty() && words.back() == ' ') words.pop_back();
    return printable(words);
}

std::string printable(std::string_view text, std::size_t most) {
    std::string out(text.substr(0, most));
    std::replace_if(
        out.begin(), out.end(), [](char c) { return c < 0x20 || c > 0x7e; }, '?');
    if (text.size() > most) out += "…";
    return out;
}

} // namespace fairway::identify
