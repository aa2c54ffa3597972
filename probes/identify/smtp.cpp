#include "probes/wire/smtp.hpp"
#include "probes/identify/exchanges.hpp"
#include "probes/identify/judge.hpp"

namespace fairway::identify {

namespace {

// RFC 5321 §3.1 and §4.2.3, RFC 7504
constexpr unsigned smtp_ready = 220, smtp_not_now = 421, smtp_no_mail = 521, smtp_no_service = 554;

reply read_smtp(const context&, std::string_view received) {
    return judge(wire::decode_greeting(received), received, [&](const wire::greeting& g) {
        const std::string words = printable(wire::without_time(g.text));
        if (g.code == smtp_not_now || g.code == smtp_no_mail || g.code == smtp_no_service)
            return refused("SMTP, answers " + std::to_string(g.code) + (words.empty() ? "" : " " + words));
        if (g.code != smtp_ready || !wire::is_of_mail_server(g)) return wrong(looks_like(received));
        return confirmed("SMTP, " + words);
    });
}

} // namespace

// The server speaks first; QUIT is what it wants to hear before the connection ends (RFC 5321 §4.1.1.10).
constinit const exchange smtp{nullptr, read_smtp, "QUIT\r\n"};

} // namespace fairway::identify
