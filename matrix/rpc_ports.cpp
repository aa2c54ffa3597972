#include "matrix/rpc_ports.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

namespace fairway {

namespace {

constexpr std::array<std::pair<rpc_mapper, std::string_view>, 9> mapper_words{{
    {rpc_mapper::not_asked, "not-asked"},
    {rpc_mapper::told, "told"},
    {rpc_mapper::told_partly, "told-partly"},
    {rpc_mapper::closed, "closed"},
    {rpc_mapper::unreached, "unreached"},
    {rpc_mapper::mute, "mute"},
    {rpc_mapper::denied, "denied"},
    {rpc_mapper::other_service, "other-service"},
    {rpc_mapper::responder, "responder"},
}};

/// For whom a port is registered, over all that say so.
struct audience {
    bool here = false;     ///< the address that was asked, or any
    std::string elsewhere; ///< another address of the host, as it calls itself
};

} // namespace

std::string_view to_string(rpc_mapper m) {
    return std::find_if(mapper_words.begin(), mapper_words.end(), [&](const auto& w) { return w.first == m; })->second;
}

std::optional<rpc_mapper> parse_rpc_mapper(std::string_view word) {
    for (const auto& [value, name] : mapper_words)
        if (name == word) return value;
    return std::nullopt;
}

rpc_ports rpc_ports_of(const port_list& range, const std::string& address, std::uint16_t mapper_port, bool whole,
                       const std::vector<registered_port>& told) {
    std::map<std::uint16_t, audience> ports;
    bool all = whole;
    for (const auto& one : told) {
        if (one.port == mapper_port) continue;
        if (ports.size() == most_registered_told && ports.count(one.port) == 0) {
            all = false;
            continue;
        }
        audience& of = ports[one.port];
        if (one.address == "0.0.0.0" || one.address == address)
            of.here = true;
        else if (!one.address.starts_with("127.") && of.elsewhere.empty())
            of.elsewhere = one.address;
    }
    rpc_ports r;
    r.mapper = all ? rpc_mapper::told : rpc_mapper::told_partly;
    r.mapper_port = mapper_port;
    std::size_t probed = 0;
    for (const auto& [port, of] : ports) {
        const port_range one{port, port};
        const bool reachable = of.here || !of.elsewhere.empty() || address.starts_with("127.");
        if (!contains(range, port)) {
            if (reachable) r.outside.push_back(one);
        } else if (!reachable) {
            r.host_only.push_back(one);
        } else if (probed == most_registered_probed) {
            r.left_out.push_back(one);
        } else {
            ++probed;
            r.registered.push_back(one);
            if (of.here || of.elsewhere.empty()) continue;
            r.elsewhere.push_back(one);
            if (r.other_address.empty()) r.other_address = of.elsewhere;
        }
    }
    for (auto* list : {&r.registered, &r.left_out, &r.elsewhere, &r.host_only, &r.outside})
        *list = normalize(std::move(*list));
    return r;
}

} // namespace fairway
