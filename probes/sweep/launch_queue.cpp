#include "probes/sweep/launch_queue.hpp"

#include <algorithm>

namespace fairway {

void launch_queue::add(lane& to, std::chrono::milliseconds after_began) {
    const auto [at, is_new] = places_.emplace(&to, queues_.size());
    if (is_new) {
        active_.push_back(queues_.size());
        queues_.push_back({&to, {}, 0});
    }
    queues_[at->second].launches.push_back(times_.size());
    times_.push_back(after_began);
}

std::optional<std::size_t> launch_queue::next(clock::time_point now) {
    wake_ = clock::time_point::max();
    if (under_way_ >= room_) return std::nullopt;
    for (std::size_t idle = 0; idle < active_.size(); ++idle, ++turn_) {
        turn_ %= active_.size();
        queue& q = queues_[active_[turn_]];
        const std::size_t launch = q.launches[q.next];
        const auto due = began_ + times_[launch];
        if (due > now) {
            wake_ = std::min(wake_, due);
        } else if (!q.of->tokens.try_take(now)) {
            wake_ = std::min(wake_, q.of->tokens.next());
        } else {
            return launch;
        }
    }
    return std::nullopt;
}

void launch_queue::advance() {
    queue& q = queues_[active_[turn_]];
    if (++q.next == q.launches.size())
        active_.erase(active_.begin() + static_cast<std::ptrdiff_t>(turn_));
    else
        ++turn_;
}

void launch_queue::flies() {
    ++under_way_;
    advance();
}

void launch_queue::passes() {
    advance();
}

bool launch_queue::is_exhausted() {
    if (under_way_ == 0) {
        advance();
        return false;
    }
    room_ = under_way_;
    return true;
}

bool launch_queue::landed() {
    return under_way_-- == room_ && !active_.empty();
}

} // namespace fairway
