#include "agent/round.hpp"

#include "agent/expectation.hpp"
#include "agent/line_notes.hpp"
#include "agent/local/search_domains.hpp"
#include "agent/ping_notes.hpp"
#include "agent/responders.hpp"
#include "agent/source.hpp"
#include "probes/identify/name_check.hpp"
#include "probes/sweep/hello.hpp"
#include "text/names.hpp"

#include <algorithm>
#include <chrono>
#include <iterator>
#include <set>
#include <tuple>
#include <utility>

namespace fairway {

namespace {

std::uint64_t tcp_key(std::uint32_t address, std::uint16_t port) {
    return std::uint64_t{address} << 32 | port;
}

/// What one probe stands for: a TCP connect serves every flow, a datagram only those that ask the same.
std::uint64_t key(std::uint32_t address, const requirement& c, std::uint16_t port) {
    if (c.flow->protocol == protocol::tcp) return tcp_key(address, port);
    const auto* expected = expected_of(c);
    const std::uint64_t kind =
        expected == nullptr ? 1 : 2 + static_cast<std::uint64_t>(expected - identify::protocols().data());
    return tcp_key(address, port) | kind << 16;
}

bool has_rpc_ports(const requirement& c) {
    return c.flow->dynamic == "rpc";
}

/// A responder speaks to hello alone.
bool can_be_asked(const observation& open) {
    return open.reason == reason::syn_ack && open.evidence != evidence::proven &&
           open.responder == responder_view::none;
}

/// Of a mapper that gave no list: why, as far as its port shows it.
rpc_mapper mapper_behind(const observation& port) {
    switch (kind_of(protocol::tcp, port)) {
    case finding_kind::proven: return rpc_mapper::responder;
    case finding_kind::path_open: return rpc_mapper::closed;
    case finding_kind::stalled: return rpc_mapper::mute;
    case finding_kind::not_run:
    case finding_kind::connected: return rpc_mapper::not_asked;
    default: return rpc_mapper::unreached;
    }
}

rpc_mapper mapper_behind(const identify::mapper_answer& a) {
    using identify::ending;
    switch (a.as_service.end) {
    case ending::not_run: return rpc_mapper::not_asked;
    case ending::unconnected: return rpc_mapper::unreached;
    case ending::confirmed: return a.refusal.empty() ? rpc_mapper::mute : rpc_mapper::denied;
    case ending::turned_away: return rpc_mapper::denied;
    case ending::mute:
    case ending::hung_up:
    case ending::reset: return rpc_mapper::mute;
    default: return rpc_mapper::other_service;
    }
}

/// Adds what was seen of more ports at some of the addresses. `at`: which of them those of `more` are.
void join(sweep_request& request, sweep_result& swept, const sweep_request& more, sweep_result seen,
          const std::vector<std::uint32_t>& at) {
    for (auto p : more.probes) {
        p.address = at[p.address];
        request.probes.push_back(p);
    }
    std::move(seen.observations.begin(), seen.observations.end(), std::back_inserter(swept.observations));
    swept.started.insert(swept.started.end(), seen.started.begin(), seen.started.end());
    for (auto& packet : seen.packets) {
        packet.packet.address = at[packet.packet.address];
        swept.packets.push_back(std::move(packet));
    }
    for (std::size_t i = 0; i < at.size(); ++i) {
        if (!swept.hops[at[i]]) swept.hops[at[i]] = seen.hops[i];
        swept.loss[at[i]] = std::max(swept.loss[at[i]], seen.loss[i]);
    }
}

/// The hosts of the site with one of these roles, ourselves among them, as DNS has to know them.
std::vector<identify::known_host> hosts_to_resolve(const assignment& a, const std::vector<std::string>& roles) {
    std::vector<identify::known_host> known;
    const auto domains = search_domains();
    const auto add = [&](const site_host& host) {
        const bool is_one = std::any_of(host.roles.begin(), host.roles.end(), [&](const auto& role) {
            return std::any_of(roles.begin(), roles.end(), [&](const auto& r) { return a.matrix.is_a(role, r); });
        });
        const bool twice = std::any_of(known.begin(), known.end(), [&](const auto& k) { return k.name == host.name; });
        if (!is_one || twice) return;
        identify::known_host k;
        k.name = host.name;
        auto names = host.addresses;
        names.insert(names.begin(), host.name);
        for (const auto& name : names) {
            if (is_ip_address(name)) {
                if (std::find(k.addresses.begin(), k.addresses.end(), name) == k.addresses.end())
                    k.addresses.push_back(name);
            } else if (is_host(name)) {
                // What this machine's own resolver would try.
                if (name.find('.') == std::string::npos)
                    for (const auto& domain : domains)
                        k.candidates.push_back(name + "." + domain);
                k.candidates.push_back(name);
            }
        }
        // Forward first: the addresses that count are those that the DNS server has for the name.
        if (!k.candidates.empty()) k.addresses.clear();
        known.push_back(std::move(k));
    };
    add(a.self);
    for (const auto& host : a.site.hosts)
        add(host);
    return known;
}

/// Says hello where a responder may stand, and lets its answers count in `swept`. Returns notes for the report.
std::vector<std::string> ask_responders(const sweep_request& request, sweep_result& swept, std::vector<bool> greeted,
                                        const wire::site_key& key, lanes& paced, const std::stop_token& stop) {
    greeted_sweep s{request.addresses, swept.sources, request.probes, std::move(greeted),
                    std::move(swept.observations)};
    heard_answers heard(s.probes.size());
    const auto ask = [&](const std::vector<std::size_t>& indices) {
        hello_request hello;
        hello.addresses = s.addresses;
        hello.key = key;
        hello.deadline = request.options.deadline;
        hello.clock = [] { return std::chrono::system_clock::to_time_t(std::chrono::system_clock::now()); };
        for (const auto i : indices)
            hello.probes.push_back(s.probes[i]);
        auto said = say_hello(hello, paced, stop);
        for (std::size_t i = 0; i < indices.size(); ++i)
            if (said.answers[i]) heard[indices[i]] = std::move(said.answers[i]);
    };
    ask(first_hellos(s));
    if (!stop.stop_requested()) ask(second_hellos(s, heard));
    // Of half the answers nothing is known: who did not answer may not have been asked.
    std::vector<std::string> notes;
    if (!stop.stop_requested()) notes = weigh_answers(s, heard);
    swept.observations = std::move(s.seen);
    return notes;
}

} // namespace

probing_round::probing_round(const assignment& a, const std::vector<requirement>& requirements,
                             const check_options& options, const std::optional<wire::site_key>& key,
                             std::stop_token stop)
    : a_(a), options_(options), key_(key), stop_(std::move(stop)), lanes_(options.rate, departure_of(a.source)),
      proxied_(a, requirements, options, lanes_, stop_) {
    std::copy_if(requirements.begin(), requirements.end(), std::back_inserter(direct_),
                 [](const auto& c) { return c.proxy.empty(); });
    for (const requirement& c : direct_)
        if (c.flow->identify == "msrpc" && c.flow->protocol == protocol::tcp && !c.probed.empty())
            mapper_ports_.emplace(c.target, c.probed.front().first);
}

void probing_round::run(const std::function<void(const sweep_progress&)>& on_progress) {
    resolve_names();
    sweep_ports(on_progress);
    if (key_ && !interrupted()) greet_responders();
    std::function<void()> on_tick;
    if (on_progress)
        on_tick = [this, &on_progress] { on_progress({request_.probes.size(), request_.probes.size(), false}); };
    if (options_.identify && !interrupted()) ask_endpoint_mappers(on_tick);
    sweep_registered(on_progress); // also when interrupted: then nothing is known of these ports
    find_refusing();
    if (!interrupted()) proxied_.run(on_tick);
    if (!options_.identify) return;
    if (!interrupted()) identify_open(on_tick);
    if (!interrupted()) check_dns_servers(on_tick);
}

void probing_round::resolve_names() {
    std::vector<std::string> names;
    for (const requirement& c : direct_)
        names.insert(names.end(), c.addresses.begin(), c.addresses.end());
    resolved_ = resolve(names, {.each = options_.timeout}, stop_);
}

void probing_round::sweep_ports(const std::function<void(const sweep_progress&)>& on_progress) {
    request_.options.deadline = options_.timeout;
    request_.options.trace = options_.trace;
    request_.options.keep_packets = !options_.explain.empty();
    request_.on_progress = on_progress;
    for (const requirement& c : direct_)
        for (const auto& name : c.addresses)
            for (const auto& address : resolved_.at(name).addresses) {
                const auto [at, is_new] =
                    addresses_.emplace(address, static_cast<std::uint32_t>(request_.addresses.size()));
                if (is_new) {
                    request_.addresses.push_back(address);
                    request_.untraced.push_back(true);
                }
                // Of external services the way is not ours to judge.
                if (c.flow->listens != listens::external) request_.untraced[at->second] = false;
                for (const auto& range : c.probed)
                    for (unsigned n = range.first; n <= range.last; ++n) {
                        const auto port = static_cast<std::uint16_t>(n);
                        // Each (address, protocol, port) once, whatever number of flows need it.
                        if (!places_.emplace(key(at->second, c, port), request_.probes.size()).second) continue;
                        probe p{at->second, c.flow->protocol, port};
                        if (const auto* asked = expected_of(c); asked != nullptr && p.protocol == protocol::udp)
                            p.asked = asked->exchange;
                        request_.probes.push_back(p);
                    }
                if (!has_rpc_ports(c) || !options_.identify) continue;
                const auto mapper = mapper_port_of(c);
                if (places_.emplace(tcp_key(at->second, mapper), request_.probes.size()).second)
                    request_.probes.push_back({at->second, protocol::tcp, mapper});
            }
    swept_ = sweep(request_, lanes_, stop_);
    notes_ = line_notes(request_, swept_);
    for (auto& note : ping_notes(request_, swept_, lanes_, stop_))
        notes_.push_back(std::move(note));
}

void probing_round::greet_responders() {
    std::vector<bool> greeted(request_.probes.size());
    for (const requirement& c : direct_) {
        if (!is_greeted(c, a_.matrix, options_.responders)) continue;
        for (const auto& name : c.addresses)
            for (const auto& address : resolved_.at(name).addresses)
                for (const auto port : expand(c.probed))
                    greeted[place(addresses_.at(address), c, port)] = true;
    }
    for (auto& note : ask_responders(request_, swept_, std::move(greeted), *key_, lanes_, stop_))
        notes_.push_back(std::move(note));
}

std::uint16_t probing_round::mapper_port_of(const requirement& c) const {
    constexpr std::uint16_t endpoint_mapper = 135;
    const auto planned = mapper_ports_.find(c.target);
    return planned == mapper_ports_.end() ? endpoint_mapper : planned->second;
}

// One connection serves the list and the identification of the mapper's own flow.
void probing_round::ask_endpoint_mappers(const std::function<void()>& on_tick) {
    std::vector<std::uint64_t> keys;
    std::vector<identify::mapper_address> mappers;
    for (const requirement& c : direct_) {
        if (!has_rpc_ports(c)) continue;
        for (const auto& name : c.addresses)
            for (const auto& address : resolved_.at(name).addresses) {
                const auto port = mapper_port_of(c);
                const auto one = tcp_key(addresses_.at(address), port);
                if (!can_be_asked(swept_.observations[places_.at(one)])) continue;
                if (!mappers_.emplace(one, identify::mapper_answer()).second) continue;
                keys.push_back(one);
                mappers.push_back({address, port});
            }
    }
    identify::converse_options how;
    how.deadline = options_.timeout;
    how.on_tick = on_tick;
    auto answers = identify::ask_mappers(mappers, how, lanes_, stop_);
    for (std::size_t i = 0; i < keys.size(); ++i)
        mappers_.at(keys[i]) = std::move(answers[i]);
}

std::optional<rpc_ports> probing_round::rpc_of(const requirement& c, std::uint32_t address) const {
    if (!has_rpc_ports(c)) return std::nullopt;
    rpc_ports r;
    r.mapper_port = mapper_port_of(c);
    const auto mapper = tcp_key(address, r.mapper_port);
    const auto asked = mappers_.find(mapper);
    if (asked == mappers_.end()) {
        const auto probed = places_.find(mapper);
        if (probed != places_.end()) r.mapper = mapper_behind(swept_.observations[probed->second]);
        return r;
    }
    const auto& answer = asked->second;
    if (answer.told) {
        std::vector<registered_port> told;
        for (const auto& e : answer.endpoints)
            told.push_back({e.port, e.address});
        return rpc_ports_of(c.ports, request_.addresses[address], r.mapper_port, answer.whole, told);
    }
    r.mapper = mapper_behind(answer);
    if (r.mapper == rpc_mapper::denied)
        r.refusal = answer.refusal.empty() ? answer.as_service.identity : answer.refusal;
    return r;
}

port_list probing_round::ports_at(const requirement& c, std::uint32_t address) const {
    port_list ports = c.probed;
    if (const auto rpc = rpc_of(c, address)) ports.insert(ports.end(), rpc->registered.begin(), rpc->registered.end());
    return normalize(std::move(ports));
}

void probing_round::sweep_registered(const std::function<void(const sweep_progress&)>& on_progress) {
    sweep_request more;
    more.options = request_.options;
    more.on_progress = on_progress;
    std::vector<std::uint32_t> at;                 // which of the round's addresses each of `more` is
    std::map<std::uint32_t, std::uint32_t> places; // and the other way round
    for (const requirement& c : direct_) {
        if (!has_rpc_ports(c)) continue;
        for (const auto& name : c.addresses)
            for (const auto& address : resolved_.at(name).addresses) {
                const auto here = addresses_.at(address);
                for (const auto port : expand(ports_at(c, here))) {
                    const auto next = request_.probes.size() + more.probes.size();
                    if (!places_.emplace(tcp_key(here, port), next).second) continue;
                    const auto [its, is_new] = places.emplace(here, static_cast<std::uint32_t>(at.size()));
                    if (is_new) {
                        at.push_back(here);
                        more.addresses.push_back(address);
                        more.untraced.push_back(request_.untraced[here]);
                    }
                    more.probes.push_back({its->second, protocol::tcp, port});
                }
            }
    }
    if (more.probes.empty()) return;
    auto seen = sweep(more, lanes_, stop_);
    for (auto& note : line_notes(more, seen))
        if (std::find(notes_.begin(), notes_.end(), note) == notes_.end()) notes_.push_back(std::move(note));
    join(request_, swept_, more, std::move(seen), at);
}

// After the responders: they know which refusals are forged.
void probing_round::find_refusing() {
    refuses_.resize(request_.addresses.size());
    for (std::size_t i = 0; i < request_.probes.size(); ++i)
        if (kind_of(request_.probes[i].protocol, swept_.observations[i]) == finding_kind::path_open &&
            request_.probes[i].protocol == protocol::tcp)
            refuses_[request_.probes[i].address] = true;
}

std::size_t probing_round::place(std::uint32_t address, const requirement& c, std::uint16_t port) const {
    return places_.at(key(address, c, port));
}

probing_round::topic probing_round::topic_of(const requirement& c, const std::string& name, std::size_t probe) const {
    return {probe, c.flow->identify, server_name(c, name)};
}

void probing_round::identify_open(const std::function<void()>& on_tick) {
    std::vector<identify::question> questions;
    std::vector<topic> topics;
    for (const requirement& c : direct_) {
        const auto* protocol = expected_of(c);
        if (protocol == nullptr || c.flow->protocol != fairway::protocol::tcp) continue;
        for (const auto& name : c.addresses)
            for (const auto& address : resolved_.at(name).addresses)
                for (const auto& range : c.probed)
                    for (unsigned n = range.first; n <= range.last; ++n) {
                        const auto port = static_cast<std::uint16_t>(n);
                        const auto probe = place(addresses_.at(address), c, port);
                        const auto& open = swept_.observations[probe];
                        if (!can_be_asked(open)) continue;
                        auto t = topic_of(c, name, probe);
                        const auto [at, is_new] = identified_.emplace(t, open);
                        if (!is_new) continue;
                        const auto mapper = mappers_.find(tcp_key(addresses_.at(address), port));
                        if (c.flow->identify == "msrpc" && mapper != mappers_.end()) {
                            at->second = identify::with(open, mapper->second.as_service);
                            continue;
                        }
                        const identify::context about{std::get<2>(t)};
                        questions.push_back(identify::question_for(*protocol, about, address, port));
                        topics.push_back(std::move(t));
                    }
    }
    identify::converse_options how;
    how.deadline = options_.timeout;
    how.on_tick = on_tick;
    const auto result = identify::converse(questions, how, lanes_, stop_);
    for (std::size_t i = 0; i < topics.size(); ++i) {
        auto& seen = identified_.at(topics[i]);
        seen = identify::with(std::move(seen), result.conversations[i]);
    }
}

// A DNS server that answers is not enough where it must resolve hosts, forward and in reverse.
void probing_round::check_dns_servers(const std::function<void()>& on_tick) {
    struct group {
        std::vector<identify::dns_server> servers;
        std::vector<observation*> seen;
    };
    std::map<std::vector<std::string>, group> groups; // by the roles whose hosts they must resolve
    for (const requirement& c : direct_) {
        if (c.flow->resolves.empty()) continue;
        for (const auto& name : c.addresses)
            for (const auto& address : resolved_.at(name).addresses)
                for (const auto port : expand(c.probed)) {
                    const auto probe = place(addresses_.at(address), c, port);
                    const auto known = identified_.find(topic_of(c, name, probe));
                    if (known == identified_.end() || known->second.evidence != evidence::identified) continue;
                    auto& g = groups[c.flow->resolves];
                    if (std::find(g.seen.begin(), g.seen.end(), &known->second) != g.seen.end()) continue;
                    g.servers.push_back({address, port});
                    g.seen.push_back(&known->second);
                }
    }
    identify::converse_options how;
    how.deadline = options_.timeout;
    how.on_tick = on_tick;
    for (const auto& [roles, g] : groups) {
        const auto missing = identify::check_names(g.servers, hosts_to_resolve(a_, roles), how, lanes_, stop_);
        for (std::size_t i = 0; i < g.servers.size(); ++i)
            if (!missing[i].text.empty()) g.seen[i]->shortcoming = missing[i];
    }
}

std::vector<seen_address> probing_round::seen(const requirement& c) const {
    if (!c.proxy.empty()) return proxied_.seen(c);
    std::vector<seen_address> result;
    for (const auto& name : c.addresses) {
        const auto& stands_for = resolved_.at(name);
        if (stands_for.addresses.empty() && stands_for.no_hosts.empty())
            result.push_back({name, "", "", false, {}, stands_for.error, {}, stands_for.asked});
        for (const auto& address : stands_for.addresses) {
            const auto at = addresses_.at(address);
            seen_address all{name, address, swept_.sources[at], refuses_[at], {}, "", swept_.hops[at]};
            all.loss = swept_.loss[at];
            all.rpc = rpc_of(c, at);
            for (const auto& range : ports_at(c, at))
                for (unsigned n = range.first; n <= range.last; ++n) {
                    const auto port = static_cast<std::uint16_t>(n);
                    const auto probe = place(at, c, port);
                    const auto known = identified_.find(topic_of(c, name, probe));
                    all.ports.push_back(
                        {port, known == identified_.end() ? swept_.observations[probe] : known->second});
                }
            result.push_back(std::move(all));
        }
        for (const auto& address : stands_for.no_hosts)
            result.push_back({name, address, "", false, {}, ""});
    }
    return result;
}

std::vector<explained_address> probing_round::explain(const requirement& c,
                                                      std::chrono::steady_clock::time_point began) const {
    using std::chrono::microseconds;
    const auto since = [&](std::chrono::steady_clock::time_point when) {
        return std::max(microseconds(0), std::chrono::duration_cast<microseconds>(when - began));
    };
    std::set<std::tuple<std::uint32_t, protocol, std::uint16_t>> asked_for;
    for (const auto& p : request_.probes)
        asked_for.emplace(p.address, p.protocol, p.port);
    std::vector<explained_address> result;
    for (const auto& of : seen(c)) {
        const auto known = addresses_.find(of.address);
        if (known == addresses_.end()) continue;
        const auto at = known->second;
        explained_address all{of.address, {}, {}};
        for (const auto& one : of.ports)
            all.probes.push_back({since(swept_.started[place(at, c, one.port)]), one.port, one.seen});
        for (const auto& [packet, left, came, round] : swept_.packets)
            if (packet.address == at)
                all.packets.push_back({since(left), round, packet.protocol, packet.port,
                                       asked_for.count({at, packet.protocol, packet.port}) == 0, packet.hops,
                                       packet.least_ttl, came});
        result.push_back(std::move(all));
    }
    return result;
}

std::vector<std::string> probing_round::without_route() const {
    std::vector<std::string> result;
    for (std::size_t i = 0; i < request_.addresses.size(); ++i)
        if (swept_.sources[i].empty() && !is_left_out(request_.addresses[i])) result.push_back(request_.addresses[i]);
    return result;
}

std::vector<std::string> probing_round::without_source() const {
    std::vector<std::string> result;
    for (const auto& address : request_.addresses)
        if (is_left_out(address)) result.push_back(address);
    return result;
}

bool probing_round::is_left_out(const std::string& address) const {
    const bool v6 = address.find(':') != std::string::npos;
    return !a_.source.empty() && (v6 ? a_.source.v6 : a_.source.v4).empty();
}

} // namespace fairway
