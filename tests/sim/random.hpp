#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace fairway::sim {

/// SplitMix64 (Steele, Lea, Flood 2014): the same numbers from one seed on every system, which the distributions of
/// <random> do not promise.
class random_numbers {
  public:
    explicit random_numbers(std::uint64_t seed) : state_(seed) {}

    std::uint64_t next() {
        std::uint64_t z = state_ += 0x9e3779b97f4a7c15u;
        z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
        z = (z ^ z >> 27) * 0x94d049bb133111ebu;
        return z ^ z >> 31;
    }

    /// 0 .. n - 1
    std::uint32_t below(std::uint32_t n) { return static_cast<std::uint32_t>((next() >> 32) * n >> 32); }

    /// first .. last
    int between(int first, int last) {
        return first + static_cast<int>(below(static_cast<std::uint32_t>(last - first + 1)));
    }

    /// 0 .. 1
    double part() { return static_cast<double>(next() >> 11) * 0x1p-53; }

    bool chance(double p) { return p > 0 && part() < p; }

    template <class T, std::size_t N>
    const T& one_of(const std::array<T, N>& all) {
        return all[below(N)];
    }

    /// The place of one of these weights.
    template <std::size_t N>
    std::size_t weighed(const std::array<int, N>& weights) {
        int sum = 0;
        for (const int w : weights)
            sum += w;
        int left = between(0, sum - 1);
        std::size_t n = 0;
        while (left >= weights[n])
            left -= weights[n++];
        return n;
    }

  private:
    std::uint64_t state_;
};

} // namespace fairway::sim
