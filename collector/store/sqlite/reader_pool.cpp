#include "collector/store/sqlite/reader_pool.hpp"

namespace fairway::collector {

reader_pool::lease reader_pool::take() {
    std::unique_lock lock(mutex_);
    freed_.wait(lock, [&] { return !free_.empty() || left_ > 0; });
    if (!free_.empty()) {
        auto last = std::move(free_.back());
        free_.pop_back();
        return lease(*this, std::move(last));
    }
    auto opened = std::make_unique<connection>(file_, access::read);
    --left_;
    return lease(*this, std::move(opened));
}

void reader_pool::give_back(std::unique_ptr<connection> c) {
    {
        const std::lock_guard lock(mutex_);
        free_.push_back(std::move(c));
    }
    freed_.notify_one();
}

} // namespace fairway::collector
