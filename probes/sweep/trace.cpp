#include "probes/sweep/trace.hpp"

#include "probes/net/error_queue.hpp"
#include "probes/path/control_port.hpp"
#include "probes/path/inquiry.hpp"
#include "probes/sweep/pass.hpp"

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>

namespace fairway {

namespace {

using std::chrono::milliseconds;

std::vector<std::string> addresses_of(const sweep_run& run) {
    std::vector<std::string> addresses;
    for (const auto* l : run.lanes)
        addresses.push_back(l->text);
    return addresses;
}

/// All at once; what they showed, in order.
std::vector<observation> send(const sweep_run& run, std::vector<probe> packets, milliseconds wait) {
    std::vector<launch> launches;
    for (std::size_t i = 0; i < packets.size(); ++i)
        launches.push_back({i, packets[i].at, wait});
    auto asked = run.about(std::move(packets));
    run_pass(asked, launches);
    run.keep(asked);
    return std::move(asked.seen);
}

} // namespace

std::vector<std::optional<int>> trace(sweep_run& run, const std::vector<bool>& skip, milliseconds deadline,
                                      milliseconds wait) {
    const auto until = std::chrono::steady_clock::now() + deadline;
    const auto time_left = [&] {
        return !run.stop.stop_requested() && std::chrono::steady_clock::now() + wait < until;
    };
    inquiry asked(addresses_of(run), skip, run.probes, run.seen);
    std::vector<observation> answers;
    for (;;) {
        auto packets = asked.next(std::move(answers), time_left());
        if (packets.empty()) break;
        answers = send(run, std::move(packets), wait);
    }
    auto known = asked.concludes();
    known.note_in(run.seen);
    return std::move(known.hops);
}

void check_controls(sweep_run& run, const std::vector<bool>& skip, milliseconds wait) {
    const auto controls = control_packets(addresses_of(run), skip, run.probes, run.seen);
    if (controls.empty()) return;
    weigh_controls(controls, send(run, controls, wait), run.probes, run.seen);
}

bool trace_available() {
    return error_queue_available();
}

bool rejections_told() {
    return connects_tell_icmp_errors();
}

} // namespace fairway
