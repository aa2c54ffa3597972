#include "collector/commands/command.hpp"
#include "collector/commands/console_user.hpp"
#include "collector/commands/data_option.hpp"
#include "collector/commands/table.hpp"
#include "collector/enrollment.hpp"
#include "support/secret.hpp"
#include "text/wording.hpp"

#include <charconv>
#include <ostream>

namespace fairway::collector {

namespace {

/// "30m", "24h", "7d"; nothing on anything else.
std::optional<std::chrono::seconds> lifetime(std::string_view text) {
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end + 1 != text.data() + text.size() || number < 1 || number > 100'000)
        return std::nullopt;
    std::chrono::seconds time{};
    switch (*end) {
    case 'm': time = std::chrono::minutes(number); break;
    case 'h': time = std::chrono::hours(number); break;
    case 'd': time = std::chrono::hours(24 * number); break;
    default: return std::nullopt;
    }
    return time <= longest_token_lifetime ? std::optional(time) : std::nullopt;
}

int create(option_reader& given, const console& io) {
    const auto site = given.once("site").value_or(default_site);
    if (site.size() > 64) given.problem("--site", "is longer than 64 bytes");
    const auto uses =
        given.number("uses", 1, static_cast<double>(most_token_uses), "a whole number from 1 to 100000").value_or(1);
    if (uses != static_cast<std::uint32_t>(uses)) given.problem("--uses", "expected a whole number");
    auto time = std::optional(default_token_lifetime);
    if (const auto text = given.once("for").value_or(""); !text.empty()) time = lifetime(text);
    if (!time) given.problem("--for", "expected a time up to 30 days, e.g. 30m, 24h or 7d");
    const auto directory = given_directory(given);
    if (!directory) return exit_status::usage;

    const auto token = make_secret();
    const auto now = std::chrono::system_clock::now();
    const auto id = directory->open_store()->create_token(sha256_hex(token), site, static_cast<std::uint32_t>(uses),
                                                          *time, console_user(), now);
    io.out << "Token (shown only now)\n  " << token << "\n\n"
           << "ID " << id << ", for " << static_cast<std::uint32_t>(uses) << (uses == 1 ? " host" : " hosts")
           << " of site " << in_quotes(site) << ", until " << utc_time(now + *time) << "\n\n"
           << "On each host, run this, then type the token:\n  "
           << enrollment_command(directory->url(), directory->ca_fingerprint()) << "\n";
    return exit_status::ok;
}

std::string state(const token_row& t, wall_time now) {
    if (t.revoked) return "revoked";
    if (t.expires_at <= now) return "expired";
    return t.uses_left == 0 ? "used up" : "valid";
}

int list_tokens(option_reader& given, const console& io) {
    const auto directory = given_directory(given);
    if (!directory) return exit_status::usage;
    const auto now = std::chrono::system_clock::now();
    std::vector<std::vector<std::string>> rows;
    for (const auto& t : directory->open_store()->tokens(now))
        rows.push_back(
            {t.id, t.site, std::to_string(t.uses_left), state(t, now), utc_time(t.expires_at), t.created_by});
    if (rows.empty())
        io.out << "No tokens. Create one with `fairway-collector token create --data " << directory->path() << "`\n";
    else
        io.out << table({"ID", "SITE", "USES LEFT", "STATE", "VALID UNTIL", "CREATED BY"}, rows);
    return exit_status::ok;
}

int revoke_token(option_reader& given, const console& io) {
    const auto& id = given.words()[0];
    const auto directory = given_directory(given);
    if (!directory) return exit_status::usage;
    if (!directory->open_store()->revoke_token(id, console_user(), std::chrono::system_clock::now())) {
        given.problem("ID", "no valid token " + in_quotes(id) + "; `fairway-collector token list` shows them");
        return exit_status::usage;
    }
    io.out << "Token " << id << " is revoked: nobody can enroll with it anymore.\n";
    return exit_status::ok;
}

} // namespace

std::vector<command> token_commands() {
    command group;
    group.table.name = "token";
    group.table.summary = "create, list or revoke enrollment tokens";

    command creating;
    creating.table.name = "token create";
    creating.table.summary = "create a token for hosts to enroll with";
    creating.table.usage = {"--data DIR [--site NAME] [--uses N] [--for TIME]"};
    creating.table.about = "A token is shown once, when it is created.";
    creating.table.sections = {
        {"Options",
         {data_option(),
          {"site", "NAME", "the site of the hosts that enroll with it; default: " + std::string(default_site)},
          {"uses", "N", "how many hosts may enroll with it; default: 1"},
          {"for", "TIME", "how long it is valid, e.g. 30m, 24h or 7d, up to 30d; default: 24h"}}}};
    creating.run = create;

    command listing;
    listing.table.name = "token list";
    listing.table.summary = "list all tokens: site, uses left, validity, creator";
    listing.table.usage = {"--data DIR"};
    listing.table.sections = {{"Options", {data_option()}}};
    listing.run = list_tokens;

    command revoking;
    revoking.table.name = "token revoke";
    revoking.table.summary = "make a token unusable";
    revoking.table.usage = {"ID --data DIR"};
    revoking.table.about = "Revoking a token does not affect hosts that have already enrolled.";
    revoking.table.arguments = {
        {"ID", "the ID of the token", 1, 1, "ID is missing: which token? `fairway-collector token list` shows them"}};
    revoking.table.sections = {{"Options", {data_option()}}};
    revoking.run = revoke_token;
    return {group, creating, listing, revoking};
}

} // namespace fairway::collector
