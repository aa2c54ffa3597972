#include "probes/identify/exchanges.hpp"
#include "probes/identify/judge.hpp"
#include "probes/wire/netbios_session.hpp"

namespace fairway::identify {

namespace {

std::string request(const context&) {
    return wire::netbios_session_request();
}

std::string_view refusal(std::uint8_t error) { // RFC 1002 §4.3.4
    switch (error) {
    case 0x80: return "not listening on the called name";
    case 0x81: return "not listening for the calling name";
    case 0x82: return "called name not present";
    case 0x83: return "insufficient resources";
    default: return "unspecified error";
    }
}

reply read(const context&, std::string_view received) {
    return judge(wire::decode_netbios_session_answer(received), received,
                 [](const wire::netbios_session_answer& answer) {
                     using kind = wire::netbios_session_answer::kind;
                     std::string identity = "NetBIOS session service";
                     if (answer.said == kind::refused) identity.append(", refuses: ").append(refusal(answer.error));
                     if (answer.said == kind::retargeted) identity += ", refers to another address";
                     return confirmed(identity);
                 });
}

} // namespace

constinit const exchange netbios_ssn{request, read};

} // namespace fairway::identify
