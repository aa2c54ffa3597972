#include "matrix/blocker.hpp"

#include "matrix/word_table.hpp"

namespace fairway {

namespace {

constexpr word_table<blocker_kind, 11> blocker_kind_words{{
    {blocker_kind::router, "router"},
    {blocker_kind::intermediary, "intermediary"},
    {blocker_kind::proxy, "proxy"},
    {blocker_kind::host_firewall, "host-firewall"},
    {blocker_kind::this_host, "this-host"},
    {blocker_kind::nothing_listening, "nothing-listening"},
    {blocker_kind::service, "service"},
    {blocker_kind::no_host, "no-host"},
    {blocker_kind::no_route, "no-route"},
    {blocker_kind::name, "name"},
    {blocker_kind::unknown, "unknown"},
}};

} // namespace

std::string_view to_string(blocker_kind k) {
    return word_of(blocker_kind_words, k);
}
std::optional<blocker_kind> parse_blocker_kind(std::string_view word) {
    return value_of(blocker_kind_words, word);
}

} // namespace fairway
