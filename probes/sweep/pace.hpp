#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>

namespace fairway {

/// A token bucket: `burst` at once, then `rate` a second. Takes the time as a value.
class pace {
  public:
    using clock = std::chrono::steady_clock;

    /// rate <= 0: no limit.
    pace(double rate, std::size_t burst, clock::time_point now)
        : rate_(rate), burst_(static_cast<double>(std::max<std::size_t>(burst, 1))), tokens_(burst_), filled_(now) {}

    bool try_take(clock::time_point now) {
        if (rate_ <= 0) return true;
        tokens_ = std::min(burst_, tokens_ + rate_ * std::chrono::duration<double>(now - filled_).count());
        filled_ = now;
        if (tokens_ < 1) return false;
        tokens_ -= 1;
        return true;
    }

    /// Takes the next token, though it may not be there yet; returns when it is.
    clock::time_point book(clock::time_point now) {
        if (try_take(now)) return now;
        const auto when = next();
        tokens_ -= 1;
        return when;
    }

    /// When the next token is there, after try_take() said no.
    clock::time_point next() const {
        return filled_ + std::chrono::duration_cast<clock::duration>(
                             std::chrono::duration<double>((1 - tokens_) / rate_) + std::chrono::microseconds(1));
    }

  private:
    double rate_;
    double burst_;
    double tokens_;
    clock::time_point filled_;
};

} // namespace fairway
