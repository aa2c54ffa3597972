#include "collector/api/session.hpp"

#include "collector/api/answer.hpp"
#include "collector/api/body.hpp"
#include "collector/api/handlers.hpp"
#include "collector/password.hpp"
#include "support/log.hpp"
#include "support/secret.hpp"

namespace fairway::collector {

namespace {

constexpr std::string_view session_name = "fairway_session", device_name = "fairway_device";
constexpr std::size_t secret_digits = 64;

constexpr key login_keys[] = {{"name", required}, {"password", required}};

std::string_view trimmed(std::string_view text) {
    while (text.starts_with(' '))
        text.remove_prefix(1);
    while (text.ends_with(' '))
        text.remove_suffix(1);
    return text;
}

/// The first cookie of that name; empty if there is none.
std::string_view cookie_named(const http_request& request, std::string_view name) {
    auto rest = request.header("Cookie");
    while (!rest.empty()) {
        const auto end = std::min(rest.find(';'), rest.size());
        const auto pair = trimmed(rest.substr(0, end));
        rest.remove_prefix(std::min(end + 1, rest.size()));
        const auto equals = pair.find('=');
        if (equals != std::string_view::npos && pair.substr(0, equals) == name) return pair.substr(equals + 1);
    }
    return {};
}

/// Sent back with logins only.
std::string set_device_cookie(const std::string& mark, bool secure) {
    return std::string(device_name) + "=" + mark + "; Path=/api/v1/login; HttpOnly; SameSite=Strict; Max-Age=" +
           std::to_string(std::chrono::duration_cast<std::chrono::seconds>(device_lifetime).count()) +
           (secure ? "; Secure" : "");
}

void record_failure(const call& c, const std::string& name) {
    // Guesses from everywhere must not fill the disk; the metric counts them all.
    // People type passwords into the name field: unknown names are not recorded.
    const std::string who = name.empty() ? "unknown name" : name;
    if (c.shared.limits.recorded_failures.begin(who, c.moment)) return;
    const audit_row row{0, c.now, who, "login-failed", "", c.request.address};
    c.shared.write_later([row](store& s) { s.record(row); });
}

std::string_view role_word(account_role role) {
    return role == account_role::admin ? "admin" : "viewer";
}

nlohmann::ordered_json session_json(const session_row& s) {
    return {{"name", s.account}, {"role", role_word(s.role)}, {"csrf", s.csrf}, {"expires_at", utc_time(s.expires_at)}};
}

} // namespace

std::string session_cookie(const http_request& request) {
    const auto value = cookie_named(request, session_name);
    return is_hex(value, secret_digits) ? std::string(value) : std::string();
}

std::string set_session_cookie(std::string_view value, bool secure) {
    std::string text = std::string(session_name) + "=" + std::string(value) + "; Path=/; HttpOnly; SameSite=Strict";
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

std::variant<http_response, login_attempt> begin_login(const call& c) {
    body_reader body(c.request, login_keys);
    login_attempt attempt;
    attempt.name = body.text("name", 255);
    attempt.password = body.text("password", longest_password);
    if (auto refused = body.refusal()) return *refused;
    auto& limits = c.shared.limits;
    attempt.sender = sender_of(c.request.address);
    const auto device = c.shared.devices.device_in(cookie_named(c.request, device_name), attempt.name);
    attempt.known = device || c.shared.devices.is_known(attempt.name, attempt.sender);
    attempt.counted_as = device ? *device : attempt.known ? attempt.sender + ' ' + attempt.name : attempt.sender;
    auto& its_kind = attempt.known ? limits.logins_from_known : limits.logins_from_strangers;
    if (const auto wait = its_kind.begin(attempt.counted_as, c.moment))
        return retry_answer(429, "too many failed logins from your address; try again in a minute", *wait);
    if (attempt.known) return attempt;
    // Guesses at one account from many addresses. Whoever owns it has a device or an address that is known.
    if (const auto wait = limits.logins_to_account.begin(attempt.name, c.moment)) {
        its_kind.take_back(attempt.counted_as);
        return retry_answer(429,
                            "too many failed logins as this user; try again in a minute, or from a browser or an "
                            "address that it has logged in from before",
                            *wait);
    }
    return attempt;
}

void forget_login(const call& c, const login_attempt& attempt) {
    auto& limits = c.shared.limits;
    (attempt.known ? limits.logins_from_known : limits.logins_from_strangers).take_back(attempt.counted_as);
    if (!attempt.known) limits.logins_to_account.take_back(attempt.name);
}

http_response try_login(const call& c, const login_attempt& attempt) {
    std::optional<account_row> account;
    try {
        account = c.shared.store.account(attempt.name);
    } catch (const store_error&) {
        forget_login(c, attempt);
        throw;
    }
    // An unknown name takes as long as a wrong password.
    const bool right = is_password(attempt.password, account ? account->password : unknown_password());
    if (!account || !right || account->disabled) {
        record_failure(c, account ? account->name : "");
        return error_answer(401, "the name or the password is wrong");
    }
    forget_login(c, attempt);
    c.shared.devices.remember(account->name, attempt.sender);
    const auto secret = make_secret(), sha256 = sha256_hex(secret);
    const session_row session{account->name, account->role, make_secret(), c.now + session_lifetime};
    c.shared.sessions.begin(sha256, session, account->password);
    const audit_row row{0, c.now, account->name, "login", "", c.request.address};
    c.shared.write_later([&sessions = c.shared.sessions, sha256, row](store& s) {
        sessions.save(sha256);
        s.record(row);
    });
    auto answer = json_answer(session_json(session));
    const bool secure = c.request.secure;
    answer.headers.emplace_back("Set-Cookie", set_session_cookie(secret, secure));
    answer.headers.emplace_back("Set-Cookie", set_device_cookie(c.shared.devices.make_mark(account->name), secure));
    return answer;
}

namespace api {

http_response logout(const call& c) {
    const auto& session = c.who.session_sha256;
    c.shared.sessions.end(session);
    try {
        c.shared.sessions.save(session);
        c.shared.store.record({0, c.now, c.who.session.account, "logout", "", c.request.address});
    } catch (const store_error& e) { // it has ended all the same
        log(log_level::warning, "a logout is not recorded", {{"why", std::string(e.what())}});
    }
    auto answer = no_content();
    answer.headers.emplace_back("Set-Cookie", set_session_cookie("", c.request.secure));
    return answer;
}

http_response get_session(const call& c) {
    return json_answer(session_json(c.who.session));
}

} // namespace api

} // namespace fairway::collector
