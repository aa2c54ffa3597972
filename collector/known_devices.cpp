#include "collector/known_devices.hpp"

#include "support/secret.hpp"

#include <array>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <stdexcept>

namespace fairway::collector {

namespace {

constexpr std::size_t device_digits = 32, mac_digits = 64;
constexpr std::size_t most_places = 4096;

std::string place_of(const std::string& account, const std::string& sender) {
    return sender + ' ' + account; // an address has no space
}

} // namespace

std::string known_devices::mac_of(std::string_view device, const std::string& account) const {
    const std::string what = std::string(device) + ' ' + account;
    std::array<unsigned char, EVP_MAX_MD_SIZE> mac{};
    unsigned size = 0;
    if (::HMAC(::EVP_sha256(), key_.data(), static_cast<int>(key_.size()),
               reinterpret_cast<const unsigned char*>(what.data()), what.size(), mac.data(), &size) == nullptr)
        throw std::runtime_error("cannot compute an HMAC");
    std::string text;
    for (unsigned i = 0; i < size; ++i) {
        text += "0123456789abcdef"[mac[i] >> 4];
        text += "0123456789abcdef"[mac[i] & 15];
    }
    return text;
}

std::string known_devices::make_mark(const std::string& account) const {
    const auto device = random_hex(device_digits / 2);
    return device + '.' + mac_of(device, account);
}

std::optional<std::string> known_devices::device_in(std::string_view mark, const std::string& account) const {
    if (mark.size() != device_digits + 1 + mac_digits || mark[device_digits] != '.') return std::nullopt;
    const auto device = mark.substr(0, device_digits);
    if (!is_hex(device, device_digits) || !equal_secrets(mark.substr(device_digits + 1), mac_of(device, account)))
        return std::nullopt;
    return std::string(device);
}

void known_devices::remember(const std::string& account, const std::string& sender) {
    const std::lock_guard lock(mutex_);
    const auto place = place_of(account, sender);
    if (const auto found = places_.find(place); found != places_.end()) {
        recent_.splice(recent_.begin(), recent_, found->second);
        return;
    }
    if (places_.size() >= most_places) {
        places_.erase(recent_.back());
        recent_.pop_back();
    }
    recent_.push_front(place);
    places_[place] = recent_.begin();
}

bool known_devices::is_known(const std::string& account, const std::string& sender) const {
    const std::lock_guard lock(mutex_);
    return places_.count(place_of(account, sender)) != 0;
}

} // namespace fairway::collector
