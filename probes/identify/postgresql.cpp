#include "probes/wire/postgresql.hpp"
#include "probes/identify/exchanges.hpp"
#include "probes/identify/judge.hpp"

namespace fairway::identify {

namespace {

std::string postgresql_request(const context&) {
    return wire::postgresql_ssl_request();
}

reply read_postgresql(const context&, std::string_view received) {
    return judge(wire::decode_postgresql_answer(received), received, [](const wire::postgresql_answer& answer) {
        using kind = wire::postgresql_answer::kind;
        switch (answer.said) {
        case kind::tls: return confirmed("PostgreSQL, offers TLS");
        case kind::no_tls: return confirmed("PostgreSQL, without TLS");
        default: return refused("PostgreSQL, error " + printable(answer.code) + ": " + printable(answer.message));
        }
    });
}

} // namespace

// Before TLS, and before any name of a user or a database.
constinit const exchange postgresql{postgresql_request, read_postgresql, {}, true};

} // namespace fairway::identify
