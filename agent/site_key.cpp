#include "agent/site_key.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <memory>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <stdexcept>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

namespace fairway {

namespace {

constexpr std::string_view heading = "fairway-key/1 ";
constexpr std::size_t base64_size = 44; // of 32 bytes, the last of them padding
constexpr std::size_t longest_file = 4096;

struct closer {
    int fd;
    ~closer() { ::close(fd); }
};

read_result<wire::site_key> fail(const std::string& file, std::string why) {
    return {std::nullopt, {{file, "", std::move(why)}}};
}

} // namespace

wire::site_key make_site_key() {
    wire::site_key key;
    if (::getrandom(key.data(), key.size(), 0) != static_cast<ssize_t>(key.size()))
        throw std::runtime_error("this system gives no random numbers, so no key can be made");
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
        return fail(file, "is no key file: one line \"fairway-key/1 …\" with 44 characters was expected, "
                          "as `fairway key create` makes it");
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
        return fail(file, "the key in it is damaged: it is not base64 of 32 bytes. Copy the file anew");
    return {key, {}};
}

read_result<wire::site_key> read_key_file(const std::string& path) {
    // O_NONBLOCK: a FIFO that nobody writes to must not hang us at open.
    const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0) return fail(path, std::string("cannot be opened: ") + std::strerror(errno));
    const closer guard{fd};
    struct stat info {};
    if (::fstat(fd, &info) != 0) return fail(path, std::string("cannot be read: ") + std::strerror(errno));
    if (!S_ISREG(info.st_mode)) return fail(path, "is not a regular file");
    if ((info.st_mode & (S_IRWXG | S_IRWXO)) != 0)
        return fail(path, "others may read or change this key; run `chmod 600 " + path +
                              "`, and make a new key if somebody could have read it");
    std::string text(longest_file, '\0');
    const ssize_t size = ::read(fd, text.data(), text.size());
    if (size < 0) return fail(path, std::string("cannot be read: ") + std::strerror(errno));
    text.resize(static_cast<std::size_t>(size));
    auto key = parse_site_key(text, path);
    ::OPENSSL_cleanse(text.data(), text.size());
    return key;
}

read_result<wire::site_key> create_key_file(const std::string& path) {
    const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (fd < 0 && errno == EEXIST)
        return fail(path, "exists already, and is not overwritten: hosts may be using the key in it");
    if (fd < 0) return fail(path, std::string("cannot be created: ") + std::strerror(errno));
    const closer guard{fd};
    const auto key = make_site_key();
    const std::string text = to_text(key);
    // A umask can only have taken rights away, even the owner's.
    if (::fchmod(fd, S_IRUSR | S_IWUSR) != 0 ||
        ::write(fd, text.data(), text.size()) != static_cast<ssize_t>(text.size()) || ::fsync(fd) != 0) {
        const int error = errno;
        ::unlink(path.c_str());
        return fail(path, std::string("cannot be written: ") + std::strerror(error));
    }
    return {key, {}};
}

} // namespace fairway
