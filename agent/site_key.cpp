#include "agent/site_key.hpp"

#include "support/system/file.hpp"
#include "support/system/file_calls.hpp"
#include "support/system/random.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <memory>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <stdexcept>

namespace fairway {

namespace {

constexpr std::string_view heading = "fairway-key/1 ";
constexpr std::size_t base64_size = 44; // of 32 bytes, the last of them padding
constexpr std::size_t longest_file = 4096;

read_result<wire::site_key> key_failure(const std::string& file, std::string why) {
    return {std::nullopt, {{file, "", std::move(why)}}};
}

} // namespace

wire::site_key make_site_key() {
    wire::site_key key;
    if (!fill_random(key.data(), key.size()))
        throw std::runtime_error("this system provides no random numbers, so no key can be created");
    return key;
}

std::string to_text(const wire::site_key& key) {
    unsigned char base64[base64_size + 1];
    ::EVP_EncodeBlock(base64, key.data(), static_cast<int>(key.size()));
    return std::string(heading) + reinterpret_cast<const char*>(base64) + "\n";
}

read_result<wire::site_key> parse_site_key(std::string_view text, const std::string& file) {
    while (!text.empty() && std::strchr(" \t\r\n", text.back()) != nullptr && text.back() != '\0')
        text.remove_suffix(1);
    if (text.substr(0, heading.size()) != heading || text.size() != heading.size() + base64_size)
        return key_failure(file, "is not a key file; expected one line \"fairway-key/1 …\" with 44 characters, "
                                 "as created by `fairway key create`");
    text.remove_prefix(heading.size());
    unsigned char bytes[48] = {};
    wire::site_key key;
    const bool decoded = ::EVP_DecodeBlock(bytes, reinterpret_cast<const unsigned char*>(text.data()),
                                           static_cast<int>(text.size())) == 33 &&
                         text.back() == '=' && text[text.size() - 2] != '=';
    std::copy_n(bytes, key.size(), key.begin());
    ::OPENSSL_cleanse(bytes, sizeof bytes);
    // One key, one spelling.
    if (!decoded || to_text(key).substr(heading.size(), base64_size) != text)
        return key_failure(file, "the key in it is damaged: it is not base64 of 32 bytes. Copy the file again");
    return {key, {}};
}

read_result<wire::site_key> read_key_file(const std::string& path) {
    using result = file_content::result;
    auto content = read_file(path, longest_file, readable_file::secret);
    switch (content.outcome) {
    case result::read: break;
    case result::cannot_open:
        return key_failure(path, std::string("cannot be opened: ") + std::strerror(content.error));
    case result::cannot_read: return key_failure(path, std::string("cannot be read: ") + std::strerror(content.error));
    case result::folder:
    case result::not_regular: return key_failure(path, "is not a regular file");
    case result::not_private:
        return key_failure(path, "other users can read or change this key; run `" + how_to_make_private(path) +
                                     "`, and create a new key if somebody could have read it");
    }
    auto key = parse_site_key(content.text, path);
    ::OPENSSL_cleanse(content.text.data(), content.text.size());
    return key;
}

read_result<wire::site_key> create_key_file(const std::string& path) {
    auto& calls = system_file_calls();
    const int fd = calls.create(path, readable_by::owner);
    if (fd < 0 && errno == EEXIST)
        return key_failure(path, "already exists and is not overwritten: hosts may be using its key");
    if (fd < 0) return key_failure(path, std::string("cannot be created: ") + std::strerror(errno));
    const auto key = make_site_key();
    std::string text = to_text(key);
    const bool written =
        calls.write(fd, text.data(), text.size()) == static_cast<std::ptrdiff_t>(text.size()) && calls.sync(fd) == 0;
    const int error = errno;
    ::OPENSSL_cleanse(text.data(), text.size());
    calls.close(fd);
    if (written) return {key, {}};
    calls.remove(path);
    return key_failure(path, std::string("cannot be written: ") + std::strerror(error));
}

} // namespace fairway
