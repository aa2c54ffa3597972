#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace fairway::wire {

inline void put_u8(std::string& out, std::uint8_t value) {
    out += static_cast<char>(value);
}
inline void put_u16(std::string& out, std::uint16_t value) {
    put_u8(out, static_cast<std::uint8_t>(value >> 8));
    put_u8(out, static_cast<std::uint8_t>(value & 0xff));
}
inline void put_u32(std::string& out, std::uint32_t value) {
    put_u16(out, static_cast<std::uint16_t>(value >> 16));
    put_u16(out, static_cast<std::uint16_t>(value & 0xffff));
}
inline void put_u16_le(std::string& out, std::uint16_t value) {
    put_u8(out, static_cast<std::uint8_t>(value & 0xff));
    put_u8(out, static_cast<std::uint8_t>(value >> 8));
}
inline void put_u32_le(std::string& out, std::uint32_t value) {
    put_u16_le(out, static_cast<std::uint16_t>(value & 0xffff));
    put_u16_le(out, static_cast<std::uint16_t>(value >> 16));
}

/// Reads integers in network byte order from bytes of unknown origin. Past the end every read gives zeros and ok()
/// stays false, so that a decoder needs to look only once.
class byte_reader {
  public:
    explicit byte_reader(std::string_view bytes, std::size_t at = 0) : bytes_(bytes), at_(at) {}

    bool ok() const { return ok_; }
    std::size_t at() const { return at_; }

    std::uint8_t u8() {
        const std::string_view b = take(1);
        return b.empty() ? std::uint8_t{0} : static_cast<std::uint8_t>(b[0]);
    }
    std::uint16_t u16() {
        const unsigned high = u8();
        return static_cast<std::uint16_t>(high << 8 | u8());
    }
    std::uint32_t u32() {
        const std::uint32_t high = u16();
        return high << 16 | u16();
    }
    std::string_view take(std::size_t count) {
        if (!ok_ || at_ > bytes_.size() || count > bytes_.size() - at_) {
            ok_ = false;
            return {};
        }
        const std::string_view taken = bytes_.substr(at_, count);
        at_ += count;
        return taken;
    }

  private:
    std::string_view bytes_;
    std::size_t at_;
    bool ok_ = true;
};

} // namespace fairway::wire
