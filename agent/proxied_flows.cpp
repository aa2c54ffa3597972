#include "agent/proxied_flows.hpp"

#include "agent/expectation.hpp"
#include "probes/sweep/sweep.hpp"
#include "text/http_proxy.hpp"

#include <utility>

namespace fairway {

namespace {

constexpr std::uint16_t http_port = 80;
constexpr unsigned proxy_login = 407; // RFC 9110 §15.5.8

host_port parsed(const std::string& proxy) {
    return parse_host_port(proxy, usual_proxy_port).value_or(host_port{});
}

/// Without TLS a proxy is not asked for a tunnel, which few allow to port 80, but for the answer.
bool is_plain(const requirement& c, std::uint16_t port) {
    return c.flow->identify == "http" || (c.flow->identify.empty() && port == http_port);
}

observation not_run() {
    return {};
}

} // namespace

observation seen_through(const std::string& proxy, const std::string& address, bool with_credentials,
                         const identify::conversation& c) {
    using identify::ending;
    observation seen;
    proxy_answer answer;
    answer.proxy = proxy;
    answer.part = c.past_proxy ? proxy_part::passed : proxy_part::itself;
    answer.with_credentials = with_credentials;
    if (c.end == ending::not_run) return not_run();
    seen.state = state::open;
    seen.reason = reason::syn_ack;
    seen.evidence = evidence::connected;
    seen.answered_by = address;
    switch (c.end) {
    case ending::refused:
    case ending::unclear:
        answer.part = c.end == ending::refused ? proxy_part::refused : proxy_part::unclear;
        answer.status = static_cast<std::uint16_t>(c.proxy_status);
        seen.state = c.end == ending::refused ? state::filtered : state::open_or_filtered;
        seen.reason = reason::proxy_refused;
        seen.evidence = evidence::refused;
        seen.identity = c.identity;
        break;
    case ending::unconnected:
        if (c.past_proxy) break; // the tunnel stood
        seen.state = state::filtered;
        seen.reason = reason::no_response;
        seen.evidence = evidence::silent;
        seen.answered_by.clear();
        break;
    default: seen = identify::with(std::move(seen), c);
    }
    seen.proxy = std::move(answer);
    return seen;
}

proxied_flows::proxied_flows(const assignment& a, const std::vector<requirement>& all, const check_options& options,
                             lanes& paced, std::stop_token stop)
    : a_(a), options_(options), lanes_(paced), stop_(std::move(stop)) {
    for (const auto& c : all) {
        if (c.proxy.empty()) continue;
        flows_.push_back(c);
        proxies_[c.proxy];
    }
}

void proxied_flows::run(const std::function<void()>& on_tick) {
    if (flows_.empty()) return;
    connect();
    if (!stop_.stop_requested()) converse(on_tick);
}

/// Each proxy as a port like any other: what stops the way to it is seen as it is of others.
void proxied_flows::connect() {
    std::vector<std::string> names;
    for (const auto& [proxy, its] : proxies_)
        names.push_back(parsed(proxy).host);
    const auto found = resolve(names, {.each = options_.timeout}, stop_);

    sweep_request request;
    request.options.deadline = options_.timeout;
    request.options.trace = false;
    std::vector<std::pair<endpoint*, std::string>> of;
    for (auto& [proxy, its] : proxies_) {
        const auto at = parsed(proxy);
        its.name = found.at(at.host);
        for (const auto& address : its.name.addresses) {
            request.probes.push_back({static_cast<std::uint32_t>(request.addresses.size()), protocol::tcp, at.port});
            request.addresses.push_back(address);
            of.emplace_back(&its, address);
        }
    }
    if (request.probes.empty()) return;
    const auto swept = sweep(request, lanes_, stop_);
    for (std::size_t i = 0; i < of.size(); ++i) {
        auto& [its, address] = of[i];
        // The first that works; of several that do not, the first.
        const auto works = [](const observation& seen) { return seen.reason == reason::syn_ack; };
        if (!its->address.empty() && (works(its->connection) || !works(swept.observations[i]))) continue;
        its->address = address;
        its->source = swept.sources[i];
        its->connection = swept.observations[i];
    }
    for (auto& [proxy, its] : proxies_)
        if (!its.address.empty())
            its.connection.proxy = proxy_answer{proxy, proxy_part::itself, 0, !a_.proxy_authorization.empty()};
}

proxied_flows::topic proxied_flows::topic_of(const requirement& c, const std::string& name, std::uint16_t port) const {
    return {c.proxy, host_port{name, port}.text(), is_plain(c, port) ? "http" : c.flow->identify};
}

void proxied_flows::converse(const std::function<void()>& on_tick) {
    std::vector<identify::question> questions;
    std::vector<topic> topics;
    for (const auto& c : flows_) {
        const auto& its = proxies_.at(c.proxy);
        if (its.connection.reason != reason::syn_ack) continue;
        for (const auto& name : c.addresses)
            for (const auto port : expand(c.probed)) {
                auto t = topic_of(c, name, port);
                if (!seen_.emplace(t, not_run()).second) continue;
                const bool plain = is_plain(c, port);
                const identify::proxied through{std::get<1>(t), a_.proxy_authorization, !plain};
                const auto* asked = plain               ? identify::find_protocol("http", protocol::tcp)
                                    : options_.identify ? expected_of(c)
                                                        : nullptr;
                identify::question q;
                if (asked != nullptr) q = identify::question_for(*asked, {server_name(c, name)}, "", 0);
                if (plain) q.request = identify::plain_request(through);
                q.address = its.address;
                q.port = parsed(c.proxy).port;
                q.proxy = through;
                questions.push_back(std::move(q));
                topics.push_back(std::move(t));
            }
    }
    // A wrong password is tried once, not for each service: accounts get locked.
    const bool authorized = !a_.proxy_authorization.empty();
    const auto proxy_of = [&](std::size_t i) { return std::get<0>(topics[i]); };
    std::map<std::string, identify::conversation> first; // by proxy
    std::vector<std::size_t> alone, others;
    for (std::size_t i = 0; i < topics.size(); ++i)
        (authorized && first.emplace(proxy_of(i), identify::conversation()).second ? alone : others).push_back(i);
    const auto hold = [&](const std::vector<std::size_t>& some) {
        std::vector<identify::question> asked;
        for (const auto i : some)
            asked.push_back(questions[i]);
        identify::converse_options how;
        how.deadline = options_.timeout;
        how.on_tick = on_tick;
        const auto result = identify::converse(asked, how, lanes_, stop_);
        for (std::size_t n = 0; n < some.size(); ++n) {
            const auto i = some[n];
            if (authorized && &some == &alone) first[proxy_of(i)] = result.conversations[n];
            seen_[topics[i]] = seen_through(proxy_of(i), questions[i].address, authorized, result.conversations[n]);
        }
    };
    if (!alone.empty()) hold(alone);
    std::erase_if(others, [&](std::size_t i) {
        const auto known = first.find(proxy_of(i));
        const bool rejected = known != first.end() && known->second.proxy_status == proxy_login;
        if (rejected) seen_[topics[i]] = seen_through(proxy_of(i), questions[i].address, authorized, known->second);
        return rejected;
    });
    if (!others.empty() && !stop_.stop_requested()) hold(others);
}

std::vector<seen_address> proxied_flows::seen(const requirement& c) const {
    std::vector<seen_address> result;
    const auto& its = proxies_.at(c.proxy);
    const std::string host = parsed(c.proxy).host;
    for (const auto& name : c.addresses) {
        seen_address all;
        all.name = name;
        all.source = its.source;
        if (its.address.empty()) {
            all.asked = its.name.asked || !its.name.no_hosts.empty();
            all.detail = host + ": " + its.name.error;
            if (!its.name.no_hosts.empty()) all.detail = host + " " + resolves_to_no_host(its.name.no_hosts.front());
        } else {
            for (const auto port : expand(c.probed)) {
                const auto known = seen_.find(topic_of(c, name, port));
                // Where the proxy was reached, and not asked any more, nothing is known of the service.
                const bool was_asked = known != seen_.end(), interrupted = its.connection.reason == reason::syn_ack;
                all.ports.push_back({port, was_asked ? known->second : interrupted ? not_run() : its.connection});
            }
        }
        result.push_back(std::move(all));
    }
    return result;
}

} // namespace fairway
