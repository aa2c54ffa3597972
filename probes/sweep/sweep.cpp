#include "probes/sweep/sweep.hpp"

#include "probes/net/local_networks.hpp"
#include "probes/net/most_sockets.hpp"
#include "probes/net/verdict.hpp"
#include "probes/path/answers.hpp"
#include "probes/sweep/pass.hpp"
#include "probes/sweep/second_look.hpp"
#include "probes/sweep/ticker.hpp"
#include "probes/sweep/trace.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include <algorithm>

namespace fairway {

namespace {

namespace asio = boost::asio;

observation no_route_to(const probe& p, net_error error, const std::string& address) {
    observation seen = from_error(p.protocol, error, address);
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

/// Answers in the host's name; until hop checks say who gave them, nobody knows.
void mark_unchecked(sweep_run& run, const std::vector<bool>& skip) {
    for (std::size_t i = 0; i < run.probes.size(); ++i)
        if (is_tcp_answer(run.seen[i].reason) && run.probes[i].protocol == protocol::tcp &&
            !skip[run.probes[i].address])
            run.seen[i].who_answered = who_answered::unchecked;
}

/// The first pass over all probes that have a route.
void first_pass(sweep_run& run, const sweep_options& options, sweep_progress& progress) {
    std::vector<launch> launches;
    for (std::size_t i = 0; i < run.probes.size(); ++i) {
        const auto& p = run.probes[i];
        const lane& to = *run.lanes[p.address];
        if (to.way.error != net_error::none)
            run.seen[i] = no_route_to(p, to.way.error, to.text);
        else
            launches.push_back({i, std::chrono::milliseconds(0), options.deadline});
    }
    progress = {run.probes.size() - launches.size(), run.probes.size(), false};
    run_pass(run, launches);
}

void look_again(sweep_run& run, const sweep_options& options, sweep_progress& progress) {
    const auto launches = second_looks(run.probes, run.seen, options.deadline);
    if (launches.empty()) return;
    progress = {0, launches.size(), true};
    run_pass(run, launches);
    join_rejections(run.probes, run.seen);
}

void look(const sweep_request& request, sweep_run& run, sweep_result& result) {
    const auto& options = request.options;
    sweep_progress progress;
    run.on_finished = [&] { ++progress.done; };
    const ticker tick(run.loop, request.on_progress ? [&] { request.on_progress(progress); } : std::function<void()>());
    first_pass(run, options, progress);
    if (options.second_looks && !run.stop.stop_requested()) look_again(run, options, progress);

    progress.second_look = true;
    std::vector<bool> skip, skip_hops;
    const local_networks local;
    for (std::size_t i = 0; i < run.lanes.size(); ++i) {
        const lane& to = *run.lanes[i];
        skip.push_back((i < request.untraced.size() && request.untraced[i]) || to.way.source.empty() ||
                       to.way.source == to.text);
        skip_hops.push_back(skip[i] || local.contains(to.target));
    }
    mark_unchecked(run, skip_hops);
    if (run.stop.stop_requested()) return;

    const auto wait = patience(run.seen, options);
    check_controls(run, skip, wait);
    if (!options.trace || run.stop.stop_requested() || !trace_available()) return;
    result.hops = trace(run, skip_hops, options.deadline, wait);
}

} // namespace

sweep_result sweep(const sweep_request& request, lanes& paced, std::stop_token stop) {
    asio::io_context loop{1};
    const std::stop_callback wake(stop, [&] { asio::post(loop, [] {}); });
    sweep_run run{loop, {}, most_sockets(), stop, request.probes};
    run.seen.resize(run.probes.size());
    sweep_result result;
    for (const auto& address : request.addresses) {
        run.lanes.push_back(&paced.to(address));
        result.sources.push_back(run.lanes.back()->way.source);
    }
    result.hops.resize(run.lanes.size());
    if (request.options.keep_packets) run.kept = &result.packets;
    look(request, run, result);
    result.interrupted = stop.stop_requested();
    result.observations = std::move(run.seen);
    result.started = std::move(run.started);
    return result;
}

} // namespace fairway
