#include "probes/wire/ldap.hpp"
#include "probes/identify/exchanges.hpp"
#include "probes/identify/judge.hpp"

namespace fairway::identify {

namespace {

constexpr std::uint8_t message_id = 1;

std::string versions_text(const std::vector<std::string>& versions) {
    if (versions.empty()) return "LDAP";
    std::string text;
    for (const std::string& version : versions)
        text += (text.empty() ? "" : " and ") + version;
    return (versions.size() == 1 ? "LDAP, version " : "LDAP, versions ") + printable(text);
}

// RFC 4511 §4.1.9
constexpr std::uint32_t busy = 51, unavailable = 52;

/// Others concern the question: many a directory tells nothing of itself without a login.
bool is_refusal(std::uint32_t result) {
    return result == busy || result == unavailable;
}

std::string result_text(std::uint32_t result) {
    const std::string_view name = result == busy ? " (busy)" : result == unavailable ? " (unavailable)" : "";
    return "result code " + std::to_string(result) + std::string(name);
}

std::string ldap_request(const context&) {
    return wire::ldap_root_dse_search(message_id);
}

reply read_ldap(const context&, std::string_view received) {
    return judge(wire::decode_ldap_answer(received, message_id), received, [](const wire::ldap_answer& answer) {
        using kind = wire::ldap_answer::kind;
        const std::string result = result_text(answer.result);
        switch (answer.said) {
        case kind::entry: return confirmed(versions_text(answer.versions));
        case kind::disconnection: return refused("LDAP, disconnects: " + result);
        case kind::done: return is_refusal(answer.result) ? refused("LDAP, " + result) : confirmed("LDAP, " + result);
        default: return confirmed("LDAP");
        }
    });
}

} // namespace

constinit const exchange ldap{ldap_request, read_ldap};

} // namespace fairway::identify
