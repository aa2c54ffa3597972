#include "matrix/rpc_words.hpp"

#include "matrix/subject.hpp"

#include <algorithm>
#include <map>

namespace fairway {

namespace {

std::string in_short(const port_list& ports) {
    constexpr std::size_t most = 8;
    if (ports.size() <= most) return to_string(ports);
    const port_list first(ports.begin(), ports.begin() + most);
    return to_string(first) + " and " + std::to_string(count(ports) - count(first)) + " more";
}

/// Of a mapper that gave no list.
std::string untold(const requirement& c, const rpc_ports& r) {
    const std::string port = "port " + std::to_string(r.mapper_port);
    const std::string not_known = "; which ports are in use is not known: ";
    switch (r.mapper) {
    case rpc_mapper::not_asked: return not_known + "the endpoint mapper was not asked";
    case rpc_mapper::closed:
        return not_known + "the endpoint mapper's " + port + " refuses the connection" +
               (c.installed ? "" : ", so that nothing listens there yet");
    case rpc_mapper::unreached: return not_known + "the endpoint mapper's " + port + " cannot be reached";
    case rpc_mapper::mute: return not_known + "the endpoint mapper on " + port + " gives no answer";
    case rpc_mapper::denied:
        return not_known + "the endpoint mapper gives this host no list" + (r.refusal.empty() ? "" : ": " + r.refusal);
    case rpc_mapper::other_service: return not_known + "what answers on " + port + " is no endpoint mapper";
    case rpc_mapper::responder: return not_known + "a Fairway responder stands in for the endpoint mapper";
    case rpc_mapper::told:
    case rpc_mapper::told_partly: break;
    }
    return {};
}

/// "20 path-open and 6 silent"
std::string counted_kinds(const address_finding& a) {
    std::map<finding_kind, std::size_t> kinds;
    for (const auto& s : a.spans)
        if (a.is_mere_sample(s)) kinds[s.finding] += count(s.ports);
    std::string text;
    for (const auto& [kind, number] : kinds)
        text += (text.empty() ? "" : ", ") + std::to_string(number) + " " + std::string(to_string(kind));
    return text;
}

bool is_stopped(const span& s) {
    return s.finding == finding_kind::silent || s.finding == finding_kind::blocked;
}

} // namespace

std::string rpc_elsewhere_words(const address_finding& a) {
    if (!a.rpc || !a.rpc->is_elsewhere()) return {};
    return "this server's RPC uses " + in_short(a.rpc->outside) + ", outside of the range that the page gives";
}

std::string rpc_words(const requirement& c, const address_finding& a) {
    if (!a.rpc) return {};
    const rpc_ports& r = *a.rpc;
    if (!r.has_told()) return untold(c, r);
    const std::size_t registered = count(r.registered), probed = count(probed_at(a));
    std::string text;
    if (r.decides() && probed > registered) {
        text += "; other ports, which decide nothing: " + counted_kinds(a);
        const bool reached = std::none_of(a.spans.begin(), a.spans.end(),
                                          [&](const span& s) { return !a.is_mere_sample(s) && is_stopped(s); });
        const bool stopped = std::any_of(a.spans.begin(), a.spans.end(),
                                         [&](const span& s) { return a.is_mere_sample(s) && is_stopped(s); });
        if (reached && stopped)
            text += ", as behind a firewall that lets only registered ports through, or on a host that ignores ports "
                    "that nothing listens on";
    }
    if (r.decides() && a.outcome == outcome::warn && std::any_of(a.spans.begin(), a.spans.end(), [&](const span& s) {
            return a.is_in_use(s) && a.may_be_not_admitted(s);
        }))
        text += "; others answer: the host's own firewall may admit only some of its programs, not always those that "
                "backups need";
    if (!r.elsewhere.empty())
        text += "; for another address of the host, " + r.other_address + ", are registered: " + in_short(r.elsewhere);
    if (!r.host_only.empty()) text += "; for the host's own programs only: " + in_short(r.host_only);
    if (!r.outside.empty() && !r.is_elsewhere())
        text += "; registered, too, outside of the range: " + in_short(r.outside);
    if (!r.decides() && !r.is_elsewhere()) text += "; the endpoint mapper has no port of the range registered";
    if (r.mapper == rpc_mapper::told_partly) text += "; the endpoint mapper's list did not come whole";
    const std::string of = " of " + std::to_string(count(c.ports));
    if (!r.decides()) return text + " (sample: " + std::to_string(probed) + of + " ports probed)";
    const std::size_t all = registered + count(r.left_out);
    return text + " (" + (all > registered ? std::to_string(registered) + " of " : "") + std::to_string(all) +
           (all == 1 ? " registered port" : " registered ports") +
           (probed > registered ? " and " + std::to_string(probed - registered) + " others" + of : of) + " probed)";
}

} // namespace fairway
