#include "agent/reporting/enroll.hpp"

#include "agent/local/folder_owner.hpp"
#include "support/folder.hpp"
#include "support/secret.hpp"
#include "support/system/file.hpp"
#include "support/system/path.hpp"
#include "support/text_file.hpp"
#include "text/json_text.hpp"
#include "text/utf8.hpp"
#include "text/wording.hpp"

#include <nlohmann/json.hpp>

#include <stdexcept>
#include <system_error>

namespace fairway {

namespace {

constexpr std::size_t longest_name = 255;

read_result<enrolled> enrollment_failure(std::string where, std::string why) {
    return {std::nullopt, {{std::move(where), "", std::move(why)}}};
}

/// A text of the answer, bounded and of one line; empty if it is none.
std::string text_in(const nlohmann::json& answer, const char* name) {
    const auto found = answer.find(name);
    if (found == answer.end() || !found->is_string()) return {};
    const auto& text = found->get_ref<const std::string&>();
    for (const char c : text)
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) return {};
    return text.size() <= longest_name ? text : std::string();
}

std::string refusal(const http_answer& answer) {
    const auto its = error_in(answer.body);
    const std::string because = its.empty() ? "" : ": " + its;
    switch (answer.status) {
    case 400:
    case 422: return "the collector does not understand the request (" + std::to_string(answer.status) + ")" + because;
    case 403:
        return "the collector rejects this token (403)" + because +
               ". It is used up, expired, revoked, or from another collector: create a new one";
    case 404: return "no enrollment endpoint at this address (404)" + because + "; is fairway-collector running there?";
    case 429: return "too many failed attempts from here (429)" + because + ". Wait a minute and try again";
    default: return "the collector answered " + std::to_string(answer.status) + because + ". Try again later";
    }
}

/// Who we are going to be. `sends` is the credential that the collector is to know from now on.
identity prepare(const std::optional<identity>& before, const std::string& collector, std::string& sends) {
    identity who;
    if (before) who = *before;
    if (who.install_id.empty()) who.install_id = random_hex(16);
    if (who.enrolled()) {
        // The one in use goes on working until the collector took the other.
        if (who.next_credential.empty()) who.next_credential = make_secret();
        sends = who.next_credential;
        return who;
    }
    // After a lost answer the same again: the collector then knows that it has answered already.
    if (who.credential.empty() || who.collector != collector) {
        who.credential = make_secret();
        who.next_credential.clear();
        who.credential_since = std::chrono::system_clock::now();
    }
    who.collector = collector;
    sends = who.credential;
    return who;
}

/// What a copied state folder has of the machine that it was copied from, but for the identity, which is replaced.
void forget_the_other(const std::string& state_folder) {
    auto error = remove_with_content(spool_folder(state_folder));
    if (!error) error = remove_with_content(in_folder(state_folder, "last_run.json"));
    if (error) throw std::system_error(error, "cannot delete what belongs to the other machine in " + state_folder);
}

/// What the state folder had before.
struct kept {
    std::optional<identity> who;
    std::string authority; ///< empty: none
    bool copied = false;   ///< from another machine
};

/// A problem, too, where the host belongs to another collector.
read_result<kept> read_kept(const enrollment& wish, const std::string& collector) {
    kept before;
    if (!has_identity(wish.state_folder)) return {std::move(before), {}};
    auto read = read_identity(wish.state_folder);
    if (!read) return {std::nullopt, std::move(read.problems)};
    before.who = std::move(*read.value);
    if (auto authority = read_authority(wish.state_folder)) before.authority = std::move(*authority.value);
    before.copied = wish.anew && before.who->enrolled();
    if (!before.copied && before.who->enrolled() &&
        collector_url(*parse_collector_url(before.who->collector).value) != collector)
        return {std::nullopt,
                {{identity_file(wish.state_folder), "",
                  "this host is already enrolled with " + before.who->collector + ". To enroll it with " + collector +
                      " instead, stop the service, delete identity.json and ca.pem in " + wish.state_folder +
                      " (and the directory spool, or its reports go to the new collector), and try again"}}};
    return {std::move(before), {}};
}

read_result<enrolled> ask(transport& link, const enrollment& wish, const kept& before, identity who,
                          const std::string& credential) {
    const nlohmann::json body = {{"token", wish.token},
                                 {"credential_sha256", sha256_hex(credential)},
                                 {"host", wish.host},
                                 {"install_id", who.install_id},
                                 {"fairway", FAIRWAY_VERSION}};
    http_request request;
    request.target = "/api/v1/enroll";
    request.body = body.dump();
    const auto answer = link.ask(request);
    link.close();
    if (answer.status == 0)
        return enrollment_failure("", answer.error +
                                          ". The token may or may not be used up: run the same command again, which is "
                                          "harmless either way");
    if (answer.status != 200 && answer.status != 201) {
        // It said no: nothing has changed.
        if (before.who && before.who->enrolled()) save_identity(wish.state_folder, *before.who);
        if (!before.authority.empty()) write_file_atomically(authority_file(wish.state_folder), before.authority);
        return enrollment_failure(answer.status == 403 ? "--token" : "", refusal(answer));
    }
    const auto json = parse_json(answer.body, "answer");
    enrolled done;
    if (json && json.value->is_object()) {
        who.prober = text_in(*json.value, "prober");
        done.site = text_in(*json.value, "site");
        done.collector = text_in(*json.value, "collector");
    }
    if (!who.enrolled() || who.prober.find_first_not_of(' ') == std::string::npos)
        return enrollment_failure(
            "", "the answer is not from a collector: it names no prober. Is something else answering in its "
                "place?");
    if (who.next_credential == credential) {
        who.credential = credential;
        who.credential_since = std::chrono::system_clock::now();
        who.next_credential.clear();
    }
    if (wish.anew) forget_the_other(wish.state_folder);
    save_identity(wish.state_folder, who);
    done.who = std::move(who);
    return {std::move(done), {}};
}

} // namespace

