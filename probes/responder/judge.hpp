#pragma once

#include "matrix/port.hpp"
#include "probes/wire/hello.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>

namespace fairway {

/// What a responder makes of what somebody sent. Only `answer` is ever answered; nobody outside learns the others.
enum class hello_verdict {
    answer,
    no_hello,    ///< not one of ours
    wrong_key,   ///< the form is right, the key is not
    wrong_place, ///< right key, meant for another port or protocol: redirected on the way, or misused
    wrong_clock, ///< right key, but the clocks differ too much
    replayed,    ///< right key, but this very hello came before
    memory_full, ///< right key, but no room to remember it, so that it could be used again
};

struct hello_judgment {
    hello_verdict says = hello_verdict::no_hello;
    std::optional<wire::hello> hello; ///< From wrong_place on: who holds the key said it.
};

/// Decides which hellos are answered. Pure but for the nonces that it remembers.
class hello_judge {
  public:
    static constexpr std::int64_t clock_window = 600; ///< seconds, either way
    static constexpr std::size_t most_nonces = 200'000;

    /// `memory`: so many nonces at most; with fewer only for tests.
    explicit hello_judge(const wire::site_key& key, std::size_t memory = most_nonces) : key_(key), memory_(memory) {}

    /// `now`: of this machine's clock, seconds since 1970.
    hello_judgment judge(std::string_view bytes, protocol p, std::uint16_t port, std::int64_t now);

  private:
    bool remember(const std::string& nonce, std::int64_t now);

    wire::site_key key_;
    std::size_t memory_;
    // A hello can be valid from one window before its time to one after: two generations that are as long as that
    // remember each for long enough, and forgetting is cheap.
    std::unordered_set<std::string> recent_, older_;
    std::int64_t recent_since_ = 0;
};

} // namespace fairway
