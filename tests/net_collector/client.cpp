#include "client.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <cerrno>
#include <cstring>
#include <netinet/in.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

namespace fairway::test {

struct client::state {
    int fd = -1;
    SSL_CTX* context = nullptr;
    SSL* ssl = nullptr;
    bool timed_out = false;

    void wait(std::chrono::milliseconds patience) const {
        const timeval t{patience.count() / 1000, (patience.count() % 1000) * 1000};
        ::setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &t, sizeof t);
        ::setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &t, sizeof t);
    }

    ~state() {
        ::SSL_free(ssl);
        ::SSL_CTX_free(context);
        if (fd >= 0) ::close(fd);
    }
};

client::client(std::uint16_t port, const std::optional<tls>& how) : state_(std::make_unique<state>()) {
    state_->fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(port);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    state_->wait(std::chrono::seconds(10));
    if (::connect(state_->fd, reinterpret_cast<const sockaddr*>(&to), sizeof to) != 0)
        throw no_answer(std::string("connect: ") + std::strerror(errno));
    if (!how) return;
    state_->context = ::SSL_CTX_new(::TLS_client_method());
    if (how->only_version != 0) {
        ::SSL_CTX_set_security_level(state_->context, 0); // a level of 1 refuses old versions by itself
        ::SSL_CTX_set_min_proto_version(state_->context, how->only_version);
        ::SSL_CTX_set_max_proto_version(state_->context, how->only_version);
    }
    BIO* pem = ::BIO_new_mem_buf(how->ca_pem.data(), static_cast<int>(how->ca_pem.size()));
    X509* ca = ::PEM_read_bio_X509(pem, nullptr, nullptr, nullptr);
    ::X509_STORE_add_cert(::SSL_CTX_get_cert_store(state_->context), ca);
    ::X509_free(ca);
    ::BIO_free(pem);
    ::SSL_CTX_set_verify(state_->context, SSL_VERIFY_PEER, nullptr);
    if (how->clock)
        ::X509_VERIFY_PARAM_set_time(::SSL_CTX_get0_param(state_->context),
                                     std::chrono::system_clock::to_time_t(*how->clock));
    state_->ssl = ::SSL_new(state_->context);
    ::SSL_set1_host(state_->ssl, "localhost");
    ::SSL_set_fd(state_->ssl, state_->fd);
    if (::SSL_connect(state_->ssl) != 1) {
        ::ERR_clear_error();
        throw no_answer("no TLS connection");
    }
}

client::client(client&&) noexcept = default;
client::~client() = default;

void client::send(std::string_view bytes) {
    while (!bytes.empty()) {
        const auto size = std::min<std::size_t>(bytes.size(), 1 << 20);
        const auto sent = state_->ssl != nullptr
                              ? ::SSL_write(state_->ssl, bytes.data(), static_cast<int>(size))
                              : static_cast<int>(::send(state_->fd, bytes.data(), size, MSG_NOSIGNAL));
        if (sent <= 0) {
            ::ERR_clear_error();
            throw no_answer("cannot send");
        }
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
}

std::size_t client::read_some() {
    char buffer[16384];
    errno = 0;
    const auto got = state_->ssl != nullptr ? ::SSL_read(state_->ssl, buffer, sizeof buffer)
                                            : static_cast<int>(::recv(state_->fd, buffer, sizeof buffer, 0));
    if (got <= 0) {
        state_->timed_out = errno == EAGAIN || errno == EWOULDBLOCK;
        ::ERR_clear_error();
        return 0;
    }
    received_.append(buffer, static_cast<std::size_t>(got));
    return static_cast<std::size_t>(got);
}

std::string client::receive_until(std::string_view end) {
    std::size_t at = 0;
    while ((at = received_.find(end)) == std::string::npos)
        if (read_some() == 0) throw no_answer("closed after: " + received_.substr(0, 200));
    auto text = received_.substr(0, at + end.size());
    received_.erase(0, at + end.size());
    return text;
}

reply client::receive() {
    reply r;
    const auto head = receive_until("\r\n\r\n");
    if (!head.starts_with("HTTP/1.1 ")) throw no_answer("no HTTP: " + head.substr(0, 100));
    r.status = static_cast<unsigned>(std::stoul(head.substr(9, 3)));
    for (auto at = head.find("\r\n") + 2; head.compare(at, 2, "\r\n") != 0;) {
        const auto end = head.find("\r\n", at), colon = head.find(": ", at);
        auto name = head.substr(at, colon - at);
        std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return std::tolower(c); });
        r.headers[name] = head.substr(colon + 2, end - colon - 2);
        if (name == "set-cookie") r.cookies.push_back(r.headers[name]);
        at = end + 2;
    }
    if (const auto length = r.header("content-length"); !length.empty()) {
        const auto size = std::stoul(length);
        while (received_.size() < size)
            if (read_some() == 0) throw no_answer("the body is cut");
        r.body = received_.substr(0, size);
        received_.erase(0, size);
    }
    return r;
}

reply client::ask(const std::string& method, const std::string& target, const std::vector<std::string>& headers,
                  std::string_view body) {
    std::string text = method + " " + target + " HTTP/1.1\r\nHost: localhost\r\n";
    for (const auto& h : headers)
        text += h + "\r\n";
    if (!body.empty()) text += "Content-Length: " + std::to_string(body.size()) + "\r\n";
    send(text + "\r\n" + std::string(body));
    return receive();
}

bool client::is_closed(std::chrono::milliseconds patience) {
    state_->wait(patience);
    while (read_some() > 0)
        received_.clear();
    state_->wait(std::chrono::seconds(10));
    return !state_->timed_out;
}

std::string client::tls_version() const {
    return state_->ssl != nullptr ? ::SSL_get_version(state_->ssl) : "";
}

} // namespace fairway::test
