#include "collector/password.hpp"

#include "support/secret.hpp"

#include <array>
#include <charconv>
#include <openssl/evp.h>
#include <optional>
#include <stdexcept>
#include <vector>

namespace fairway::collector {

namespace {

struct scrypt_cost {
    std::uint64_t log_n = 15, r = 8, p = 1;
};
constexpr std::size_t salt_digits = 32; // 128 bits
constexpr std::size_t hash_digits = 64; // 256 bits
constexpr std::uint64_t most_memory = 64 * 1024 * 1024;

/// The salt is used as it is written: in hexadecimal.
std::string scrypt_hex(std::string_view password, std::string_view salt, const scrypt_cost& c) {
    std::array<unsigned char, hash_digits / 2> hash{};
    if (::EVP_PBE_scrypt(password.data(), password.size(), reinterpret_cast<const unsigned char*>(salt.data()),
                         salt.size(), std::uint64_t{1} << c.log_n, c.r, c.p, most_memory, hash.data(),
                         hash.size()) != 1)
        throw std::runtime_error("cannot hash a password (is there enough memory?)");
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    for (const auto byte : hash) {
        text += digits[byte >> 4];
        text += digits[byte & 15];
    }
    return text;
}

std::vector<std::string_view> split(std::string_view text, char at) {
    std::vector<std::string_view> parts;
    while (true) {
        const auto end = text.find(at);
        parts.push_back(text.substr(0, end));
        if (end == std::string_view::npos) return parts;
        text.remove_prefix(end + 1);
    }
}

std::optional<std::uint64_t> number(std::string_view text, std::uint64_t most) {
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || value < 1 || value > most) return std::nullopt;
    return value;
}

} // namespace

std::string hash_password(std::string_view password) {
    const scrypt_cost c;
    const auto salt = random_hex(salt_digits / 2);
    return "scrypt:" + std::to_string(c.log_n) + ":" + std::to_string(c.r) + ":" + std::to_string(c.p) + ":" + salt +
           ":" + scrypt_hex(password, salt, c);
}

bool is_password(std::string_view password, std::string_view kept) {
    const auto parts = split(kept, ':');
    if (parts.size() != 6 || parts[0] != "scrypt" || !is_hex(parts[4], salt_digits) || !is_hex(parts[5], hash_digits))
        return false;
    const auto log_n = number(parts[1], 15), r = number(parts[2], 8), p = number(parts[3], 4);
    if (!log_n || !r || !p) return false;
    return equal_secrets(scrypt_hex(password, parts[4], {*log_n, *r, *p}), parts[5]);
}

const std::string& unknown_password() {
    static const std::string kept = hash_password(make_secret());
    return kept;
}

} // namespace fairway::collector
