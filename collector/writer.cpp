#include "collector/writer.hpp"

namespace fairway::collector {

namespace {

constexpr std::size_t most_in_a_commit = 256;
constexpr std::size_t most_waiting = 8192;

} // namespace

writer::writer(store& s, std::function<void(std::size_t)> on_commit)
    : store_(s), on_commit_(std::move(on_commit)), thread_([this] { work(); }) {}

writer::~writer() {
    {
        const std::lock_guard lock(mutex_);
        ending_ = true;
    }
    something_.notify_all();
    thread_.join();
}

bool writer::keep(incoming_part part, std::function<void(std::optional<ingested>, std::string)> done) {
    return put({std::move(part), std::move(done), {}});
}

bool writer::post(std::function<void()> job) {
    return put({{}, {}, std::move(job)});
}

bool writer::put(entry e) {
    {
        const std::lock_guard lock(mutex_);
        if (waiting_.size() >= most_waiting) return false;
        waiting_.push_back(std::move(e));
    }
    something_.notify_one();
    return true;
}

std::size_t writer::waiting() const {
    const std::lock_guard lock(mutex_);
    return waiting_.size();
}

void writer::work() {
    while (true) {
        std::vector<entry> batch;
        std::function<void()> job;
        {
            std::unique_lock lock(mutex_);
            something_.wait(lock, [this] { return ending_ || !waiting_.empty(); });
            if (waiting_.empty()) return;
            while (!waiting_.empty() && waiting_.front().part && batch.size() < most_in_a_commit) {
                batch.push_back(std::move(waiting_.front()));
                waiting_.pop_front();
            }
            if (batch.empty()) {
                job = std::move(waiting_.front().job);
                waiting_.pop_front();
            }
        }
        if (job)
            job();
        else
            keep_all(std::move(batch));
    }
}

void writer::keep_all(std::vector<entry> batch) {
    std::vector<incoming_part> parts;
    for (auto& e : batch)
        parts.push_back(std::move(*e.part));
    std::vector<ingested> kept;
    std::string why_not;
    try {
        kept = store_.ingest(parts);
        if (kept.size() != batch.size()) throw store_error("the store has lost count");
    } catch (const store_error& e) {
        why_not = e.what();
    } catch (const std::exception& e) {
        // One of them is the cause; the others must not suffer from it.
        if (batch.size() > 1) {
            for (std::size_t i = 0; i < batch.size(); ++i) {
                std::vector<entry> alone;
                alone.push_back({std::move(parts[i]), std::move(batch[i].done), {}});
                keep_all(std::move(alone));
            }
            return;
        }
        why_not = e.what();
    }
    if (!why_not.empty()) {
        for (auto& e : batch)
            e.done(std::nullopt, why_not);
        return;
    }
    std::size_t transitions = 0;
    for (const auto& k : kept)
        transitions += k.transitions.size();
    on_commit_(transitions);
    for (std::size_t i = 0; i < batch.size(); ++i)
        batch[i].done(std::move(kept[i]), {});
}

} // namespace fairway::collector
