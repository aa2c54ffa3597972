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

std::string request(const context&) {
    return wire::ldap_root_dse_search(message_id);
}

reply read(const context&, std::string_view received) {
    return judge(wire::decode_ldap_answer(received, message_id), received, [](const wire::ldap_answer& answer) {
        using kind = wire::ldap_answer::kind;
        const std::string result = "result code " + std::to_string(answer.result);
        switch (answer.said) {
        case kind::entry: return confirmed(versions_text(answer.versions));
        case kind::disconnection: return confirmed("LDAP, disconnects: " + result);
        case kind::done: return confirmed("LDAP, " + result);
        default: return confirmed("LDAP");
        }
    });
}

} // namespace

constinit const exchange ldap{request, read};

} // namespace fairway::identify
