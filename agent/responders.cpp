#include "agent/responders.hpp"

#include "text/names.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace fairway {

namespace {

bool accepted(const observation& seen) {
    return seen.state == state::open;
}

bool was_run(const observation& seen) {
    return seen.reason != reason::not_run && !is_without_route(seen.reason) && seen.reason != reason::local_limit;
}

/// What the answers from one address say together.
struct knowledge {
    std::set<std::uint16_t> tcp, udp; ///< stood in on
    std::set<std::uint16_t> half_open;
    bool cut = false;
};

void add(std::set<std::uint16_t>& all, const port_list& ports) {
    for (const auto port : expand(ports))
        all.insert(port);
}

std::map<std::uint32_t, knowledge> knowledge_of(const greeted_sweep& s, const heard_answers& heard) {
    std::map<std::uint32_t, knowledge> all;
    std::map<std::uint32_t, const wire::hello_answer*> last;
    for (std::size_t i = 0; i < s.probes.size(); ++i) {
        if (!heard[i]) continue;
        const auto address = s.probes[i].address;
        const wire::hello_answer& says = heard[i]->says;
        knowledge& k = all[address];
        // A thousand answers say the same.
        const wire::hello_answer*& before = last[address];
        if (before == nullptr || before->tcp != says.tcp) add(k.tcp, says.tcp);
        if (before == nullptr || before->udp != says.udp) add(k.udp, says.udp);
        if (says.half_open && (before == nullptr || before->half_open != says.half_open))
            add(k.half_open, *says.half_open);
        k.cut = k.cut || says.cut;
        before = &says;
    }
    return all;
}

/// Whether the responder says that it stands on this port.
bool stands_on(const knowledge& k, const probe& p) {
    return (p.protocol == protocol::tcp ? k.tcp : k.udp).count(p.port) != 0;
}

std::string without_zone(const std::string& address) {
    return address.substr(0, address.find('%'));
}

} // namespace

bool is_greeted(const requirement& c, const matrix& m, const std::vector<std::string>& responders) {
    const role* to = m.find_role(c.flow->to);
    if (c.flow->listens == listens::external || to == nullptr || to->external) return false;
    return std::any_of(responders.begin(), responders.end(), [&](const std::string& host) {
        return is_same_host(host, c.target) || std::any_of(c.addresses.begin(), c.addresses.end(),
                                                           [&](const auto& a) { return is_same_host(host, a); });
    });
}

std::vector<problem> unknown_responders(const plan& p, const matrix& m, const std::vector<std::string>& responders) {
    std::vector<problem> problems;
    for (const auto& host : responders)
        if (std::none_of(p.requirements.begin(), p.requirements.end(),
                         [&](const requirement& c) { return is_greeted(c, m, {host}); }))
            problems.push_back({"--responder", "",
                                "no flow of this check leads to \"" + host +
                                    "\"; expected a host from the site file or --peer, not an external service"});
    return problems;
}

std::vector<std::size_t> first_hellos(const greeted_sweep& s) {
    std::vector<std::size_t> all;
    for (std::size_t i = 0; i < s.probes.size(); ++i)
        if (s.greeted[i] && (s.probes[i].protocol == protocol::tcp ? accepted(s.seen[i]) : was_run(s.seen[i])))
            all.push_back(i);
    return all;
}

std::vector<std::size_t> second_hellos(const greeted_sweep& s, const heard_answers& heard) {
    const auto known = knowledge_of(s, heard);
    std::vector<std::size_t> all;
    for (std::size_t i = 0; i < s.probes.size(); ++i) {
        const probe& p = s.probes[i];
        const auto k = known.find(p.address);
        if (k == known.end() || !s.greeted[i] || heard[i] || !stands_on(k->second, p)) continue;
        // A SYN that was dropped twice and more needs no third look.
        const bool answered = p.protocol == protocol::udp || s.seen[i].reason == reason::conn_refused;
        if (accepted(s.seen[i]) || answered) all.push_back(i);
    }
    return all;
}

std::vector<std::string> weigh_answers(greeted_sweep& s, const heard_answers& heard) {
    const auto known = knowledge_of(s, heard);
    std::vector<std::string> notes;
    const auto note = [&notes](std::string text) {
        if (std::find(notes.begin(), notes.end(), text) == notes.end()) notes.push_back(std::move(text));
    };
    std::set<std::uint32_t> greeted;
    for (std::size_t i = 0; i < s.probes.size(); ++i) {
        if (!s.greeted[i]) continue;
        const probe& p = s.probes[i];
        const std::string& address = s.addresses[p.address];
        observation& seen = s.seen[i];
        greeted.insert(p.address);
        if (const auto& answer = heard[i]) {
            seen.state = state::open;
            seen.reason = p.protocol == protocol::tcp ? reason::syn_ack : reason::udp_response;
            seen.evidence = evidence::proven;
            if (!seen.on_way) seen.who_answered = who_answered::host;
            seen.icmp.reset();
            seen.answered_by = address;
            if (!seen.rtt_us) seen.rtt_us = answer->rtt_us;
            seen.other_protocol = seen.mute = false;
            seen.conduct = conduct::none;
            seen.leads_to.clear();
            seen.identity.clear();
            const std::string &asker = answer->says.asker.address, &here = answer->says.here.address;
            if (asker != without_zone(answer->source)) {
                seen.identity = "it sees this host as " + asker;
                note("The responder at " + address + " sees this host as " + asker + ", not as " + answer->source +
                     ": addresses are translated on the path (NAT). Firewalls behind the NAT must allow " + asker +
                     ".");
            }
            if (here != without_zone(address))
                note("The responder at " + address + " calls itself " + here +
                     ": addresses are translated on the path (NAT). Firewalls behind the NAT must allow this address.");
            continue;
        }
        const auto k = known.find(p.address);
        if (k == known.end()) continue;
        const bool stands = stands_on(k->second, p);
        if (p.protocol == protocol::tcp && seen.reason == reason::no_response)
            seen.responder =
                k->second.half_open.count(p.port) != 0 ? responder_view::half_open : responder_view::unseen;
        else if (stands &&
                 (accepted(seen) || seen.reason == reason::conn_refused || seen.reason == reason::no_response))
            seen.responder = responder_view::unseen;
    }
    for (const auto address : greeted) {
        const auto k = known.find(address);
        if (k == known.end())
            note("No responder answered at " + s.addresses[address] +
                 ". Is `fairway listen` running there with the same key, and are the clocks within 10 minutes of each "
                 "other? Its ports were judged without it.");
        else if (k->second.cut)
            note("The responder at " + s.addresses[address] +
                 " stands in on more ports than fit in its answer; some were judged without it.");
    }
    return notes;
}

} // namespace fairway
