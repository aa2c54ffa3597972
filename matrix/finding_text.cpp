#include "matrix/finding_text.hpp"

#include "matrix/path_words.hpp"
#include "matrix/proxy_status.hpp"
#include "matrix/rpc_words.hpp"
#include "text/names.hpp"

#include <algorithm>
#include <iterator>
#include <set>

namespace fairway {

namespace {

std::string icmp_of(const observation& seen) {
    return seen.icmp ? to_string(*seen.icmp) : std::string("ICMP");
}

std::string with_identity(std::string text, const observation& seen) {
    return seen.identity.empty() ? text : text + ": " + seen.identity;
}

constexpr std::string_view shows_nothing = "so many packets get lost on this line that this shows nothing";

std::string stalled(const requirement& c, const address_finding& a, const span& s) {
    const observation& seen = s.seen;
    if (is_answered_from_elsewhere(a, s))
        return with_identity("it answers, but from " + seen.answered_by + " in place of " + a.address +
                                 ", and most programs ignore such answers",
                             seen);
    if (s.may_be_lost) return "the connection is accepted, but no answer came: " + std::string(shows_nothing);
    switch (seen.conduct) {
    case conduct::turned_away: return "the connection is accepted, then turned away: " + seen.identity;
    case conduct::old_tls: return "the service speaks only " + seen.identity;
    case conduct::broken_tls: return "the TLS handshake cannot be completed: " + seen.identity;
    case conduct::tls_unanswered:
        if (seen.proxy) return "the proxy makes the connection, but TLS gets no answer through it";
        return "the connection is accepted, but TLS gets no answer: the service hangs, or packets of full size may be "
               "lost: MTU";
    case conduct::tls_beheaded:
        return "the connection is accepted, but only the end of the answer to TLS arrives: packets of full size get "
               "lost "
               "on the path: MTU";
    case conduct::proxy:
    case conduct::none: break;
    }
    if (seen.mute && seen.tls) return "TLS is established, but the service does not answer";
    if (seen.mute) return with_identity("the connection is accepted, but the service does not answer", seen);
    const std::string then = seen.reason == reason::reset ? "reset" : "closed";
    if (may_lack_certificate(c, s))
        return "the connection is accepted, then " + then +
               " before TLS: the domain controller has no certificate, or "
               "something turns this host away";
    if (!seen.identity.empty()) return "the connection is accepted, then " + then + " with the words: " + seen.identity;
    // Who was asked had a question or a greeting to answer.
    return "the connection is accepted, then " + then + (c.flow->identify.empty() ? " at once" : " without an answer");
}

std::string intercepted(const requirement& c, const observation& seen) {
    if (seen.conduct == conduct::proxy) return "a proxy or portal answers in the service's place: " + seen.identity;
    if (!seen.tls)
        return "something on the path answers in the service's place: it leads every request to " + seen.leads_to +
               ", which is inside this network";
    const tls_facts& tls = *seen.tls;
    const bool chain = tls.chain_judged && !tls.chain_valid;
    if (!tls.is_untrusted())
        return "the certificate is for another name, not for " + c.target +
               (chain ? "; it is also " + tls.chain_problem : "");
    return "the certificate does not prove that this is the service: " + tls.chain_problem +
           (tls.name_matches ? "" : "; not for " + c.target);
}

/// Of a certificate that is the service's, why clients refuse it.
std::string certificate_problem(const tls_facts& tls) {
    const chain_faults& faults = tls.faults;
    if (!tls.chain_judged || tls.is_untrusted()) { // only the dates count then
        if (faults.expired) return "expired (valid until " + tls.not_after + ")";
        return faults.not_yet_valid ? "not valid yet, or this host's clock is wrong" : "";
    }
    return faults.expired || faults.not_yet_valid || faults.incomplete ? tls.chain_problem : "";
}

std::string confirmed(const span& s) {
    const observation& seen = s.seen;
    std::string text = with_identity("the expected service answered", seen);
    if (seen.shortcoming) text += "; but " + seen.shortcoming->text;
    if (s.outcome == outcome::pass || !seen.tls) return text;
    const std::string problem = certificate_problem(*seen.tls);
    return problem.empty() ? text : text + "; but its certificate is " + problem;
}

std::string blocked(const address_finding& a, const span& s) {
    const observation& seen = s.seen;
    if (seen.reason == reason::perm_denied) return "this host's own firewall or policy blocks it outbound";
    if (seen.on_way) return "RST forged by " + in_words(*seen.on_way) + "; the target did not send it";
    if (seen.reason == reason::conn_refused)
        return "RST forged by a firewall: the responder on the target did not send it";
    if (s.own_firewall) return "rejected by the target's own firewall: " + icmp_of(seen);
    if (!a.source.empty() && seen.answered_by == a.source)
        return "rejected by this host's own firewall: " + icmp_of(seen);
    return "rejected by " + seen.answered_by + ": " + icmp_of(seen);
}

std::string silent(const requirement& c, const span& s) {
    const observation& seen = s.seen;
    if (s.may_be_lost) return "no answer: " + std::string(shows_nothing);
    if (seen.responder == responder_view::half_open)
        return "the SYN arrived at the target; the answer was dropped on the return path";
    if (seen.responder == responder_view::unseen)
        return "no answer, although the responder on the target was reached on other ports: a firewall on the path or "
               "on the target drops it";
    if (seen.path_end && seen.path_end->is_before_host()) return "no answer: a firewall on the path drops it";
    const bool may_hang = c.installed && c.flow->listens == listens::service;
    if (s.drop_shown)
        return std::string("no answer, although the target refuses other ports: a firewall on the path or on the "
                           "target drops it") +
               (may_hang ? ", or its service hangs and takes no more connections" : "");
    if (!c.installed || c.flow->listens == listens::on_demand)
        return "no answer: a firewall drops it, or the target ignores ports that nothing listens on (stealth mode)";
    if (!may_hang) return "no answer: a firewall drops it, or the target is down";
    return "no answer: a firewall drops it, the target is down, or its service hangs and takes no more connections";
}

std::string unreachable(const address_finding& a, const span& s) {
    const observation& seen = s.seen;
    if (is_unreachable_by_itself(a, s))
        return "the target's own address reports " + icmp_of(seen) +
               ": its firewall rejects with this error, or it passes packets on to a machine that does not answer";
    if (seen.reason == reason::no_route) return "this host has no route to the address";
    if (seen.answered_by.empty() && !seen.icmp)
        return "this system only says that the host cannot be reached, not who said so: the address does not answer on "
               "its network, or a router or firewall on the path reports or rejects it";
    if (seen.answered_by.empty())
        return "the address does not answer on its network (no ARP or neighbor discovery reply)";
    const std::string what = seen.reason == reason::time_exceeded ? "routing loop" : "unreachable";
    return what + ", reported by " + seen.answered_by + ": " + icmp_of(seen);
}

std::string path_open(const requirement& c, const span& s) {
    // No hop checks: who refused in the name of a service outside is not known.
    if (c.flow->listens == listens::external)
        return "refused: a firewall or proxy of this network may answer in the service's name, or the name may lead to "
               "a wrong address";
    if (is_unchecked(s)) {
        const std::string then = !c.installed                            ? " and nothing listens there yet"
                                 : c.flow->listens == listens::on_demand ? "; listeners exist only while a job runs"
                                                                         : ", but nothing listens there";
        return std::string("refused in the target's name, by whom was not checked") +
               (count(s.ports) > 1 ? " for each port" : "") + "; if by the target itself, the path is open" + then;
    }
    if (!c.installed) return "the path is open: the target itself refused; nothing listens there yet";
    if (c.flow->listens == listens::on_demand)
        return "the path is open: the target itself refused; listeners exist only while a job runs";
    return "the path is open, but nothing listens there";
}

/// Of a port behind a proxy that did not make the connection; empty: it did, or there is none.
std::string at_proxy(const span& s) {
    const observation& seen = s.seen;
    if (!seen.proxy || seen.proxy->part == proxy_part::passed || s.finding == finding_kind::not_run) return {};
    const auto& [proxy, part, status, with_credentials] = *seen.proxy;
    const std::string number = " (" + std::to_string(status) + ")";
    if (part == proxy_part::unclear)
        return "HTTP " + std::to_string(status) +
               " came, and does not show who wrote it: the service, the proxy, or a web server in the proxy's place";
    if (part == proxy_part::refused && status == 407)
        return with_identity(with_credentials ? "the proxy rejects the user name and password" + number
                                              : "the proxy asks for a user name and password" + number,
                             seen);
    if (part == proxy_part::refused)
        return with_identity((cannot_reach(*seen.proxy)       ? "the proxy cannot reach the service"
                              : knows_no_connect(*seen.proxy) ? "what answers does not know CONNECT: is it a proxy?"
                              : status == 511                 ? "the network asks for a login"
                                                              : "the proxy does not allow this") +
                                 number,
                             seen);
    if (seen.mute)
        return "the proxy takes the connection, but has not answered in time: it is still trying to reach the "
               "service, or it hangs";
    switch (seen.reason) {
    case reason::syn_ack: return with_identity("what answers there is no HTTP proxy", seen);
    case reason::reset:
    case reason::hang_up: return "the proxy takes the connection, then closes it without an answer";
    case reason::conn_refused: return "the connection to the proxy is refused";
    case reason::no_response: return "the proxy does not answer: a firewall drops it, or the proxy is down";
    case reason::no_route: return "this host has no route to the proxy";
    case reason::perm_denied: return "this host's own firewall or policy blocks the connection to the proxy";
    default: break;
    }
    if (seen.answered_by.empty()) return "the proxy's address does not answer on its network";
    return "the connection to the proxy is rejected by " + seen.answered_by + ": " + icmp_of(seen);
}

/// What one span means, without its ports.
std::string meaning(const requirement& c, const address_finding& a, const span& s) {
    if (auto text = at_proxy(s); !text.empty()) return text;
    const observation& seen = s.seen;
    switch (s.finding) {
    case finding_kind::proven:
        return "a Fairway responder answered: the path works in both directions" +
               (seen.identity.empty() ? "" : "; " + seen.identity);
    case finding_kind::confirmed: return confirmed(s);
    case finding_kind::connected:
        return c.flow->protocol == protocol::tcp ? "the connection was accepted" : "an answer arrived";
    case finding_kind::path_open: return path_open(c, s);
    case finding_kind::stalled: return stalled(c, a, s);
    case finding_kind::wrong_service: return with_identity("a service other than the expected one answered", seen);
    case finding_kind::intercepted: return intercepted(c, seen);
    case finding_kind::intermediary:
        if (seen.on_way) return "accepted in the target's name by " + in_words(*seen.on_way) + ", not by the target";
        if (!seen.leads_to.empty())
            return "who answers is not certain: every request is led to " + seen.leads_to +
                   ", by the service itself, or by a proxy or portal in its place";
        return "accepted, but nothing reached the responder on the target: an intermediary on the path answers, or "
               "passes no data";
    case finding_kind::blocked: return blocked(a, s);
    case finding_kind::silent: return silent(c, s);
    case finding_kind::unreachable: return unreachable(a, s);
    case finding_kind::unverifiable:
        if (seen.reason == reason::port_unreach)
            return "refused with an ICMP port-unreachable, and this system does not tell by whom: the target, where "
                   "nothing listens, or a firewall";
        return s.outcome == outcome::skip ? "cannot be checked without a responder: this service never answers"
                                          : "no answer; over UDP that can mean that it works or that it is dropped";
    case finding_kind::not_run:
        if (seen.reason == reason::shut_out)
            return "not probed: during the check it stopped answering this host, as where an intrusion prevention "
                   "shuts "
                   "it out";
        if (seen.reason == reason::no_source && seen.proxy)
            return "not probed: no source address is chosen for the family of the proxy's address, or this host no "
                   "longer "
                   "has it";
        if (seen.reason == reason::no_source)
            return std::string("not probed: no ") + (a.address.find(':') != std::string::npos ? "IPv6" : "IPv4") +
                   " source address is chosen, or this host no longer has it";
        return seen.reason == reason::local_limit ? "not probed: this host ran out of sockets, ports or memory"
                                                  : "not probed: the run was interrupted";
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

/// What one span means, and where its packets end.
std::string whole_meaning(const requirement& c, const address_finding& a, const span& s) {
    const bool is_silent = s.finding == finding_kind::silent || s.finding == finding_kind::unverifiable;
    const bool ends = is_silent && !s.may_be_lost && a.path_end && s.seen.responder != responder_view::half_open;
    return meaning(c, a, s) + (ends ? "; " + in_words(*a.path_end) : "");
}

/// "3001-3300: no answer: …; 2500-3000: the path is open, but …": first what `speaks` means.
std::string each_meaning(const requirement& c, const address_finding& a, const span& speaks) {
    constexpr std::size_t most = 4;
    std::vector<std::pair<std::string, port_list>> told{{whole_meaning(c, a, speaks), speaks.ports}};
    for (const auto& s : a.spans) {
        if (&s == &speaks) continue;
        const auto one = whole_meaning(c, a, s);
        const auto same = std::find_if(told.begin(), told.end(), [&](const auto& t) { return t.first == one; });
        if (same == told.end())
            told.emplace_back(one, s.ports);
        else
            same->second.insert(same->second.end(), s.ports.begin(), s.ports.end());
    }
    std::string text;
    for (std::size_t i = 0; i < told.size() && i < most; ++i)
        text += (i == 0 ? "" : "; ") + to_string(normalize(told[i].second)) + ": " + told[i].first;
    if (told.size() > most) text += "; all: " + spans_in_short(a.spans);
    return text;
}

std::string text_of_spans(const requirement& c, const address_finding& a) {
    const span* speaks = nullptr; // the span that gave the address its finding
    for (const auto& s : a.spans)
        if (speaks == nullptr && s.finding == a.finding && s.outcome == a.outcome) speaks = &s;
    if (speaks == nullptr) speaks = &a.spans.front();
    if (a.spans.size() == 1) return whole_meaning(c, a, *speaks);
    if (c.flow->select == select::any) {
        if (speaks->outcome != outcome::pass && speaks->outcome != outcome::skip)
            return each_meaning(c, a, *speaks) + " (one port is enough)";
        // The others are worth a line only where they are worse.
        const bool others =
            std::any_of(a.spans.begin(), a.spans.end(), [&](const span& s) { return s.outcome > speaks->outcome; });
        return to_string(speaks->ports) + ": " + meaning(c, a, *speaks) +
               (others ? " (one port is enough; all: " + spans_in_short(a.spans) + ")" : "");
    }
    return spans_in_short(a.spans) + "; " + to_string(speaks->ports) + ": " + whole_meaning(c, a, *speaks);
}

/// Of dynamic RPC ports: what those that are registered mean, or a sample, where the endpoint mapper tells none.
std::string text_of_rpc(const requirement& c, const address_finding& a) {
    if (const auto elsewhere = rpc_elsewhere_words(a); !elsewhere.empty())
        return elsewhere + "; of the range itself: " + spans_in_short(a.spans) + rpc_words(c, a);
    address_finding in_use = a;
    in_use.spans.clear();
    std::copy_if(a.spans.begin(), a.spans.end(), std::back_inserter(in_use.spans),
                 [&](const span& s) { return a.is_in_use(s); });
    if (in_use.spans.empty()) return text_of_spans(c, a) + rpc_words(c, a);
    // What is registered listens, whatever is said of ports for jobs.
    requirement listening = c;
    flow f = *c.flow;
    f.listens = listens::service;
    listening.flow = f;
    return "registered at the endpoint mapper: " + to_string(a.rpc->registered) + "; " +
           text_of_spans(listening, in_use) + rpc_words(c, a);
}

std::string text_of(const requirement& c, const address_finding& a, const std::vector<seen_address>& seen) {
    if (a.spans.empty()) {
        const auto it = std::find_if(seen.begin(), seen.end(),
                                     [&](const auto& s) { return s.name == a.name && s.address == a.address; });
        const std::string detail = it == seen.end() ? std::string() : it->detail;
        if (a.is_no_host())
            return a.name == a.address ? *check_address(a.address) : a.name + " " + resolves_to_no_host(a.address);
        if (a.address.empty() && !c.proxy.empty()) return detail; // of the proxy's own name
        if (a.address.empty()) return a.name + ": " + (detail.empty() ? "the name does not resolve" : detail);
        return "nothing was probed";
    }
    return a.rpc ? text_of_rpc(c, a) : text_of_spans(c, a);
}

bool same_story(const address_finding& a, const address_finding& b) {
    return a.finding == b.finding && a.outcome == b.outcome && a.spans.size() == b.spans.size() && a.rpc == b.rpc &&
           std::equal(a.spans.begin(), a.spans.end(), b.spans.begin(),
                      [](const span& x, const span& y) { return x.ports == y.ports && x.finding == y.finding; });
}

} // namespace

std::string text_of(const finding& f, const std::vector<seen_address>& seen) {
    if (f.addresses.empty()) return "nothing was probed";
    std::string text;
    if (std::all_of(f.addresses.begin() + 1, f.addresses.end(),
                    [&](const auto& a) { return same_story(a, f.addresses.front()); })) {
        text = text_of(f.requirement, f.addresses.front(), seen);
    } else {
        std::set<std::string> said;
        for (const auto& a : f.addresses) {
            const bool by_address = !a.address.empty() && !a.is_no_host();
            std::string one = (by_address ? a.address + ": " : "") + text_of(f.requirement, a, seen);
            if (!is_counted(f, a)) one += " (not counted)";
            if (!said.insert(one).second) continue;
            text += (text.empty() ? "" : "; ") + one;
        }
    }
    if (!f.requirement.proxy.empty()) text = "through proxy " + f.requirement.proxy + ": " + text;
    if (may_be_farther_up(f))
        text += "; looked at " + to_string(f.requirement.ports) +
                ": the service takes the first free port from there on, and may use a later one";
    if (may_be_off(f)) text += "; this machine runs only " + f.requirement.runs_only + ", and may be off";
    const std::size_t probed = count(f.requirement.probed), all = count(f.requirement.ports);
    const bool is_told = std::any_of(f.addresses.begin(), f.addresses.end(),
                                     [](const auto& a) { return a.rpc && a.rpc->has_told(); }); // each has its own
    if (probed < all && !is_told)
        text += " (sample: " + std::to_string(probed) + " of " + std::to_string(all) + " ports probed)";
    return text;
}

} // namespace fairway
