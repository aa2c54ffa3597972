#include "probes/responder/judge.hpp"

#include <utility>

namespace fairway {

hello_judgment hello_judge::judge(std::string_view bytes, protocol p, std::uint16_t port, std::int64_t now) {
    auto hello = wire::decode_hello(bytes);
    if (!hello) return {hello_verdict::no_hello, {}};
    if (!wire::is_signed(bytes, key_)) return {hello_verdict::wrong_key, {}};
    if (hello->protocol != p || hello->port != port) return {hello_verdict::wrong_place, std::move(hello)};
    // The time is never negative, and neither is ours: no overflow.
    const std::int64_t off = hello->time - now;
    if (off > clock_window || off < -clock_window) return {hello_verdict::wrong_clock, std::move(hello)};
    const std::string nonce(hello->nonce.begin(), hello->nonce.end());
    if (recent_.count(nonce) != 0 || older_.count(nonce) != 0) return {hello_verdict::replayed, std::move(hello)};
    if (!remember(nonce, now)) return {hello_verdict::memory_full, std::move(hello)};
    return {hello_verdict::answer, std::move(hello)};
}

bool hello_judge::remember(const std::string& nonce, std::int64_t now) {
    if (now - recent_since_ > 2 * clock_window) {
        // After a longer break the older ones are just as stale.
        if (now - recent_since_ > 4 * clock_window) recent_.clear();
        older_ = std::exchange(recent_, {});
        recent_since_ = now;
    }
    if (recent_.size() + older_.size() >= memory_) return false;
    recent_.insert(nonce);
    return true;
}

} // namespace fairway
