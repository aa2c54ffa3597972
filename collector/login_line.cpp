#include "collector/login_line.hpp"

#include <algorithm>

namespace fairway::collector {

bool login_line::join(login l) {
    const std::lock_guard lock(mutex_);
    if (l.known) {
        if (known_.size() >= most_known) return false;
        known_.push_back(std::move(l));
        return true;
    }
    const auto like = [&](std::string login::*what) {
        return static_cast<std::size_t>(
            std::count_if(unknown_.begin(), unknown_.end(), [&](const login& u) { return u.*what == l.*what; }));
    };
    if (unknown_.size() >= most_unknown || like(&login::sender) >= most_of_sender ||
        like(&login::account) >= most_of_account)
        return false;
    unknown_.push_back(std::move(l));
    return true;
}

std::function<void()> login_line::next() {
    const std::lock_guard lock(mutex_);
    const bool known = !known_.empty() && (unknown_.empty() || in_a_row_ < known_in_a_row);
    auto& from = known ? known_ : unknown_;
    if (from.empty()) return nullptr;
    in_a_row_ = known ? in_a_row_ + 1 : 0;
    auto job = std::move(from.front().job);
    from.pop_front();
    return job;
}

} // namespace fairway::collector
