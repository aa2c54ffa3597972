#include "support/secret.hpp"

#include "support/system/random.hpp"

#include <algorithm>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <stdexcept>
#include <vector>

namespace fairway {

namespace {

std::string hex(const unsigned char* bytes, std::size_t size) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    text.reserve(size * 2);
    for (std::size_t i = 0; i < size; ++i) {
        text += digits[bytes[i] >> 4];
        text += digits[bytes[i] & 15];
    }
    return text;
}

} // namespace

std::string random_hex(std::size_t bytes) {
    std::vector<unsigned char> random(bytes);
    if (!fill_random(random.data(), bytes))
        throw std::runtime_error("this system provides no random numbers, so no secret can be created");
    auto text = hex(random.data(), random.size());
    ::OPENSSL_cleanse(random.data(), random.size());
    return text;
}

std::string make_secret() {
    return random_hex(32);
}

std::string sha256_hex(std::string_view data) {
    std::array<unsigned char, 32> digest{};
    if (::EVP_Digest(data.data(), data.size(), digest.data(), nullptr, ::EVP_sha256(), nullptr) != 1)
        throw std::runtime_error("the cryptographic library has no SHA-256");
    return hex(digest.data(), digest.size());
}

std::string base64(std::string_view text) {
    std::string out((text.size() + 2) / 3 * 4 + 1, '\0'); // it ends with a zero
    const int size =
        ::EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()),
                          reinterpret_cast<const unsigned char*>(text.data()), static_cast<int>(text.size()));
    out.resize(static_cast<std::size_t>(size));
    return out;
}

bool is_hex(std::string_view text, std::size_t digits) {
    return text.size() == digits && std::all_of(text.begin(), text.end(), [](char c) {
               return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
           });
}

bool equal_secrets(std::string_view a, std::string_view b) {
    return a.size() == b.size() && ::CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

} // namespace fairway
