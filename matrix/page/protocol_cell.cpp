#include "matrix/page/protocol_cell.hpp"

#include "matrix/page/cell_text.hpp"
#include "text/names.hpp"

#include <algorithm>
#include <array>

namespace fairway {

namespace {

struct protocol_name {
    std::string_view word;
    std::optional<protocol> transport; ///< nothing: it has no ports
    std::optional<std::uint16_t> port; ///< only where the word on its own says which
};

/// As port tables have them, in lower case. Application protocols stand for what carries them.
constexpr std::array<protocol_name, 15> protocol_names{{{"tcp", protocol::tcp, {}},
                                                        {"udp", protocol::udp, {}},
                                                        {"http", protocol::tcp, 80},
                                                        {"https", protocol::tcp, 443},
                                                        {"ndmp", protocol::tcp, {}},
                                                        {"iscsi", protocol::tcp, {}},
                                                        {"ssh", protocol::tcp, {}},
                                                        {"smb", protocol::tcp, {}},
                                                        {"cifs", protocol::tcp, {}},
                                                        {"ldap", protocol::tcp, {}},
                                                        {"ldaps", protocol::tcp, {}},
                                                        {"ssl", protocol::tcp, {}},
                                                        {"tls", protocol::tcp, {}},
                                                        {"grpc", protocol::tcp, {}},
                                                        {"icmp", {}, {}}}};

const protocol_name* find_protocol_name(std::string_view word) {
    const auto lower = lower_case(word);
    const auto found =
        std::find_if(protocol_names.begin(), protocol_names.end(), [&](const auto& n) { return n.word == lower; });
    return found == protocol_names.end() ? nullptr : &*found;
}

std::string_view take_protocol_word(std::string_view& text) {
    constexpr std::string_view between = " \t\n,;/&+()";
    const auto begin = std::min(text.find_first_not_of(between), text.size());
    text.remove_prefix(begin);
    const auto word = text.substr(0, text.find_first_of(between));
    text.remove_prefix(word.size());
    return word;
}

bool says_none(std::string_view word) {
    return word == "-" || word == "\xE2\x80\x93" || word == "\xE2\x80\x94" || lower_case(word) == "n/a";
}

bool is_between_protocols(std::string_view word) {
    const auto lower = lower_case(word);
    return lower == "and" || lower == "or";
}

} // namespace

bool names_protocol(std::string_view text) {
    if (says_none(trimmed(text))) return true;
    bool found = false;
    for (auto word = take_protocol_word(text); !word.empty(); word = take_protocol_word(text)) {
        if (is_between_protocols(word)) continue;
        if (find_protocol_name(word) == nullptr) return false;
        found = true;
    }
    return found;
}

protocol_cell read_protocol_cell(std::string_view text) {
    protocol_cell cell;
    if (says_none(trimmed(text))) return cell;
    for (auto word = take_protocol_word(text); !word.empty(); word = take_protocol_word(text)) {
        if (is_between_protocols(word)) continue;
        const auto* name = find_protocol_name(word);
        if (name == nullptr || !name->transport) {
            cell.unread += (cell.unread.empty() ? "" : " ") + std::string(word);
            continue;
        }
        if (std::find(cell.protocols.begin(), cell.protocols.end(), *name->transport) == cell.protocols.end())
            cell.protocols.push_back(*name->transport);
        if (!cell.port) cell.port = name->port;
    }
    return cell;
}

} // namespace fairway
