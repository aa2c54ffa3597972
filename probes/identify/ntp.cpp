#include "probes/wire/ntp.hpp"
#include "probes/identify/exchanges.hpp"
#include "probes/identify/judge.hpp"

namespace fairway::identify {

namespace {

std::string ntp_request(const context& c) {
    return wire::ntp_request(c.cookie);
}

/// RFC 5905 §7.4
std::string_view kiss_words(std::string_view code) {
    if (code == "DENY" || code == "RSTR") return " (denies access)";
    if (code == "RATE") return " (asked too often)";
    return "";
}

reply read_ntp(const context& c, std::string_view received) {
    const auto answer = wire::decode_ntp_answer(received, c.cookie);
    if (!answer) return wrong(looks_like(received));
    const std::string words = "NTP, version " + std::to_string(answer->version);
    if (!answer->kiss_code.empty())
        return confirmed(words + ", kiss code " + answer->kiss_code + std::string(kiss_words(answer->kiss_code)));
    return confirmed(words +
                     (answer->synchronized ? ", stratum " + std::to_string(answer->stratum) : ", not synchronized"));
}

} // namespace

constinit const exchange ntp{ntp_request, read_ntp};

} // namespace fairway::identify
