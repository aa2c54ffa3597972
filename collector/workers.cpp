#include "collector/workers.hpp"

namespace fairway::collector {

workers::workers(std::size_t threads, std::size_t most_waiting) : most_waiting_(most_waiting) {
    for (std::size_t i = 0; i < threads; ++i)
        threads_.emplace_back([this] { work(); });
}

workers::~workers() {
    {
        const std::lock_guard lock(mutex_);
        ending_ = true;
    }
    something_.notify_all();
    for (auto& t : threads_)
        t.join();
}

bool workers::post(std::function<void()> job) {
    {
        const std::lock_guard lock(mutex_);
        if (waiting_.size() >= most_waiting_) return false;
        waiting_.push_back(std::move(job));
    }
    something_.notify_one();
    return true;
}

void workers::work() {
    while (true) {
        std::function<void()> job;
        {
            std::unique_lock lock(mutex_);
            something_.wait(lock, [this] { return ending_ || !waiting_.empty(); });
            if (ending_) return;
            job = std::move(waiting_.front());
            waiting_.pop_front();
        }
        job();
    }
}

} // namespace fairway::collector
