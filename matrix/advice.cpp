#include "matrix/advice.hpp"

#include <algorithm>
#include <set>

namespace fairway {

namespace {

std::string icmp_of(const observation& seen) {
    return seen.icmp ? to_string(*seen.icmp) : std::string("ICMP");
}

std::string with_identity(std::string text, const observation& seen) {
    return seen.identity.empty() ? text : text + ": " + seen.identity;
}

std::string stalled(const check& c, const observation& seen) {
    if (seen.mute && seen.tls) return "TLS is spoken, but no answer comes through it";
    if (seen.mute) return with_identity("connections are accepted, but no answer comes", seen);
    const std::string then = seen.reason == reason::reset ? "reset" : "closed";
    // Who was asked had a question or a greeting to answer.
    if (!seen.identity.empty()) return "connections are accepted, but then turned away: " + seen.identity;
    return "connections are accepted and then " + then +
           (c.flow->identify.empty() ? " at once" : " before an answer came");
}

std::string certificate_problem(const tls_facts& tls, const std::string& name) {
    std::string problem = tls.chain_judged && !tls.chain_valid ? tls.chain_problem : "";
    if (!tls.name_matches) problem += (problem.empty() ? "not for " : "; not for ") + name;
    return problem;
}

/// What one span means, without its ports.
std::string meaning(const check& c, const span& s) {
    const observation& seen = s.seen;
    switch (s.finding) {
    case finding_kind::proven:
        return "a Fairway responder answered there: the path works in both directions" +
               (seen.identity.empty() ? "" : "; " + seen.identity);
    case finding_kind::confirmed:
        if (!seen.shortcoming.empty())
            return with_identity("the expected service answered", seen) + "; but " + seen.shortcoming;
        return with_identity("the expected service answered", seen);
    case finding_kind::connected:
        return c.flow->protocol == protocol::tcp ? "a connection was accepted" : "an answer came back";
    case finding_kind::path_open:
        if (!c.installed) return "the path is open: the host itself refused, nothing listens there yet";
        if (c.flow->listens == listens::on_demand)
            return "the path is open: the host itself refused; listeners exist only while a job runs";
        return "the path is open, but nothing listens there";
    case finding_kind::stalled: return stalled(c, seen);
    case finding_kind::wrong_service: return with_identity("something else than the expected service answered", seen);
    case finding_kind::intercepted:
        if (seen.tls)
            return "the certificate does not prove that this is the service: " +
                   certificate_problem(*seen.tls, c.target);
        return "something between answered in the host's place";
    case finding_kind::intermediary:
        if (seen.on_way.empty())
            return "accepted, but nothing came to the responder that stands there: a proxy on the way answers, or lets "
                   "no data pass";
        return "accepted in the host's name by " + seen.on_way + ", not by the host itself";
    case finding_kind::blocked:
        if (seen.reason == reason::perm_denied) return "this machine's own firewall or policy does not let it out";
        if (!seen.on_way.empty()) return "refused in the host's name by " + seen.on_way + ", not by the host itself";
        if (seen.reason == reason::conn_refused)
            return "refused, but not by the responder that stands there: a firewall forges the refusal (TCP reset)";
        if (s.own_firewall) return "the host's own firewall rejects it: " + icmp_of(seen);
        return "rejected by " + seen.answered_by + ": " + icmp_of(seen);
    case finding_kind::silent:
        if (seen.responder == responder_view::half_open)
            return "this machine's SYN arrived at the host; its answer was lost on the way back";
        if (seen.responder == responder_view::unseen)
            return "no answer, although the responder on this host was reached on other ports: a firewall drops it, on "
                   "the way or on the host";
        if (seen.ends_before_host) return "no answer: a firewall on the way drops it";
        if (s.drop_shown)
            return "no answer, although the host refuses other ports: a firewall drops it, on the way or on the host";
        if (!c.installed || c.flow->listens == listens::on_demand)
            return "no answer: a firewall drops it, or the host ignores ports that nothing listens on (stealth mode)";
        return "no answer: a firewall drops it, or the host is down";
    case finding_kind::unreachable:
        if (seen.reason == reason::no_route) return "this machine has no route to the address";
        if (seen.reason == reason::time_exceeded)
            return "the packets go round in circles, says " + seen.answered_by + ": " + icmp_of(seen);
        if (seen.answered_by.empty()) return "the address does not answer on its network (no ARP or neighbour reply)";
        return "unreachable, says " + seen.answered_by + ": " + icmp_of(seen);
    case finding_kind::unverifiable:
        return s.outcome == outcome::skip
                   ? "cannot be checked from outside: this service never answers, so silence says nothing"
                   : "no answer; with UDP that can mean that it works or that it is dropped";
    case finding_kind::not_run:
        return seen.reason == reason::local_limit ? "not tried: this machine ran out of sockets, ports or memory"
                                                  : "not tried: the run was stopped before";
    case finding_kind::name_failure:
    case finding_kind::needs_config:
    case finding_kind::not_applicable: break;
    }
    return {};
}

/// "2500-3000 path-open, 3001-3300 silent", at most a few spans.
std::string spans_in_short(const std::vector<span>& spans) {
    constexpr std::size_t most = 5;
    std::string text;
    for (std::size_t i = 0; i < spans.size() && i < most; ++i)
        text += (i == 0 ? "" : ", ") + to_string(spans[i].ports) + " " + std::string(to_string(spans[i].finding));
    if (spans.size() > most) text += ", and " + std::to_string(spans.size() - most) + " more spans";
    return text;
}

std::string text_of(const check& c, const address_finding& a, const std::vector<seen_address>& seen) {
    if (a.spans.empty()) {
        const auto it = std::find_if(seen.begin(), seen.end(),
                                     [&](const auto& s) { return s.name == a.name && s.address == a.address; });
        const std::string detail = it == seen.end() ? std::string() : it->detail;
        if (a.address.empty()) return a.name + ": " + (detail.empty() ? "the name does not resolve" : detail);
        return "nothing was probed";
    }
    const span* speaks = nullptr; // the span that gave the address its finding
    for (const auto& s : a.spans)
        if (speaks == nullptr && s.finding == a.finding && s.outcome == a.outcome) speaks = &s;
    if (speaks == nullptr) speaks = &a.spans.front();
    const bool silent = speaks->finding == finding_kind::silent || speaks->finding == finding_kind::unverifiable;
    const std::string end = silent && !a.path_end.empty() ? "; " + a.path_end : std::string();
    if (a.spans.size() == 1) return meaning(c, *speaks) + end;
    if (c.flow->select == select::any) {
        // One port is enough, so the others are worth a line only where they are worse.
        const bool others =
            std::any_of(a.spans.begin(), a.spans.end(), [&](const span& s) { return s.outcome > speaks->outcome; });
        return to_string(speaks->ports) + ": " + meaning(c, *speaks) +
               (others ? " (one port is enough; all: " + spans_in_short(a.spans) + ")" : "");
    }
    return spans_in_short(a.spans) + "; " + to_string(speaks->ports) + ": " + meaning(c, *speaks) + end;
}

bool same_story(const address_finding& a, const address_finding& b) {
    return a.finding == b.finding && a.outcome == b.outcome && a.spans.size() == b.spans.size() &&
           std::equal(a.spans.begin(), a.spans.end(), b.spans.begin(),
                      [](const span& x, const span& y) { return x.ports == y.ports && x.finding == y.finding; });
}

/// The address and the ports that advice is about: those of the finding.
struct subject {
    const address_finding* at = nullptr;
    const span* first = nullptr;
    port_list ports;
};

subject subject_of(const finding& f) {
    subject s;
    for (const auto& a : f.addresses) {
        if (a.finding != f.kind) continue;
        if (s.at == nullptr) s.at = &a;
        for (const auto& one : a.spans) {
            if (one.finding != f.kind) continue;
            if (s.first == nullptr) s.first = &one;
            s.ports.insert(s.ports.end(), one.ports.begin(), one.ports.end());
        }
    }
    s.ports = normalize(std::move(s.ports));
    return s;
}

} // namespace

std::string text_of(const finding& f, const std::vector<seen_address>& seen) {
    if (f.addresses.empty()) return "nothing was probed";
    std::string text;
    if (std::all_of(f.addresses.begin() + 1, f.addresses.end(),
                    [&](const auto& a) { return same_story(a, f.addresses.front()); })) {
        text = text_of(f.check, f.addresses.front(), seen);
    } else {
        std::set<std::string> said;
        for (const auto& a : f.addresses) {
            std::string one = (a.address.empty() ? "" : a.address + ": ") + text_of(f.check, a, seen);
            if (a.no_family_route) one += " (not counted)";
            if (!said.insert(one).second) continue;
            text += (text.empty() ? "" : "; ") + one;
        }
    }
    const std::size_t probed = count(f.check.probed), all = count(f.check.ports);
    if (probed < all)
        text += " (sample: " + std::to_string(probed) + " of " + std::to_string(all) + " ports were probed)";
    return text;
}

std::string advice_of(const finding& f) {
    if (f.outcome == outcome::pass || f.outcome == outcome::skip) return {};
    const check& c = f.check;
    const subject s = subject_of(f);
    const std::string what =
        std::string(in_capitals(c.flow->protocol)) + " " + to_string(s.ports.empty() ? c.ports : s.ports);
    const std::string to = s.at == nullptr || s.at->address.empty() || s.at->address == c.target
                               ? c.target
                               : c.target + " (" + s.at->address + ")";
    const std::string from = s.at == nullptr || s.at->source.empty() ? "this machine" : s.at->source;
    const std::string rule = what + " from " + from + " to " + to;
    switch (f.kind) {
    case finding_kind::proven:
        return "The network is fine. End `fairway listen` on " + c.target + ", and start the service itself.";
    case finding_kind::confirmed:
        return "Add the missing records to the zones of " + c.target +
               ": A or AAAA for the name of each backup server, and PTR for its address.";
    case finding_kind::intercepted:
        return "Ask the network team about a proxy with TLS inspection between " + from + " and " + to +
               (s.first == nullptr || !s.first->seen.tls || s.first->seen.tls->issuer.empty()
                    ? std::string()
                    : " (its certificate is issued by " + s.first->seen.tls->issuer + ")") +
               ", and have this traffic exempted from it. Without one, look at this machine's clock and its trusted "
               "authorities.";
    case finding_kind::path_open:
        return "The network is fine. Start the service that listens on " + what + " of " + c.target +
               ", or correct the port in the site file.";
    case finding_kind::stalled:
        return "The network is fine up to whatever accepts. Look at the log of the service on " + c.target +
               ": it, or a proxy in front of it, turns this machine away.";
    case finding_kind::wrong_service:
        return "Find out what uses " + what + " of " + c.target + "; free the port for the expected service.";
    case finding_kind::blocked:
        if (s.first != nullptr && s.first->seen.reason == reason::perm_denied)
            return "Allow outgoing " + what + " to " + to + " in this machine's own firewall.";
        if (s.first != nullptr && s.first->seen.reason == reason::conn_refused && s.first->seen.on_way.empty())
            return "Allow " + rule + " in the firewalls on the way, and in that of " + c.target +
                   " itself: one of them rejects it with a TCP reset.";
        if (s.first != nullptr && s.first->own_firewall)
            return "Allow " + what + " from " + from + " in the firewall of " + c.target + " itself.";
        return "Allow " + rule + " in the firewall at " +
               (s.first == nullptr              ? std::string("the router")
                : !s.first->seen.on_way.empty() ? s.first->seen.on_way
                                                : s.first->seen.answered_by) +
               ".";
    case finding_kind::silent:
        if (s.first != nullptr && s.first->seen.responder == responder_view::half_open)
            return "Let the answers of " + what + " from " + to + " back to " + from +
                   ": look for a way back that differs (asymmetric routes), and for firewalls that drop them.";
        if (s.first != nullptr && s.first->drop_shown)
            return "Allow " + rule + " in the firewalls on the way, and in that of " + c.target + " itself.";
        if (!c.installed || c.flow->listens == listens::on_demand)
            return "Ask the network team whether " + rule +
                   " is allowed. If it is, silence is normal until something listens there.";
        return "Check that " + c.target + " is up and its service runs; then allow " + rule +
               " on the way and on the host.";
    case finding_kind::intermediary:
        if (s.first != nullptr && s.first->seen.on_way.empty())
            return "Find the proxy or firewall on the way that accepts " + what + " itself, and let it pass " + rule +
                   ".";
        return "Ask the network team what answers for " + to + " on " + what +
               " (a proxy, a SYN proxy or a redirect): what the host itself says is not known.";
    case finding_kind::unreachable:
        if (s.first != nullptr && s.first->seen.reason == reason::no_route)
            return "Check the address of " + c.target + " and this machine's routing table.";
        return "Check that " + c.target + " is up, that the address is right, and the routes on the way.";
    case finding_kind::name_failure:
        return "Add the name to DNS or to this machine's hosts file, or give the address of " + c.target +
               " in the site file.";
    case finding_kind::unverifiable:
        return "Check on " + c.target + " that the service runs, and in the firewalls that " + rule + " is allowed.";
    case finding_kind::not_run:
        if (s.first != nullptr && s.first->seen.reason == reason::local_limit)
            return "Raise this machine's limits (ulimit -n), or probe less at once with --rate or --only.";
        return "Run the check again and let it finish.";
    default: return {};
    }
}

} // namespace fairway
