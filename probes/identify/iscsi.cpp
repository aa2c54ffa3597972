#include "probes/wire/iscsi.hpp"
#include "probes/identify/exchanges.hpp"
#include "probes/identify/judge.hpp"

namespace fairway::identify {

namespace {

std::string iscsi_request(const context&) {
    return wire::iscsi_login_request();
}

// RFC 7143 §11.13.5
constexpr std::uint8_t redirection = 1, target_error = 3;

std::string_view status_name(unsigned status) {
    switch (status) {
    case 0x0201: return " (authentication failed)";
    case 0x0202: return " (not authorized)";
    case 0x0203: return " (not found)";
    case 0x0301: return " (service unavailable)";
    case 0x0302: return " (out of resources)";
    default: return "";
    }
}

std::string status_text(const wire::iscsi_answer& answer) {
    const unsigned status = answer.status_class << 8U | answer.status_detail;
    std::string text = "status 0x";
    for (int shift = 12; shift >= 0; shift -= 4)
        text += "0123456789abcdef"[status >> shift & 0xf];
    return text + std::string(status_name(status));
}

reply read_iscsi(const context&, std::string_view received) {
    return judge(wire::decode_iscsi_answer(received), received, [](const wire::iscsi_answer& answer) {
        if (answer.said == wire::iscsi_answer::kind::reject)
            return refused("iSCSI, rejects the login (reason " + std::to_string(answer.status_detail) + ")");
        if (answer.status_class == 0) return confirmed("iSCSI target");
        if (answer.status_class == redirection) return confirmed("iSCSI target, refers to another address");
        // Others concern the initiator, whom nobody knows.
        const std::string words = "iSCSI target, login " + status_text(answer);
        return answer.status_class == target_error ? refused(words) : confirmed(words);
    });
}

} // namespace

// The connection ends in the midst of the login, and the login with it (RFC 7143 §6.3): there is nothing to log out of.
constinit const exchange iscsi{iscsi_request, read_iscsi};

} // namespace fairway::identify
