#include "probes/identify/ldap.hpp"

#include "probes/identify/judge.hpp"
#include "probes/identify/protocols.hpp"
#include "probes/wire/ldap.hpp"

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

} // namespace

std::string ldap_request(const context&) {
    return wire::ldap_root_dse_search(message_id);
}

reply read_ldap(const context&, std::string_view received) {
    return judge(wire::decode_ldap_answer(received, message_id), received, [](const wire::ldap_answer& answer) {
        using kind = wire::ldap_answer::kind;
        const std::string result = "result code " + std::to_string(answer.result);
        switch (answer.said) {
        case kind::entry: return confirmed(versions_text(answer.versions));
        case kind::disconnection: return confirmed("LDAP, hangs up: " + result);
        case kind::done: return confirmed("LDAP, " + result);
        default: return confirmed("LDAP");
        }
    });
}

constinit const protocol ldap_protocol{"ldap", false, ldap_request, read_ldap};

} // namespace fairway::identify
