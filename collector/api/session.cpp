#include "collector/api/session.hpp"

#include "collector/api/answer.hpp"
#include "collector/api/body.hpp"
#include "collector/api/handlers.hpp"
#include "collector/password.hpp"
#include "support/secret.hpp"

namespace fairway::collector {

namespace {

constexpr std::string_view cookie_name = "fairway_session";
constexpr std::size_t secret_digits = 64;

constexpr key login_keys[] = {{"name", required}, {"password", required}};

std::string_view trimmed(std::string_view text) {
    while (text.starts_with(' '))
        text.remove_prefix(1);
    while (text.ends_with(' '))
        text.remove_suffix(1);
    return text;
}

std::string_view role_word(account_role role) {
    return role == account_role::admin ? "admin" : "viewer";
}

nlohmann::ordered_json session_json(const session_row& s) {
    return {{"name", s.account}, {"role", role_word(s.role)}, {"csrf", s.csrf}, {"expires_at", utc_time(s.expires_at)}};
}

} // namespace

std::string session_cookie(const http_request& request) {
    auto rest = request.header("Cookie");
    while (!rest.empty()) {
        const auto end = std::min(rest.find(';'), rest.size());
        const auto pair = trimmed(rest.substr(0, end));
        rest.remove_prefix(std::min(end + 1, rest.size()));
        const auto equals = pair.find('=');
        if (equals == std::string_view::npos || pair.substr(0, equals) != cookie_name) continue;
        const auto value = pair.substr(equals + 1);
        return is_hex(value, secret_digits) ? std::string(value) : std::string();
    }
    return {};
}

std::string set_session_cookie(std::string_view value, bool secure) {
    std::string text = std::string(cookie_name) + "=" + std::string(value) + "; Path=/; HttpOnly; SameSite=Strict";
    text +=
        "; Max-Age=" +
        std::to_string(value.empty() ? 0 : std::chrono::duration_cast<std::chrono::seconds>(session_lifetime).count());
    if (secure) text += "; Secure";
    return text;
}

std::string bearer_credential(const http_request& request) {
    const auto value = request.header("Authorization");
    constexpr std::string_view scheme = "Bearer ";
    if (!value.starts_with(scheme) || !is_hex(value.substr(scheme.size()), secret_digits)) return {};
    return std::string(value.substr(scheme.size()));
}

namespace api {

http_response login(const call& c) {
    body_reader body(c.request, login_keys);
    const auto name = body.text("name", 255);
    const auto password = body.text("password", longest_password);
    if (auto refused = body.refusal()) return *refused;
    if (const auto wait = c.shared.logins.begin(c.request.address, c.now))
        return retry_answer(429, "too many failed logins from your address; try again in a minute", *wait);
    auto& store = c.shared.store;
    const auto account = store.account(name);
    // An unknown name takes as long as a wrong password.
    const bool right = is_password(password, account ? account->password : unknown_password());
    if (!account || !right || account->disabled) {
        // People type passwords into the name field: unknown names are not recorded.
        store.record({0, c.now, account ? account->name : "unknown name", "login-failed", "", c.request.address});
        return error_answer(401, "the name or the password is wrong");
    }
    const auto secret = make_secret();
    const session_row session{account->name, account->role, make_secret(), c.now + session_lifetime};
    store.create_session(sha256_hex(secret), session);
    store.record({0, c.now, account->name, "login", "", c.request.address});
    c.shared.logins.succeeded(c.request.address);
    auto answer = json_answer(session_json(session));
    answer.headers.emplace_back("Set-Cookie", set_session_cookie(secret, c.request.secure));
    return answer;
}

http_response logout(const call& c) {
    c.shared.store.end_session(c.who.session_sha256);
    c.shared.store.record({0, c.now, c.who.session.account, "logout", "", c.request.address});
    auto answer = no_content();
    answer.headers.emplace_back("Set-Cookie", set_session_cookie("", c.request.secure));
    return answer;
}

http_response get_session(const call& c) {
    return json_answer(session_json(c.who.session));
}

} // namespace api

} // namespace fairway::collector
