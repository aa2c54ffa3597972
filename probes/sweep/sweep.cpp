#include "probes/sweep/sweep.hpp"

#include "probes/net/address.hpp"
#include "probes/net/descriptor_limit.hpp"
#include "probes/net/verdict.hpp"
#include "probes/sweep/control_port.hpp"
#include "probes/sweep/pass.hpp"
#include "probes/sweep/second_look.hpp"
#include "probes/sweep/ticker.hpp"
#include "probes/sweep/trace.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>

#include <algorithm>
#include <csignal>
#include <stdexcept>

namespace fairway {

namespace {

namespace asio = boost::asio;

observation no_route_to(const probe& p, int error, const std::string& address) {
    observation seen = from_errno(p.protocol, error, address);
    if (seen.reason == reason::local_limit) return seen;
    seen.answered_by.clear();
    return seen;
}

/// How long an answer may take that is asked for one port of many that answered: a few of the slowest round trips; the
/// rest is for routers that are slow to complain.
std::chrono::milliseconds patience(const std::vector<observation>& seen, const sweep_options& options) {
    std::uint32_t slowest_us = 0;
    for (const auto& o : seen)
        slowest_us = std::max(slowest_us, o.rtt_us.value_or(0));
    return std::min<std::chrono::milliseconds>(options.deadline / 6,
                                               std::chrono::milliseconds(150 + 4 * slowest_us / 1000));
}

} // namespace

sweep_result sweep(const sweep_request& request) {
    const auto& probes = request.probes;
    sweep_result result;
    result.observations.resize(probes.size());

    std::vector<lane_address> addresses;
    std::vector<int> route_errors;
    for (const auto& text : request.addresses) {
        const auto parsed = parse_address(text);
        if (!parsed) throw std::invalid_argument("not a numeric address: " + text);
        int error = 0;
        const auto source = source_towards(*parsed, error);
        addresses.push_back({*parsed, text, source.value_or("")});
        route_errors.push_back(source ? 0 : error);
        result.sources.push_back(source.value_or(""));
    }

    asio::io_context io{1};
    asio::signal_set signals(io, SIGINT, SIGTERM);
    signals.async_wait([&](const boost::system::error_code& ec, int) {
        if (!ec) result.interrupted = true;
    });

    std::vector<launch> launches;
    for (std::size_t i = 0; i < probes.size(); ++i) {
        const auto& p = probes[i];
        if (const int error = route_errors[p.address])
            result.observations[i] = no_route_to(p, error, request.addresses[p.address]);
        else
            launches.push_back({i, std::chrono::milliseconds(0), request.options.deadline});
    }

    const std::size_t most_in_flight = raise_descriptor_limit();
    sweep_progress progress{probes.size() - launches.size(), probes.size(), false};
    const std::function<void()> finished = [&] { ++progress.done; };
    ticker tick(io, request.on_progress ? [&] { request.on_progress(progress); } : std::function<void()>());

    run_pass(io, addresses, probes, launches, request.options.rate, request.options.burst, most_in_flight,
             result.interrupted, result.observations, finished);

    if (request.options.second_looks && !result.interrupted) {
        launches = second_looks(probes, result.observations, request.options.deadline);
        if (!launches.empty()) {
            progress = {0, launches.size(), true};
            run_pass(io, addresses, probes, launches, 0, 1, most_in_flight, result.interrupted, result.observations,
                     finished);
            join_rejections(probes, result.observations);
        }
    }
    result.hops.resize(addresses.size());
    if (result.interrupted) return result;
    progress.second_look = true;
    std::vector<bool> skip;
    for (std::size_t i = 0; i < addresses.size(); ++i)
        skip.push_back((i < request.untraced.size() && request.untraced[i]) || addresses[i].source.empty() ||
                       addresses[i].source == addresses[i].text);
    const auto wait = patience(result.observations, request.options);
    check_controls(io, addresses, skip, probes, result.observations, wait, most_in_flight, result.interrupted);
    if (!request.options.trace || result.interrupted || !trace_available()) return result;
    const local_networks local;
    for (std::size_t i = 0; i < addresses.size(); ++i)
        skip[i] = skip[i] || local.contains(addresses[i].target);
    result.hops = trace(io, addresses, skip, probes, result.observations, request.options.deadline, wait,
                        most_in_flight, result.interrupted);
    return result;
}

} // namespace fairway
