#include "collector/shared_overview.hpp"

#include <algorithm>

namespace fairway::collector {

namespace {

/// Each holds megabytes, and is of use only to those who have waited in line since it began.
constexpr std::size_t most_kept = 4;
constexpr std::chrono::seconds longest_kept{2};

} // namespace

std::shared_ptr<const overview_states> shared_overview::get(const overview_filter& filter, time asked_at,
                                                            const std::function<overview_states()>& read) {
    std::promise<std::shared_ptr<const overview_states>> mine;
    {
        std::unique_lock lock(mutex_);
        const auto now = now_();
        std::erase_if(recent_, [&](const reading& r) { return now - r.began > longest_kept; });
        const auto found = std::find_if(recent_.rbegin(), recent_.rend(),
                                        [&](const reading& r) { return r.filter == filter && r.began >= asked_at; });
        if (found != recent_.rend()) {
            const auto result = found->result;
            lock.unlock();
            return result.get();
        }
        std::erase_if(recent_, [&](const reading& r) { return r.filter == filter; });
        if (recent_.size() == most_kept) recent_.erase(recent_.begin());
        recent_.push_back({filter, now, mine.get_future().share()});
    }
    try {
        auto states = std::make_shared<const overview_states>(read());
        mine.set_value(states);
        return states;
    } catch (...) {
        mine.set_exception(std::current_exception());
        throw;
    }
}

} // namespace fairway::collector
