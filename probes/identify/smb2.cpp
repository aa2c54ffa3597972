#include "probes/wire/smb2.hpp"
#include "probes/identify/exchanges.hpp"
#include "probes/identify/judge.hpp"
#include "probes/identify/netbios_ssn.hpp"
#include "probes/wire/netbios_session.hpp"

namespace fairway::identify {

namespace {

std::string smb2_request(const context&) {
    return wire::smb2_negotiate_request();
}

std::string dialect_name(std::uint16_t dialect) {
    const auto number = [&](int shift) { return std::to_string(dialect >> shift & 0xf); };
    const std::string name = "SMB " + number(8) + "." + number(4);
    return (dialect & 0xf) == 0 ? name : name + "." + number(0);
}

std::string hex(std::uint32_t value) {
    std::string text = "0x";
    for (int shift = 28; shift >= 0; shift -= 4)
        text += "0123456789abcdef"[value >> shift & 0xf];
    return text;
}

/// [MS-ERREF] 2.3.1, of the reasons to refuse a client at this point.
std::string status_text(std::uint32_t status) {
    switch (status) {
    case 0xc0000022: return "access denied";
    case 0xc000009a: return "insufficient resources";
    case 0xc00000d0: return "request not accepted";
    case 0xc0000205: return "insufficient server resources";
    case 0xc000020c: return "connection disconnected";
    default: return "status " + hex(status);
    }
}

reply read_smb2(const context&, std::string_view received) {
    // A negative session response: Samba turns hosts away with it on this port, too.
    if (received.starts_with('\x83'))
        return judge(wire::decode_netbios_session_answer(received), received, [](const auto& answer) {
            return refused("SMB, refuses the session: " + std::string(session_refusal(answer.error)));
        });
    return judge(wire::decode_smb2_negotiate_response(received), received, [](const wire::smb2_negotiated& answer) {
        if (answer.status == 0) return confirmed(dialect_name(answer.dialect));
        if (answer.status == wire::smb2_status_not_supported) return confirmed("SMB, no dialect from 2.0.2 to 3.0.2");
        return refused("SMB, " + status_text(answer.status));
    });
}

} // namespace

constinit const exchange smb2{smb2_request, read_smb2};

} // namespace fairway::identify