std::optional<std::string> parse_fingerprint(std::string_view text) {
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
    std::string all;
    for (const char c : text)
        all += lower(c);
    std::string_view rest = all;
    for (const std::string_view prefix : {"sha256:", "sha256 fingerprint="})
        if (rest.starts_with(prefix)) rest.remove_prefix(prefix.size());
    std::string digits;
    for (const char c : rest)
        if (c != ':' && c != ' ' && c != '\n' && c != '\r') digits += c;
    if (!is_hex(digits, 64)) return std::nullopt;
    return digits;
}

read_result<enrolled> enroll(const enrollment& wish, const transport_limits& limits) {
    const auto url = parse_collector_url(wish.collector);
    if (!url) return enrollment_failure("--collector", url.problems.front().message);
    const auto fingerprint = parse_fingerprint(wish.fingerprint);
    if (!fingerprint)
        return enrollment_failure("--ca-fingerprint",
                                  "expected 64 hexadecimal digits (SHA-256), as printed by `fairway-collector "
                                  "init`; colons are allowed");
    if (!is_hex(wish.token, 64))
        return enrollment_failure(
            "--token", "expected the 64 hexadecimal digits that the collector showed when the token was created");
    if (wish.host.empty() || wish.host.size() > longest_name || first_invalid_utf8(wish.host))
        return enrollment_failure("--name", "expected a host name of at most 255 characters");

    if (auto why = wrong_owner(wish.state_folder); !why.empty())
        return enrollment_failure(wish.state_folder, std::move(why));

    const auto collector = collector_url(*url.value);
    if (auto before = read_kept(wish, collector); !before) return {std::nullopt, std::move(before.problems)};
    try {
        transport link(*url.value, trust{{}, *fingerprint}, wish.proxies, limits);
        if (auto problem = link.connect(); !problem.empty()) return enrollment_failure("", std::move(problem));
        make_private_folder(wish.state_folder);
        const auto lock = lock_identity(wish.state_folder);
        if (!lock)
            return enrollment_failure("", "another `fairway enroll` is at work in " + wish.state_folder +
                                              ". Wait for it; if it fails, run this command again");
        // What there was may be from another enrollment, which has ended since.
        const auto before = read_kept(wish, collector);
        if (!before) return {std::nullopt, before.problems};
        // All of it is on the disk before the token is sent: a lost answer must not leave a prober without its secret.
        std::string credential;
        auto who = prepare(before.value->copied ? std::nullopt : before.value->who, collector, credential);
        write_file_atomically(authority_file(wish.state_folder), link.authority());
        save_identity(wish.state_folder, who);
        return ask(link, wish, *before.value, std::move(who), credential);
    } catch (const std::system_error& e) {
        return enrollment_failure("--state", e.what());
    } catch (const std::runtime_error& e) {
        return enrollment_failure("", e.what());
    }
}

} // namespace fairway
