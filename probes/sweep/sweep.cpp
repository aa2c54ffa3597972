#include "probes/sweep/sweep.hpp"

#include "probes/net/local_networks.hpp"
#include "probes/net/most_sockets.hpp"
#include "probes/net/verdict.hpp"
#include "probes/path/answers.hpp"
#include "probes/sweep/pass.hpp"
#include "probes/sweep/second_look.hpp"
#include "probes/sweep/shut_out.hpp"
#include "probes/sweep/ticker.hpp"
#include "probes/sweep/trace.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include <algorithm>
#include <utility>

namespace fairway {

namespace {

namespace asio = boost::asio;
using std::chrono::milliseconds;

observation no_route_to(const probe& p, net_error error, const std::string& address) {
    observation seen = from_error(p.protocol, error, address);
    if (seen.reason == reason::local_limit) return seen;
    seen.answered_by.clear();
    return seen;
}

/// How long an answer may take that is asked for one port of many that answered: a few round trips of the farthest
/// host; the rest is for routers that are slow to complain. Single answers are late where all leave at once.
milliseconds patience(const sweep_run& run, const sweep_options& options) {
    std::vector<std::vector<std::uint32_t>> rtts(run.lanes.size());
    for (std::size_t i = 0; i < run.probes.size(); ++i)
        if (run.seen[i].rtt_us) rtts[run.probes[i].address].push_back(*run.seen[i].rtt_us);
    std::uint32_t farthest_us = 0;
    for (auto& its : rtts) {
        if (its.empty()) continue;
        const auto middle = its.begin() + static_cast<std::ptrdiff_t>(its.size() / 2);
        std::nth_element(its.begin(), middle, its.end());
        farthest_us = std::max(farthest_us, *middle);
    }
    const milliseconds few(150 + 4 * farthest_us / 1000), least(50 + 3 * farthest_us / 2000);
    return std::max(least, std::min<milliseconds>(options.deadline / 6, few));
}

/// Answers in the host's name; until hop checks say who gave them, nobody knows.
void mark_unchecked(sweep_run& run, const std::vector<bool>& skip) {
    for (std::size_t i = 0; i < run.probes.size(); ++i)
        if (is_tcp_answer(run.seen[i].reason) && run.probes[i].protocol == protocol::tcp &&
            !skip[run.probes[i].address])
            run.seen[i].who_answered = who_answered::unchecked;
}

/// Of two lists of addresses, those that are in one of them.
std::vector<bool> in_either(std::vector<bool> some, const std::vector<bool>& others) {
    for (std::size_t a = 0; a < some.size(); ++a)
        some[a] = some[a] || others[a];
    return some;
}

/// A sweep of all addresses, which goes on with those that are done while others still keep silent.
class sweeping {
  public:
    sweeping(const sweep_request& request, sweep_run& run, sweep_result& result)
        : request_(request), options_(request.options), run_(run), result_(result), finished_(run.lanes.size()),
          not_ours_(run.lanes.size()), witnesses_(run.lanes.size()), no_hops_(run.lanes.size()) {
        const local_networks local;
        for (std::size_t a = 0; a < run.lanes.size(); ++a) {
            const lane& to = *run.lanes[a];
            not_ours_[a] = (a < request.untraced.size() && request.untraced[a]) || to.way.source.empty() ||
                           to.way.source == to.text;
            no_hops_[a] = not_ours_[a] || local.contains(to.journey.to);
        }
        run.on_finished = [this] { ++progress_.done; };
    }

    /// The first pass may still count while others are looked at again.
    sweep_progress progress() const {
        return {std::min(progress_.done, progress_.of), progress_.of, progress_.second_look};
    }

    void look() {
        pass first(run_, launches());
        // A host that answers is given less time than one that may be slow to. Its silent ports are known while others
        // are still waited for, and so is everything else, if there are sockets for it.
        constexpr milliseconds mute{500};
        first.run_until([&] { return first.only_mute_left(mute); });
        constexpr std::size_t enough = 256;
        if (first.left() > 0 && run_.room >= first.under_way() + enough) {
            const auto room = std::exchange(run_.room, run_.room - first.under_way());
            go_on_with([&](std::uint32_t a) { return first.left_of(a) == 0; });
            run_.room = room;
        }
        first.run_until();
        go_on_with([](std::uint32_t) { return true; });
    }

  private:
    std::vector<launch> launches() {
        std::vector<launch> all;
        for (std::size_t i = 0; i < run_.probes.size(); ++i) {
            const auto& p = run_.probes[i];
            const lane& to = *run_.lanes[p.address];
            if (to.way.error != net_error::none)
                run_.seen[i] = no_route_to(p, to.way.error, to.text);
            else
                all.push_back({i, milliseconds(0), options_.deadline, line::tries});
        }
        progress_ = {run_.probes.size() - all.size(), run_.probes.size(), false};
        return all;
    }

