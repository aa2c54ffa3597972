#pragma once

#include "probes/sweep/pace.hpp"

#include <cstddef>
#include <string>
#include <unordered_map>
#include <utility>

namespace fairway {

/// How many connections may be open at once, in all and for one source. Pure.
class connection_limits {
  public:
    connection_limits(std::size_t in_all, std::size_t per_source) : in_all_(in_all), per_source_(per_source) {}

    bool full() const { return open_ >= in_all_; }

    /// Whether one more may stay; then release() it at its end.
    bool admit(const std::string& source) {
        if (full()) return false;
        std::size_t& of_source = by_source_[source];
        if (of_source >= per_source_) return false;
        ++of_source, ++open_;
        return true;
    }

    void release(const std::string& source) {
        const auto it = by_source_.find(source);
        if (it == by_source_.end()) return;
        if (--it->second == 0) by_source_.erase(it);
        --open_;
    }

    std::size_t open() const { return open_; }

  private:
    std::size_t in_all_, per_source_, open_ = 0;
    std::unordered_map<std::string, std::size_t> by_source_;
};

/// How many datagrams of one source are looked at. Sources can be forged, so that only so many are told apart: when
/// more come, all new ones share one bucket. Pure: takes the time as a value.
class datagram_limits {
  public:
    using clock = pace::clock;

    datagram_limits(double rate, std::size_t burst, std::size_t most_sources, clock::time_point now)
        : rate_(rate), burst_(burst), most_sources_(most_sources), since_(now), others_(rate, burst, now) {}

    bool admit(const std::string& source, clock::time_point now) {
        // Who was quiet for so long has a full bucket: forgetting it changes nothing.
        const auto to_fill = std::chrono::duration<double>(static_cast<double>(burst_) / rate_);
        if (now - since_ > to_fill) {
            older_ = std::exchange(recent_, {});
            since_ = now;
        }
        if (const auto it = recent_.find(source); it != recent_.end()) return it->second.try_take(now);
        if (const auto it = older_.find(source); it != older_.end())
            return recent_.emplace(source, it->second).first->second.try_take(now);
        if (recent_.size() >= most_sources_) return others_.try_take(now);
        return recent_.emplace(source, pace(rate_, burst_, now)).first->second.try_take(now);
    }

  private:
    double rate_;
    std::size_t burst_, most_sources_;
    clock::time_point since_;
    pace others_;
    std::unordered_map<std::string, pace> recent_, older_;
};

} // namespace fairway
