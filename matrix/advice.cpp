#include "matrix/advice.hpp"

#include "matrix/firewall_matter.hpp"
#include "matrix/path_words.hpp"
#include "matrix/proxy_status.hpp"
#include "matrix/stopped_by.hpp"
#include "matrix/subject.hpp"

#include <algorithm>

namespace fairway {

namespace {

/// "10.0.0.5 and 2001:db8::5"
std::string listed_all(const std::vector<std::string>& words) {
    std::string text;
    for (std::size_t i = 0; i < words.size(); ++i)
        text += (i == 0 ? "" : i + 1 == words.size() ? " and " : ", ") + words[i];
    return text;
}

/// One thing that is wrong: what a finding says, or one of several.
struct matter {
    finding_kind kind;
    std::optional<blocker> where;
    subject about;

    bool is_same(finding_kind k, const std::optional<blocker>& w) const { return kind == k && where == w; }
};

/// What the sentences about it are made of.
struct particulars {
    const finding& f;
    const matter& m;
    const span* first; ///< Null: no port was probed.
    std::string seen;  ///< "TCP 2500,2911,3300": ports with the finding's word
    std::string what;  ///< "TCP 2500-3300": with those that they stand for
    std::string target, to, from;
    std::string rule;   ///< "TCP 2500-3300 from 10.0.7.3 to repo01 (10.0.0.6)"
    std::string sample; ///< How many of the ports in `what` were probed; empty: all.
    /// Addresses with the finding's word, where others of the target fare otherwise; empty: all alike.
    std::vector<std::string> some;
    bool others_work = false;
    std::string address{}; ///< Numeric, where one was probed.

