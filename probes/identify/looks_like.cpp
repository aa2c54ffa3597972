#include "probes/identify/looks_like.hpp"

#include "probes/wire/ascii.hpp"
#include "probes/wire/iscsi.hpp"
#include "probes/wire/kerberos.hpp"
#include "probes/wire/ndmp.hpp"
#include "probes/wire/ntp.hpp"

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
    {"HTTP/", "HTTP"},
    {"220 VMware Authentication Daemon", "VMware Authentication Daemon"},
    {"220 ", "SMTP/FTP greeting"},
    {"220-", "SMTP/FTP greeting"},
    {"+OK", "POP3 greeting"},
    {"* OK", "IMAP greeting"},
    {"RFB 0", "VNC"},
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
    {"SFATAL\0"sv, "PostgreSQL", 5},
    {"SERROR\0"sv, "PostgreSQL", 5},
    {"\x04\x01\0"sv, "SQL Server (TDS)"},
};

bool matches(const signature& s, std::string_view received) {
    return received.size() >= s.at && received.substr(s.at).starts_with(s.start);
}

// What no fixed bytes at a fixed place show.
bool is_kerberos(std::string_view received) {
    return wire::decode_kerberos(received, "") ||
           std::holds_alternative<wire::kerberos_answer>(wire::decode_kerberos_over_tcp(received, ""));
}
bool is_iscsi(std::string_view received) {
    return std::holds_alternative<wire::iscsi_answer>(wire::decode_iscsi_answer(received));
}

struct structure {
    bool (*fits)(std::string_view received);
    std::string_view name;
};
constexpr structure structures[] = {
    {wire::looks_like_ndmp, "NDMP"},
    {is_kerberos, "Kerberos"},
    {is_iscsi, "iSCSI"},
    {wire::looks_like_ntp, "NTP"},
};

/// The words of a greeting may tell what its code does not.
std::string_view name_greeting(const signature& s, std::string_view received) {
    if (s.name != "SMTP/FTP greeting") return s.name;
    const std::string_view words = received.substr(0, 512);
    if (wire::has_word(words, "SMTP")) return "SMTP greeting";
    return wire::has_word(words, "FTP") ? "FTP greeting" : s.name;
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
        if (matches(s, received)) return std::string(name_greeting(s, received));
    for (const signature& s : others)
        if (matches(s, received)) return std::string(s.name);
    for (const structure& s : structures)
        if (s.fits(received)) return std::string(s.name);
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
