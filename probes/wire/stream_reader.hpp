#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <string_view>
#include <variant>

namespace fairway::wire {

struct incomplete {};
struct malformed {};

/// What a decoder makes of the beginning of a stream: the value; or that bytes are missing which may still come; or
/// that nothing that may follow makes it one. The last two are never said of the same beginning in turn: what is
/// malformed stays so.
template <class T>
using decoded = std::variant<incomplete, malformed, T>;

/// Reads fields from a stream of unknown origin that may still grow. A decoder is written as if all were there: once
/// bytes are missing or a requirement is not met, every read gives zeros, every requirement is skipped, and result()
/// tells which of the two came first.
class stream_reader {
  public:
    explicit stream_reader(std::string_view bytes, std::endian order = std::endian::big)
        : bytes_(bytes), order_(order) {}

    void byte_order(std::endian order) { order_ = order; }
    bool ok() const { return trouble_ == trouble::none; }
    std::size_t at() const { return at_; } ///< Bytes read so far; exact as long as all is ok().

    std::uint8_t u8() { return static_cast<std::uint8_t>(number(1)); }
    std::uint16_t u16() { return static_cast<std::uint16_t>(number(2)); }
    std::uint32_t u32() { return number(4); }

    /// The message says that it has `length` bytes from here on: whatever would lie behind them is malformed.
    void limit(std::size_t length) {
        require(length <= end_ - at_);
        if (ok()) end_ = at_ + length;
    }
    std::string_view take(std::size_t count) {
        require(count <= end_ - at_);
        if (!ok()) return {};
        if (count > bytes_.size() - at_) {
            trouble_ = trouble::incomplete;
            return {};
        }
        at_ += count;
        return bytes_.substr(at_ - count, count);
    }
    /// What is left up to the limit.
    std::string_view take_rest() { return take(end_ - at_); }
    void require(bool condition) {
        if (ok() && !condition) trouble_ = trouble::malformed;
    }
    /// Requires these very bytes; a difference shows as soon as it is there.
    void expect(std::string_view bytes) {
        if (!ok()) return;
        const std::size_t here = std::min(bytes.size(), bytes_.size() - at_);
        require(bytes_.substr(at_, here) == bytes.substr(0, here));
        take(bytes.size());
    }

    /// What a decoder has made of it all.
    template <class T>
    decoded<T> result(T value) const {
        if (trouble_ == trouble::incomplete) return incomplete{};
        if (trouble_ == trouble::malformed) return malformed{};
        return value;
    }

  private:
    enum class trouble { none, incomplete, malformed };

    std::uint32_t number(std::size_t size) {
        const std::string_view b = take(size);
        std::uint32_t value = 0;
        for (std::size_t i = 0; i < b.size(); ++i) {
            const auto byte = static_cast<unsigned char>(order_ == std::endian::big ? b[i] : b[b.size() - 1 - i]);
            value = value << 8 | byte;
        }
        return value;
    }

    std::string_view bytes_;
    std::endian order_;
    std::size_t at_ = 0;
    std::size_t end_ = std::string_view::npos;
    trouble trouble_ = trouble::none;
};

} // namespace fairway::wire