    bool is_stopped_by(blocker_kind k) const { return m.where && m.where->kind == k; }
    /// Its silence may be that of a service which hangs.
    bool may_hang() const {
        return f.requirement.installed && f.requirement.flow->listens == listens::service &&
               is_stopped_by(blocker_kind::unknown);
    }
    /// " on its address 2001:db8::5"
    std::string on_some() const {
        return some.empty() ? "" : (some.size() == 1 ? " on its address " : " on its addresses ") + listed_all(some);
    }
    /// The target, with the address if not all are meant.
    const std::string& which() const { return some.empty() ? target : to; }
    bool is_first(reason r) const { return first != nullptr && first->seen.reason == r; }
};

std::string with_protocol(const finding& f, const port_list& ports) {
    return std::string(in_capitals(f.requirement.flow->protocol)) + " " +
           to_string(ports.empty() ? f.requirement.ports : ports);
}

particulars particulars_of(const finding& f, const matter& m) {
    const subject& s = m.about;
    const std::string& target = f.requirement.target;
    const bool by_name = s.at != nullptr && !s.at->address.empty() && s.at->address != target;
    particulars p{f,
                  m,
                  s.first,
                  with_protocol(f, s.ports),
                  with_protocol(f, s.range),
                  target,
                  by_name ? target + " (" + s.at->address + ")" : target,
                  s.at == nullptr || s.at->source.empty() ? "this host" : s.at->source,
                  {},
                  {},
                  {}};
    if (s.at != nullptr) p.address = s.at->address;
    bool others = false;
    for (const auto& a : f.addresses) {
        if (!is_counted(f, a) || a.address.empty()) continue;
        if (a.finding != m.kind) {
            others = true;
            p.others_work = p.others_work || a.outcome == outcome::pass;
        } else if (std::find(p.some.begin(), p.some.end(), a.address) == p.some.end()) {
            p.some.push_back(a.address);
        }
    }
    if (!others) p.some.clear();
    if (count(s.ports) < count(s.range))
        p.sample = " Only a sample of these ports was probed: " + std::to_string(count(s.ports)) + " of " +
                   std::to_string(count(s.range)) + ".";
    p.rule = p.what + " from " + p.from + " to " + p.to;
    return p;
}

bool is_external(const particulars& p) {
    return p.f.requirement.flow->listens == listens::external;
}

/// Of a service that others run: its name, or its address where it is given by that.
std::string check_where_it_leads(const particulars& p, const std::string& check = "Check also") {
    if (p.to == p.target) return check + " that this is the service's address.";
    return check + " that " + p.target + " resolves to the service's address.";
}

std::string on_refusal(const particulars& p) {
    if (is_external(p))
        return "Check the firewalls and proxies of your own network for " + p.rule +
               ": one of them may refuse it in the service's name. " + check_where_it_leads(p);
    if (p.first != nullptr && is_unchecked(*p.first))
        return "On " + p.target + ", start the service that listens on " + p.what + p.on_some() +
               ", or correct the port in the site file. If it does listen there, allow " + p.rule +
               " in the firewalls on the path: one of them refuses it in the target's name.";
    if (p.others_work)
        return "The network is fine. On " + p.target + ", have the service listen on " + p.what + p.on_some() +
               ", too, or remove " + (p.some.size() == 1 ? "that address" : "those addresses") +
               " from DNS and the site file.";
    return "The network is fine. On " + p.target + ", start the service that listens on " + p.what + p.on_some() +
           ", or correct the port in the site file.";
}

std::string on_name(const particulars& p) {
    const auto& addresses = p.f.addresses;
    const auto nobody = std::find_if(addresses.begin(), addresses.end(),
                                     [](const auto& a) { return a.is_no_host() && a.name != a.address; });
    if (nobody == addresses.end())
        return "Add the name to DNS or to the hosts file, or put the address of " + p.target + " in the site file.";
    return "Find out where " + nobody->address + " comes from: a DNS filter that must let " + nobody->name +
           " pass, a wrong record, or this host's hosts file.";
}

std::string on_interception(const particulars& p) {
    const observation seen = p.first == nullptr ? observation() : p.first->seen;
    const auto& tls = seen.tls;
    if (seen.conduct == conduct::proxy)
        return "Ask the network team to let " + p.rule +
               " pass the proxy or portal that answers, without a login and without a filter." +
               (is_external(p) ? "" : " If it belongs to the service, check its log.");
    if (!tls)
        return "Ask the network team to let " + p.rule + " pass the login or block page at " + seen.leads_to + ".";
    if (!tls->is_untrusted())
        return check_where_it_leads(p, "Check") +
               " If it does, put the name that the certificate is for in the site file (" + tls->subject +
               "). If it does not, something else answers: a portal, a wrong record, a private endpoint.";
    return "Ask the network team whether a proxy with TLS inspection sits between " + p.from + " and " + p.to +
           (tls && !tls->issuer.empty() ? " (the certificate was issued by " + tls->issuer + ")" : "") +
           ", and have this traffic exempted. If there is none, check this host's clock and its list of trusted CAs.";
}

std::string on_rejection(const particulars& p) {
    if (p.is_stopped_by(blocker_kind::this_host))
        return "Allow outbound " + p.what + " to " + p.to + " in this host's own firewall.";
    if (p.is_stopped_by(blocker_kind::host_firewall))
        return "Allow " + p.what + " from " + p.from + " in the firewall of " + p.target + " itself.";
    if (p.is_stopped_by(blocker_kind::router))
        return "Allow " + p.rule + " in the firewall at " + in_words(*p.m.where, p.target) + ".";
    if (p.is_stopped_by(blocker_kind::intermediary))
        return "Ask the network team what on the path refuses " + p.rule +
               " in the target's name, and have it allowed.";
    return "Allow " + p.rule + " in the firewalls on the path and on " + p.target +
           " itself: one of them rejects it with a TCP reset.";
}

/// Of a DNS server: each kind of answer has a cause of its own.
std::string on_shortcoming(const particulars& p) {
    shortcoming all;
    for (const auto& a : p.f.addresses)
        for (const auto& s : a.spans)
            if (s.seen.shortcoming) all.join(*s.seen.shortcoming);
    std::string text;
    const auto add = [&](const std::string& sentence) { text += (text.empty() ? "" : " ") + sentence; };
    if (all.refuses)
        add("Have " + p.target + " answer " + p.from +
            ": its access rules must permit queries and recursion from there, or the zones of these hosts must be on "
            "it.");
    if (all.fails)
        add("Check the log of " + p.target +
            ": it cannot resolve these names itself. Look at its forwarders, at the transfer of its zones, and at "
            "DNSSEC.");
    if (all.lacks_records)
        add("Add the missing records to the zones of " + p.target +
            ": A or AAAA for each host's name, and PTR for its address.");
    return text;
}

/// Of the right service whose certificate clients refuse.
std::string on_certificate(const particulars& p) {
    if (p.first == nullptr || !p.first->seen.tls) return {};
    const chain_faults& faults = p.first->seen.tls->faults;
    const std::string whose = (is_external(p) ? " the operator of " : " the service on ") + p.target;
    if (faults.expired)
        return "Have" + whose + " renew the certificate. If it should still be valid, correct this host's clock.";
    if (faults.not_yet_valid) return "Correct this host's clock, or the date from which the certificate is valid.";
    if (faults.incomplete)
        return "Have" + whose +
               " send the intermediate certificate along with its own: some programs fetch it themselves, others "
               "refuse the connection. If its issuer (" +
               p.first->seen.tls->issuer + ") is a CA of your own, add that to this host's trusted CAs.";
    return {};
}

std::string on_silence(const particulars& p) {
    if (p.first != nullptr && p.first->seen.responder == responder_view::half_open)
        return "Allow the answers to " + p.rule +
               " on the return path: look for asymmetric routes and for firewalls that drop them.";
    if (p.is_stopped_by(blocker_kind::router))
        return "Allow " + p.rule + " in the firewall at or just after " + in_words(*p.m.where, p.target) + ".";
    if (is_external(p)) return "Allow " + p.rule + " in the firewalls of your own network. " + check_where_it_leads(p);
    if (p.first != nullptr && p.first->drop_shown)
        return "Allow " + p.rule + " in the firewalls on the path and on " + p.target + " itself." +
               (p.may_hang() ? " If they do, check the service there." : "");
    if (!p.f.requirement.installed || p.f.requirement.flow->listens == listens::on_demand)
        return "Ask the network team whether " + p.rule +
               " is allowed. If it is, silence is normal until something listens there.";
    return "Check that " + p.target + " is up and that its service runs; then allow " + p.rule +
           " on the path and on the target.";
}

/// The commands whose packets are as large as Ethernet carries: 1500 bytes, with the headers of IP and ICMP.
std::string full_ping(const std::string& address) {
    const bool v6 = address.find(':') != std::string::npos;
    const std::string size = v6 ? "1452 " : "1472 ";
    return "`ping -M do -s " + size + address + "` (Windows: `ping " + (v6 ? "" : "-f ") + "-l " + size + address +
           "`)";
}

std::string on_stall(const particulars& p) {
    if (p.first != nullptr && may_lack_certificate(p.f.requirement, *p.first))
        return "If " + p.which() +
               " has no certificate, it offers no LDAPS, and nothing is wrong while Veeam can use " +
               "LDAP there: give it one, or accept this finding in the site file. If it has one, check its log.";
    const std::string fine = "The network is fine up to whatever accepts the connection. ";
    switch (p.first == nullptr ? conduct::none : p.first->seen.conduct) {
    case conduct::old_tls:
        return fine + "Have the service that listens on " + p.seen + " of " + p.which() +
               " speak TLS 1.2 or 1.3: current programs refuse what is older.";
    case conduct::broken_tls:
        return fine + "Check the key, the certificate and the ciphers of the service that listens on " + p.seen +
               " of " + p.which() + ".";
    case conduct::tls_beheaded:
        return "Have the network team correct the MTU on the path from " + p.to + " to " + p.from +
               ", and let ICMP \"fragmentation needed\" through. To see it: `ping " + p.address + "` gets an answer, " +
               full_ping(p.address) + " does not.";
    case conduct::tls_unanswered:
        return "Check the log of the service on " + p.which() + ". If it received the connection, compare `ping " +
               p.address + "` with " + full_ping(p.address) +
               ": certificates fill packets of that size. If only the small ones pass, correct the MTU on the path, "
               "and "
               "let ICMP \"fragmentation needed\" through.";
    case conduct::turned_away:
    case conduct::proxy:
    case conduct::none: break;
    }
    return fine + "Check the log of the service on " + p.which() +
           ": the service, or a proxy in front of it, turns this host away.";
}

std::string on_intermediary(const particulars& p) {
    if (p.first != nullptr && !p.first->seen.on_way && !p.first->seen.leads_to.empty())
        return "Open http://" + p.target + ":" + to_string(p.first->ports) +
               "/ from this host. If a login or block page of your own network comes, have " + p.rule +
               " exempted from it. If " + p.first->seen.leads_to + " belongs to the service, nothing is wrong.";
    if (p.first != nullptr && !p.first->seen.on_way)
        return "Find the proxy or firewall on the path that accepts " + p.seen + " itself, and have it pass " + p.rule +
               "." + p.sample;
    return "Ask the network team what answers " + p.seen + " for " + p.to +
           " (a proxy, a SYN proxy or a redirect). Fairway cannot tell whether the target itself would answer.";
}

std::string on_missing_source(const address_finding& at) {
    const bool v6 = at.address.find(':') != std::string::npos;
    const std::string what = at.address.empty() ? "an address of the proxy's family"
                             : v6               ? "an IPv6 address"
                                                : "an IPv4 address";
    return "Add " + what + " of this host to --source, or to \"source\" in the site file.";
}

/// Of a proxy that did not make the connection; empty: it did, or there is none.
std::string on_proxy(const particulars& p) {
    const std::string& proxy = p.f.requirement.proxy;
    if (proxy.empty()) return {};
    if (p.m.kind == finding_kind::name_failure)
        return "Correct the name of the proxy " + proxy + ", or add it to DNS or to the hosts file.";
    if (p.first == nullptr || p.m.kind == finding_kind::not_run) return {};
    if (p.m.kind == finding_kind::intercepted && p.first->seen.tls && p.first->seen.tls->is_untrusted())
        return "Have the proxy " + proxy + " pass TLS to " + p.target +
               " through unopened (no TLS inspection). If it does not open it, check this host's clock and its list of "
               "trusted CAs.";
    const auto& answer = p.first->seen.proxy;
    if (p.first->seen.conduct == conduct::tls_unanswered)
        return "Ask those who run the proxy " + proxy + " whether " + p.target + " answers them on " + p.what + ".";
    if (!answer || answer->part == proxy_part::passed) return {};
    const std::string what = p.what + " to " + p.target;
    switch (answer->part) {
    case proxy_part::unclear:
        return "Ask those who run the proxy " + proxy + " whether it allows " + what + " from " + p.from +
               ", and check that it is a proxy.";
    case proxy_part::refused:
        if (answer->status == 407 && !answer->with_credentials)
            return "Put USER:PASSWORD for the proxy " + proxy +
                   " into a file, and name it with --proxy-credentials or \"proxy_credentials_file\" in the site file; "
                   "or have the proxy let " +
                   p.from + " pass without.";
        if (answer->status == 407)
            return "Correct the user name and password in the credentials file for the proxy " + proxy +
                   ". If it accepts no Basic authentication, have it let " + p.from + " pass without.";
        if (knows_no_connect(*answer)) return "Correct the address of the proxy: " + proxy + " is something else.";
        if (cannot_reach(*answer))
            return "Ask those who run the proxy " + proxy + " why it cannot reach " + what +
                   ": a firewall behind it, its DNS, or the service itself.";
        return "Have those who run the proxy " + proxy + " allow " + what + " from " + p.from +
               (p.first->seen.reason == reason::proxy_refused ? " (CONNECT, or plain HTTP on port 80)." : ".");
    default: break;
    }
    if (p.first->seen.mute)
        return "Ask those who run the proxy " + proxy + " whether it can reach " + what +
               "; a check with --timeout 30 waits longer for its answer.";
    if (p.first->seen.other_protocol) return "Correct the address of the proxy: " + proxy + " is something else.";
    if (p.is_first(reason::reset) || p.is_first(reason::hang_up))
        return "Check the log of the proxy " + proxy + ": it turns " + p.from + " away.";
    if (p.is_first(reason::perm_denied))
        return "Allow outbound TCP to the proxy " + proxy + " in this host's own firewall.";
    return "Check that the proxy " + proxy + " is up and that its address is right; then allow TCP from " + p.from +
           " to it in the firewalls on the path.";
}

/// Of dynamic RPC ports that are registered at the endpoint mapper, and of those that the server has elsewhere; empty:
/// it is a matter like that of other ports.
std::string on_rpc(const particulars& p) {
    const auto* at = p.m.about.at;
    if (at == nullptr || !at->rpc) return {};
    const std::string ports = to_string(p.m.about.ports);
    if (at->rpc->is_elsewhere())
        return "Allow TCP " + to_string(at->rpc->outside) + " from " + p.from + " to " + p.to +
               " as well, or the range that RPC is restricted to on " + p.target +
               "; or have it use the range that the page gives.";
    if (!at->rpc->decides()) return {};
    if (p.m.kind == finding_kind::path_open && p.first != nullptr && !is_unchecked(*p.first))
        return "The network is fine. On " + p.which() + ", restart the service that registered TCP " + ports +
               " (`netstat -ano` shows who listens), or have it listen on the address that is probed.";
    if (p.m.kind == finding_kind::silent && p.m.where && p.m.where->kind == blocker_kind::unknown)
        return "Allow " + p.rule + " in the firewalls on the path and on " + p.target +
               " itself; one with RPC inspection must let this host's calls of the endpoint mapper open ports.";
    return {};
}

std::string advice_on(const finding& f, const matter& m) {
    const particulars p = particulars_of(f, m);
    if (auto text = on_proxy(p); !text.empty()) return text;
    if (p.first != nullptr && p.first->may_be_lost)
        return "Find out why packets to " + p.target + " get lost, then check again.";
    if (auto text = on_rpc(p); !text.empty()) return text;
    switch (m.kind) {
    case finding_kind::proven:
        return "The network is fine. Stop `fairway listen` on " + p.target + " and start the service itself.";
    case finding_kind::confirmed: {
        const std::string lacks = on_shortcoming(p);
        return lacks.empty() ? on_certificate(p) : lacks;
    }
    case finding_kind::intercepted: return on_interception(p);
    case finding_kind::path_open: return on_refusal(p) + p.sample;
    case finding_kind::stalled:
        if (p.first != nullptr && is_answered_from_elsewhere(*m.about.at, *p.first))
            return "On " + p.target +
                   ", have the service answer from the address that it is asked at, e.g. by letting it "
                   "listen on each address, or name " +
                   p.first->seen.answered_by + " in DNS and the site file. If that is no address of " + p.target +
                   ", something on the path translates addresses in one direction only.";
        return on_stall(p);
    case finding_kind::wrong_service:
        return "Find out what uses " + p.seen + " on " + p.which() + ", and free the port for the expected service.";
    case finding_kind::blocked: return on_rejection(p) + p.sample;
    case finding_kind::silent: return on_silence(p) + p.sample;
    case finding_kind::intermediary: return on_intermediary(p);
    case finding_kind::unreachable:
        if (p.is_first(reason::no_route)) return "Check the address of " + p.which() + " and this host's routes.";
        if (p.first != nullptr && is_unreachable_by_itself(*m.about.at, *p.first))
            return "On " + p.which() + ", look for a firewall rule that rejects " + p.what +
                   " with this ICMP error, and for a redirect (DNAT, a container) to a machine that does not answer." +
                   p.sample;
        return "Check that " + p.which() + " is up, that its address is right, and the routes on the path.";
    case finding_kind::name_failure: return on_name(p);
    case finding_kind::unverifiable:
        return "Check that the service runs on " + p.target + " and that the firewalls allow " + p.rule + "." +
               p.sample;
    case finding_kind::not_run:
        if (p.is_first(reason::shut_out))
            return "Have the intrusion prevention on the path or on " + p.target +
                   " except this host, or check again later and more slowly, e.g. with --rate 100.";
        if (p.is_first(reason::no_source)) return on_missing_source(*m.about.at);
        if (p.is_first(reason::local_limit))
            return "Raise this host's limits (ulimit -n), or probe fewer ports at once with --rate or --only.";
        return "Run the check again and let it finish.";
    case finding_kind::connected:
    case finding_kind::needs_config:
    case finding_kind::not_applicable: break;
    }
    return {};
}

/// What the finding says, and what else a change request asks for. Where one port is enough, everything that keeps the
/// ports from working: to mend one will do.
std::vector<matter> matters_of(const finding& f) {
    std::vector<matter> all{{f.kind, f.blocker, subject_of(f)}};
    const bool any = f.requirement.flow->select == select::any;
    const auto place_of = [&](const address_finding& a, const span& s) {
        const bool outside = f.requirement.flow->listens == listens::external;
        return s.finding == finding_kind::path_open && outside ? blocker{} : stopped_by(a, s);
    };
    for (const auto& a : f.addresses) {
        if (!is_counted(f, a) || is_served(f, a)) continue;
        for (const auto& s : a.spans) {
            const auto where = place_of(a, s);
            if (s.outcome == outcome::pass || s.outcome == outcome::skip || s.may_be_lost) continue;
            if (!any && !is_firewall_matter(s)) continue;
            if (std::any_of(all.begin(), all.end(), [&](const matter& m) { return m.is_same(s.finding, where); }))
                continue;
            all.push_back({s.finding, where, {}});
        }
    }
    if (all.size() == 1) return all;
    for (auto& m : all) {
        const auto about = subject_of(f, [&](const address_finding& a, const span& s) {
            return is_counted(f, a) && !is_served(f, a) && m.is_same(s.finding, place_of(a, s));
        });
        if (about.first != nullptr) m.about = about;
    }
    return all;
}

/// Of one that is not the first.
std::string also_advice_on(const finding& f, const matter& m) {
    // Where one port is enough, nothing has to listen on those that nothing stops.
    if (m.kind == finding_kind::path_open && f.requirement.flow->listens == listens::service)
        return "The path to " + with_protocol(f, m.about.range) + (is_unchecked(*m.about.first) ? " may be" : " is") +
               " open: the service can listen there instead.";
    const auto how = m.about.first->seen.conduct;
    if (m.kind == finding_kind::stalled && (how == conduct::none || how == conduct::turned_away) &&
        !is_answered_from_elsewhere(*m.about.at, *m.about.first))
        return "What accepts " + with_protocol(f, m.about.ports) + " turns this host away: check its log.";
    return advice_on(f, m);
}

} // namespace

std::string advice_of(const finding& f) {
    constexpr std::size_t most = 4;
    if (f.outcome == outcome::pass || f.outcome == outcome::skip) return {};
    if (may_be_off(f))
        return "Run the check again " + f.requirement.runs_only + ": then " + f.requirement.target + " is there.";
    const auto all = matters_of(f);
    std::string text = advice_on(f, all.front());
    for (std::size_t i = 1; i < all.size() && i < most; ++i) {
        const auto more = also_advice_on(f, all[i]);
        if (!more.empty()) text += (text.empty() ? "" : " ") + more;
    }
    if (all.size() > 1 && f.requirement.flow->select == select::any) text += " One port is enough.";
    if (may_be_farther_up(f))
        text += (text.empty() ? "" : " ") +
                std::string("If the service uses another port, give it in the site file: ") + R"("ports": {")" +
                to_string(f.requirement.flow->ports) + R"(": "PORT"}.)";
    return text;
}

} // namespace fairway
