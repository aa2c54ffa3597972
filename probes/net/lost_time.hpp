#pragma once

#include <chrono>

namespace fairway {

/// Time in which this process did not run, though it had something to do: it was stopped, its machine was, or others
/// took the processor. Answers may have come then, and nobody read them: whoever waits for one gives this time back.
/// Takes the time as a value.
class lost_time {
  public:
    using clock = std::chrono::steady_clock;

    static constexpr std::chrono::milliseconds beat{100};

    explicit lost_time(clock::time_point now) : last_(now) {}

    /// All that was lost until now. To be asked at least once a beat, and before a deadline is judged.
    clock::duration until(clock::time_point now) {
        constexpr std::chrono::milliseconds ordinary{300}; // between two beats of a busy machine
        if (now - last_ > ordinary) lost_ += now - last_ - beat;
        last_ = now;
        return lost_;
    }

  private:
    clock::time_point last_;
    clock::duration lost_{};
};

/// A deadline that passes only while this process runs.
class waking_deadline {
  public:
    waking_deadline() = default;
    waking_deadline(lost_time& lost, lost_time::clock::time_point now, lost_time::clock::duration length)
        : lost_before_(lost.until(now)), at_(now + length) {}

    /// As far as it is known.
    lost_time::clock::time_point at() const { return at_; }

    /// Whether it has passed; if it has not, at() is when to ask again.
    bool has_passed(lost_time& lost, lost_time::clock::time_point now) {
        const auto all = lost.until(now);
        at_ += all - lost_before_;
        lost_before_ = all;
        return at_ <= now;
    }

  private:
    lost_time::clock::duration lost_before_{};
    lost_time::clock::time_point at_{};
};

} // namespace fairway
