#include "probes/identify/exchanges.hpp"
#include "probes/identify/judge.hpp"
#include "probes/wire/tds.hpp"

namespace fairway::identify {

namespace {

std::string mssql_request(const context&) {
    return wire::tds_prelogin();
}

/// [MS-TDS] 2.2.6.5
std::string_view encryption_words(std::uint8_t encryption) {
    switch (encryption & 0x1f) { // two more bits are about certificates
    case 0: return ", encrypts logins";
    case 1: return ", encrypts";
    case 2: return ", without encryption";
    case 3: return ", demands encryption";
    default: return "";
    }
}

reply read_mssql(const context&, std::string_view received) {
    return judge(wire::decode_tds_answer(received), received, [](const wire::tds_answer& answer) {
        if (answer.error) return refused("SQL Server, error " + std::to_string(*answer.error));
        const auto& v = *answer.server;
        return confirmed("SQL Server " + std::to_string(v.major) + '.' + std::to_string(v.minor) + '.' +
                         std::to_string(v.build) +
                         std::string(answer.encryption ? encryption_words(*answer.encryption) : ""));
    });
}

} // namespace

// What comes before a login; none follows.
constinit const exchange mssql{mssql_request, read_mssql};

} // namespace fairway::identify
