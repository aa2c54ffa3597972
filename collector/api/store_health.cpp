#include "collector/api/store_health.hpp"

#include "support/log.hpp"

namespace fairway::collector {

namespace {

constexpr std::chrono::seconds between_complaints{60};
constexpr std::chrono::seconds checked_for{2};
constexpr std::chrono::seconds counted_for{10};

} // namespace

void store_health::failed(const std::string& why) {
    const auto now = now_();
    {
        const std::lock_guard lock(mutex_);
        if (now - last_complaint_ < between_complaints && now >= last_complaint_) return;
        last_complaint_ = now;
    }
    log(log_level::error, "the database does not work; requests get 503 and are sent again", {{"why", why}});
}

void store_health::check_writable() {
    const auto now = now_();
    {
        const std::lock_guard lock(mutex_);
        if (now - checked_at_ < checked_for && now >= checked_at_) {
            if (!not_writable_.empty()) throw store_error(not_writable_);
            return;
        }
    }
    std::string why;
    try {
        store_.check_writable();
    } catch (const std::exception& e) {
        why = e.what();
    }
    const std::lock_guard lock(mutex_);
    checked_at_ = now;
    not_writable_ = why;
    if (!why.empty()) throw store_error(why);
}

store_health::prober_count store_health::probers() {
    const auto now = now_();
    const std::lock_guard lock(counting_);
    if (now - counted_at_ > counted_for || now < counted_at_) {
        prober_count counted;
        for (const auto& s : store_.sites(now)) {
            counted.all += s.probers;
            counted.stale += s.stale;
        }
        counted_ = counted;
        counted_at_ = now;
    }
    return counted_;
}

} // namespace fairway::collector
