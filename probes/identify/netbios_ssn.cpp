#include "probes/identify/netbios_ssn.hpp"

#include "probes/identify/exchanges.hpp"
#include "probes/identify/judge.hpp"
#include "probes/wire/netbios_session.hpp"

namespace fairway::identify {

namespace {

std::string netbios_ssn_request(const context&) {
    return wire::netbios_session_request();
}

/// About the name that we call, which not every server has: this host is welcome.
bool is_about_called_name(std::uint8_t error) {
    return error == 0x80 || error == 0x82;
}

reply read_netbios_ssn(const context&, std::string_view received) {
    return judge(wire::decode_netbios_session_answer(received), received,
                 [](const wire::netbios_session_answer& answer) {
                     using kind = wire::netbios_session_answer::kind;
                     std::string identity = "NetBIOS session service";
                     if (answer.said == kind::retargeted) identity += ", refers to another address";
                     if (answer.said != kind::refused) return confirmed(identity);
                     const std::string words = std::string(session_refusal(answer.error));
                     if (is_about_called_name(answer.error)) return confirmed(identity + ", " + words);
                     return refused(identity + ", refuses the session: " + words);
                 });
}

} // namespace

constinit const exchange netbios_ssn{netbios_ssn_request, read_netbios_ssn};

std::string_view session_refusal(std::uint8_t error) {
    switch (error) {
    case 0x80: return "not listening on the called name";
    case 0x81: return "not listening for the calling name";
    case 0x82: return "called name not present";
    case 0x83: return "insufficient resources";
    default: return "unspecified error";
    }
}

} // namespace fairway::identify
