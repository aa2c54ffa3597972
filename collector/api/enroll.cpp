#include "collector/api/answer.hpp"
#include "collector/api/body.hpp"
#include "collector/api/handlers.hpp"
#include "support/secret.hpp"

namespace fairway::collector::api {

namespace {

constexpr key enroll_keys[] = {
    {"token", required}, {"credential_sha256", required}, {"host", required}, {"install_id", required}, {"fairway"}};

constexpr key rotate_keys[] = {{"credential_sha256", required}};

} // namespace

http_response enroll(const call& c) {
    body_reader body(c.request, enroll_keys);
    enrollment e;
    const auto token = body.hex("token", 64);
    e.credential_sha256 = body.hex("credential_sha256", 64);
    e.install_id = body.hex("install_id", 32);
    e.host = body.text("host", 255);
    e.version = body.text("fairway", 64);
    e.from = c.request.address;
    if (auto refused = body.refusal()) return *refused;
    e.token_sha256 = sha256_hex(token);
    const auto sender = sender_of(c.request.address);
    if (const auto wait = c.shared.limits.enrollments.begin(sender, c.moment))
        return retry_answer(429, "too many failed enrollments from your address; try again in a minute", *wait);
    enrolled done;
    try {
        done = c.shared.store.enroll(e, c.now);
    } catch (const store_error&) {
        c.shared.limits.enrollments.take_back(sender); // whether the token is right is not known
        throw;
    }
    if (done.outcome == enrolled::result::refused)
        return error_answer(403,
                            "the token is not valid: it is unknown, used up, expired or revoked. Create a new one with "
                            "`fairway-collector token create`");
    c.shared.limits.enrollments.take_back(sender);
    return json_answer(
        {{"prober", done.prober}, {"tenant", "default"}, {"site", done.site}, {"collector", c.shared.name}},
        done.outcome == enrolled::result::created ? 201 : 200);
}

http_response rotate_credential(const call& c) {
    body_reader body(c.request, rotate_keys);
    const auto next = body.hex("credential_sha256", 64);
    if (auto refused = body.refusal()) return *refused;
    if (!c.shared.store.rotate_credential(c.who.prober, next, c.now))
        return error_answer(409, "this credential is already in use; make another one");
    return no_content();
}

} // namespace fairway::collector::api
