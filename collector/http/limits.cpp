#include "collector/http/limits.hpp"

namespace fairway::collector {

bool byte_budget::take(std::size_t bytes) {
    auto used = used_.load();
    do {
        if (bytes > limit_ || used > limit_ - bytes) return false;
    } while (!used_.compare_exchange_weak(used, used + bytes));
    return true;
}

bool held_bytes::take(std::size_t bytes) {
    if (!budget_->take(bytes)) return false;
    held_ += bytes;
    return true;
}

void held_bytes::release() {
    budget_->give_back(held_);
    held_ = 0;
}

void idle_order::add(id connection) {
    order_.push_back(connection);
    all_[connection] = std::prev(order_.end());
}

void idle_order::busy(id connection) {
    const auto found = all_.find(connection);
    if (found == all_.end() || !found->second) return;
    order_.erase(*found->second);
    found->second.reset();
}

void idle_order::idle(id connection) {
    busy(connection);
    if (all_.contains(connection)) add(connection);
}

void idle_order::remove(id connection) {
    busy(connection);
    all_.erase(connection);
}

std::optional<idle_order::id> idle_order::longest_idle() const {
    if (order_.empty()) return std::nullopt;
    return order_.front();
}

} // namespace fairway::collector
