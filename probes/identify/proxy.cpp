#include "probes/identify/proxy.hpp"

#include "probes/identify/http.hpp"
#include "probes/identify/looks_like.hpp"
#include "probes/wire/http.hpp"

#include <variant>

namespace fairway::identify {

namespace {

/// Names come from files, command lines and certificates: nothing of them may end a line or begin another word.
std::string harmless(std::string_view target) {
    std::string text(target);
    for (char& c : text)
        if (c <= ' ' || c >= 0x7f || c == '/' || c == '@') c = '?';
    return text;
}

/// Of "host:443" or "[v6]:443".
std::string_view host_of(std::string_view target) {
    auto host = target.substr(0, target.rfind(':'));
    if (host.starts_with('[')) host = host.substr(1, host.size() - 2);
    return host;
}

std::string_view port_of(std::string_view target) {
    return target.substr(target.rfind(':')); // with the colon
}

/// Which methods a proxy takes credentials by (RFC 9110 §11.7.1), one in each field as a rule.
std::string schemes_of(const wire::http_head& head) {
    std::string schemes;
    for (const auto value : head.all("Proxy-Authenticate"))
        schemes += (schemes.empty() ? "it accepts " : ", ") + printable(value.substr(0, value.find_first_of(" ,")));
    return schemes;
}

/// What the proxy says of its reasons, in fields that only proxies have.
std::string words_of(const wire::http_head& head) {
    if (head.status == 407) return schemes_of(head);
    if (const auto error = head.first("X-Squid-Error"); !error.empty())
        return printable(error.substr(0, error.find(' '))); // "ERR_ACCESS_DENIED 0"
    return printable(head.first("Proxy-Status"));           // RFC 9209
}

/// Whether the proxy itself must have written this, and no service behind it.
bool is_by_proxy(const wire::http_head& head) {
    return head.status == 407 || head.status == 502 || head.status == 504 || !head.first("X-Squid-Error").empty() ||
           head.first("Proxy-Status").find("error=") != std::string_view::npos;
}

} // namespace

std::string connect_request(const proxied& through) {
    const std::string target = harmless(through.target);
    wire::http_question q{"CONNECT", target, host_of(target), port_of(target)};
    q.proxy_authorization = through.authorization;
    return wire::http_request(q);
}

std::string plain_request(const proxied& through) {
    const std::string target = harmless(through.target);
    const bool usual = port_of(target) == ":80";
    const auto port = usual ? std::string_view() : port_of(target);
    const std::string url =
        "http://" + target.substr(0, target.rfind(':')) + std::string(port) + std::string(nobodys_path);
    wire::http_question q{"GET", url, host_of(target), port};
    q.proxy_authorization = through.authorization;
    return wire::http_request(q);
}

proxy_reply read_proxy_answer(const proxied& through, std::string_view received) {
    using verdict = proxy_reply::verdict;
    const auto decoded = wire::decode_http_head(received);
    if (std::holds_alternative<wire::incomplete>(decoded)) return {};
    if (std::holds_alternative<wire::malformed>(decoded)) return {verdict::no_proxy, 0, looks_like(received), 0};
    const auto& head = std::get<wire::http_head>(decoded);
    proxy_reply reply{verdict::refuses, head.status, words_of(head), head.size};
    if (through.tunnel) {
        // A head that never ends is no tunnel.
        if (head.status / 100 != 2) return reply;
        reply.says = head.size > 0 ? verdict::passes : verdict::no_proxy;
        if (head.size == 0) reply.words = "an answer that never ends";
    } else if (!is_by_proxy(head)) {
        // Whoever passes an answer on adds a Via (RFC 9110 §7.6.3): without it, this may be a web server and no proxy.
        // Some proxies add it to pages of their own, too.
        const bool may_be_own = head.status == 403 || head.status == 503;
        reply.says = may_be_own || head.first("Via").empty() ? verdict::unclear : verdict::passes;
    }
    return reply;
}

} // namespace fairway::identify
