#include "collector/api/answer.hpp"
#include "collector/api/body.hpp"
#include "collector/api/handlers.hpp"
#include "collector/api/query.hpp"
#include "collector/enrollment.hpp"
#include "support/secret.hpp"

namespace fairway::collector::api {

namespace {

constexpr key token_keys[] = {{"site"}, {"uses"}, {"lifetime_s"}};

} // namespace

http_response get_tokens(const call& c) {
    query_reader query(c.request.query, {});
    if (auto refused = query.refusal()) return *refused;
    auto items = nlohmann::ordered_json::array();
    for (const auto& t : c.shared.store.tokens(c.now))
        items.push_back({{"id", t.id},
                         {"site", t.site},
                         {"uses_left", t.uses_left},
                         {"created_at", utc_time(t.created_at)},
                         {"expires_at", utc_time(t.expires_at)},
                         {"created_by", t.created_by},
                         {"revoked", t.revoked}});
    return list_answer(std::move(items));
}

http_response create_token(const call& c) {
    body_reader body(c.request, token_keys);
    auto site = body.text("site", 64);
    const auto uses = body.number("uses", 1, most_token_uses).value_or(1);
    const std::chrono::seconds lifetime(
        body.number("lifetime_s", 60, longest_token_lifetime.count()).value_or(default_token_lifetime.count()));
    if (auto refused = body.refusal()) return *refused;
    if (site.empty()) site = default_site;
    const auto token = make_secret();
    const auto id = c.shared.store.create_token(sha256_hex(token), site, static_cast<std::uint32_t>(uses), lifetime,
                                                c.who.session.account, c.now);
    return json_answer({{"id", id},
                        {"token", token},
                        {"site", site},
                        {"uses", uses},
                        {"expires_at", utc_time(c.now + lifetime)},
                        {"command", enrollment_command(c.shared.url, c.shared.authorities.get().front().sha256)}},
                       201);
}

http_response delete_token(const call& c) {
    if (!c.shared.store.revoke_token(std::string(c.id), c.who.session.account, c.now))
        return error_answer(404, "no valid token has this id");
    return no_content();
}

} // namespace fairway::collector::api