    /// All that comes after the first pass, for addresses that are `ready` and were not before.
    void go_on_with(const std::function<bool(std::uint32_t)>& ready) {
        std::vector<bool> others(run_.lanes.size());
        for (std::uint32_t a = 0; a < others.size(); ++a) {
            others[a] = finished_[a] || !ready(a);
            finished_[a] = finished_[a] || ready(a);
        }
        if (std::all_of(others.begin(), others.end(), [](bool other) { return other; })) return;
        notice_shut_out(others);
        if (options_.second_looks) look_again(others);
        progress_.second_look = true;
        mark_unchecked(run_, in_either(no_hops_, others));
        if (!options_.trace || run_.stop.stop_requested()) return;
        const auto wait = patience(run_, options_);
        const auto not_now = in_either(others, result_.shut_out);
        check_controls(run_, in_either(not_ours_, not_now), wait);
        if (run_.stop.stop_requested() || !trace_available()) return;
        const auto untraced = in_either(no_hops_, not_now);
        for (std::size_t a = 0; a < untraced.size(); ++a)
            if (!untraced[a]) result_.traced[a] = true;
        const auto hops = trace(run_, untraced, options_.deadline, wait);
        for (std::size_t a = 0; a < hops.size(); ++a)
            if (hops[a]) result_.hops[a] = hops[a];
    }

    void notice_shut_out(const std::vector<bool>& others) {
        if (run_.stop.stop_requested()) return;
        auto run = run_.about(witnesses(run_.probes, run_.seen, in_either(others, not_ours_)));
        std::vector<launch> launches;
        for (std::size_t i = 0; i < run.probes.size(); ++i)
            launches.push_back({i, milliseconds(0), options_.deadline, line::tries});
        run_pass(run, std::move(launches));
        run_.keep(run);
        if (run_.stop.stop_requested()) return;
        const auto heard = hear_witnesses(run.probes, run.seen, losses(run_.lines));
        for (std::size_t a = 0; a < heard.size(); ++a)
            if (heard[a] != witnessed::nothing) witnesses_[a] = heard[a];
        result_.shut_out = shut_out_from(witnesses_);
        note_shut_out(witnesses_, not_ours_, run_.probes, run_.started, run_.seen);
    }

    void look_again(const std::vector<bool>& others) {
        const auto until = std::chrono::steady_clock::now() + options_.deadline;
        const auto skip = in_either(others, result_.shut_out);
        second_look looks(request_.addresses, run_.probes, options_.deadline);
        while (!run_.stop.stop_requested()) {
            auto again = looks.next(run_.seen, run_.lines, skip);
            if (again.empty() || std::chrono::steady_clock::now() >= until) break;
            progress_ = {0, again.size(), true};
            run_pass(run_, std::move(again));
        }
    }

    const sweep_request& request_;
    const sweep_options& options_;
    sweep_run& run_;
    sweep_result& result_;
    sweep_progress progress_;
    std::vector<bool> finished_;       ///< by address
    std::vector<bool> not_ours_;       ///< by address: the way to it is not ours to judge, or there is none
    std::vector<witnessed> witnesses_; ///< by address
    std::vector<bool> no_hops_;        ///< by address: the same, and those without a router on the way
};

} // namespace

sweep_result sweep(const sweep_request& request, lanes& paced, std::stop_token stop) {
    asio::io_context loop{1};
    const std::stop_callback wake(stop, [&] { asio::post(loop, [] {}); });
    sweep_result result;
    std::vector<lane*> all;
    for (const auto& address : request.addresses) {
        all.push_back(&paced.to(address));
        result.sources.push_back(all.back()->way.source);
    }
    result.hops.resize(all.size());
    result.shut_out.resize(all.size());
    result.traced.resize(all.size());
    std::vector<line> lines(all.size());
    sweep_run run{loop, std::move(all), lines, most_sockets(), stop, request.probes};
    if (request.options.keep_packets) run.kept = &result.packets;
    sweeping all_of_it(request, run, result);
    const ticker tick(loop, request.on_progress ? [&] { request.on_progress(all_of_it.progress()); }
                                                : std::function<void()>());
    all_of_it.look();
    result.loss = losses(lines);
    result.interrupted = stop.stop_requested();
    result.observations = std::move(run.seen);
    result.started = std::move(run.started);
    return result;
}

} // namespace fairway
