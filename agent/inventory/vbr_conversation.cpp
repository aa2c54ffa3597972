#include "agent/inventory/vbr_conversation.hpp"

#include "agent/inventory/answer_object.hpp"
#include "agent/inventory/vbr_lists.hpp"
#include "text/columns.hpp"
#include "text/json_text.hpp"
#include "text/printable.hpp"
#include "text/utf8.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace fairway {

namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr std::size_t longest_token = 4096;          // bytes: two of them fit a request's head
constexpr std::size_t longest_token_answer = 65'536; // bytes
constexpr seconds longest_token_life{24 * 3600};
constexpr std::size_t longest_server_words = 300; // bytes

/// As application/x-www-form-urlencoded has it.
std::string form_encoded(std::string_view text) {
    std::string out;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                           c == '.' || c == '_' || c == '~';
        if (plain) {
            out += c;
        } else {
            out += '%';
            out += "0123456789ABCDEF"[byte >> 4];
            out += "0123456789ABCDEF"[byte & 0xf];
        }
    }
    return out;
}

/// Fit for a header: a token must not bring lines of its own along.
bool is_token(const std::string& text) {
    return !text.empty() && text.size() <= longest_token &&
           std::all_of(text.begin(), text.end(), [](char c) { return c > 0x20 && c < 0x7f; });
}

/// A text of a small JSON answer; empty where there is none. Never quotes the answer: it holds secrets.
std::string text_of_answer(const nlohmann::json& answer, const char* name) {
    if (!answer.is_object()) return {};
    const auto found = answer.find(name);
    return found != answer.end() && found->is_string() ? found->get<std::string>() : std::string();
}

nlohmann::json small_answer(const std::string& body) {
    json_limits limits;
    limits.bytes = longest_token_answer;
    limits.quote = false;
    limits.comments = false;
    auto parsed = parse_json(body, "answer", limits);
    return parsed ? std::move(*parsed.value) : nlohmann::json();
}

bool is_passing(unsigned status) {
    return status == 0 || status == 408 || status == 429 || (status >= 500 && status != 501 && status != 505);
}

std::string in_status(unsigned status) {
    return " (" + std::to_string(status) + ")";
}

} // namespace

vbr_conversation::vbr_conversation(vbr_login login, std::string api_version)
    : login_(std::move(login)), api_version_(std::move(api_version)) {}

vbr_step vbr_conversation::next(time now) {
    if (wait_ > milliseconds(0)) {
        const auto wait = std::exchange(wait_, milliseconds(0));
        waited_ += wait;
        return {vbr_step::kind::wait, {}, wait, {}};
    }
    if (!began_) began_ = now;
    if (state_ == state::listing && now - *began_ > longest_talk)
        fail("the server is too slow: after " + std::to_string(longest_talk.count()) + " h there is more to read" +
             what_is_read());
    if (state_ == state::listing && expires_ && now + before_expiry >= *expires_) sign_in_again();
    switch (state_) {
    case state::signing_in: return {vbr_step::kind::ask, token_request(), {}, {}};
    case state::listing: return {vbr_step::kind::ask, list_request(), {}, {}};
    case state::signing_out: {
        http_request request;
        request.target = "/api/oauth2/logout";
        return {vbr_step::kind::ask, with_token(std::move(request)), {}, {}};
    }
    case state::done: return {vbr_step::kind::done, {}, {}, {}};
    case state::failed: break;
    }
    return {vbr_step::kind::failed, {}, {}, why_};
}

void vbr_conversation::heard(const http_answer& answer, time now, wall_time date) {
    switch (state_) {
    case state::signing_in:
        if (!try_again(answer, date)) heard_token(answer, now);
        break;
    case state::listing:
        if (!try_again(answer, date)) heard_list(answer);
        break;
    case state::signing_out: state_ = state::done; break; // we have what we came for
    case state::done:
    case state::failed: break;
    }
}

http_request vbr_conversation::token_request() {
    refreshing_ = !refresh_.empty();
    http_request request;
    request.target = "/api/oauth2/token";
    request.type = "application/x-www-form-urlencoded";
    request.headers = {{"x-api-version", api_version_}};
    request.body = refreshing_ ? "grant_type=refresh_token&refresh_token=" + form_encoded(refresh_)
                               : "grant_type=password&username=" + form_encoded(login_.user) +
                                     "&password=" + form_encoded(login_.password);
    return request;
}

http_request vbr_conversation::with_token(http_request request) const {
    request.headers = {{"x-api-version", api_version_}, {"Authorization", "Bearer " + access_}};
    return request;
}

http_request vbr_conversation::list_request() const {
    const auto& list = vbr_lists()[list_];
    http_request request;
    request.method = "GET";
    request.target = list.path;
    if (list.paged) request.target += "?skip=" + std::to_string(skip_) + "&limit=" + std::to_string(page_size);
    return with_token(std::move(request));
}

/// Whether the answer is one to wait and ask again after, or the last of those.
bool vbr_conversation::try_again(const http_answer& answer, wall_time date) {
    if (answer.status != 0) answered_ = true;
    if (!is_passing(answer.status)) {
        tries_ = 0;
        return false;
    }
    if (!answered_) { // nobody is there: that is for a person
        fail(words_of(answer));
        return true;
    }
    ++tries_;
    const auto asked_for = parse_retry_after(answer.retry_after, date);
    const milliseconds wait = asked_for ? milliseconds(*asked_for) : milliseconds(seconds(1 << (tries_ - 1)));
    // Without the word of the server the same wait again and again would find it no better.
    if (tries_ >= most_tries)
        fail(words_of(answer) + ", " + std::to_string(tries_) + " times in a row" + what_is_read());
    else if (waited_ + wait > longest_waits)
        fail(words_of(answer) + ", and asks to wait " + std::to_string(wait.count() / 1000) + " s; try again later" +
             what_is_read());
    else
        wait_ = std::max(wait, milliseconds(1));
    return true;
}

void vbr_conversation::heard_token(const http_answer& answer, time now) {
    if (answer.status != 200 && answer.status != 201) {
        if (refreshing_) { // the refresh token has ended, too
            refresh_.clear();
            return;
        }
        // Only once: servers lock accounts.
        if (answer.status == 401 || answer.status == 403)
            return fail("the server rejects the user or the password" + in_status(answer.status) + words_of(answer));
        if (answer.status == 400)
            return fail("the server does not take the sign-in" + in_status(answer.status) + words_of(answer) +
                        ". Are user and password right, and does it know revision " + api_version_ +
                        " of the REST API? See --api-version");
        return fail("the server answers the sign-in with" + in_status(answer.status) + words_of(answer) +
                    "; is this the REST API of Backup & Replication (port 9419)?");
    }
    const auto json = small_answer(answer.body);
    access_ = text_of_answer(json, "access_token");
    refresh_ = text_of_answer(json, "refresh_token");
    if (!is_token(access_))
        return fail("the server gives no token: is this the REST API of Backup & Replication, and does the user sign "
                    "in without a second factor?");
    if (!is_token(refresh_)) refresh_.clear();
    expires_.reset();
    if (const auto found = json.find("expires_in"); found != json.end() && found->is_number_unsigned()) {
        const auto life = std::min<std::uint64_t>(found->get<std::uint64_t>(), longest_token_life.count());
        // One that hardly lasts is used as long as it works.
        if (seconds(life) > 2 * before_expiry) expires_ = now + seconds(life);
    }
    state_ = state::listing;
}

void vbr_conversation::sign_in_again() {
    state_ = state::signing_in;
    access_.clear();
    expires_.reset();
}

void vbr_conversation::heard_list(const http_answer& answer) {
    const auto& list = vbr_lists()[list_];
    if (answer.status == 401) {
        if (++rejected_ >= 3)
            return fail("the server rejects its own token (401) for " + std::string(list.path) + words_of(answer));
        if (rejected_ == 2) refresh_.clear(); // by the password, then
        return sign_in_again();
    }
    rejected_ = 0;
    if (answer.status == 200) return take_page(answer);
    const auto said = in_status(answer.status) + words_of(answer);
    if (list.required || skip_ != 0)
        return fail("the server does not give " + std::string(list.path) + said +
                    (answer.status == 403 ? ". The user needs the role Veeam Backup Viewer or a higher one" : "") +
                    what_is_read());
    inventory_.not_read.push_back("the server does not give " + std::string(list.name) + said);
    next_list();
}

void vbr_conversation::take_page(const http_answer& answer) {
    const auto& list = vbr_lists()[list_];
    const auto page = read_vbr_answer(list, answer.body, list.path, inventory_);
    bytes_ += answer.body.size();
    if (bytes_ > most_bytes)
        return fail("the server's answers are larger than " + std::to_string(most_bytes / 1024 / 1024) +
                    " MiB all together" + what_is_read());
    if (!page) return fail("an answer cannot be read: " + to_string(page.problems.front()));
    if (!list.paged) return next_list();
    skip_ += page.value->entities;
    ++pages_;
    if (skip_ >= page.value->total) return next_list();
    if (page.value->entities == 0)
        return fail("the server has " + std::to_string(page.value->total) + " entities at " + list.path +
                    ", but gives none behind the first " + std::to_string(skip_));
    if (pages_ >= most_pages || skip_ > most_vbr_entities)
        return fail("the server's pages of " + std::string(list.path) + " do not come to an end");
}

void vbr_conversation::next_list() {
    skip_ = pages_ = 0;
    if (++list_ == vbr_lists().size()) state_ = state::signing_out;
}

void vbr_conversation::fail(std::string why) {
    state_ = state::failed;
    why_ = std::move(why);
}

std::string vbr_conversation::what_is_read() const {
    if (state_ != state::listing && list_ == 0) return {};
    const auto& list = vbr_lists()[list_];
    return ". It stopped at " + std::string(list.name) + (skip_ == 0 ? "" : ", after " + std::to_string(skip_));
}

/// What the server or the connection says, bounded and fit for a terminal. Never what a server repeats of a secret.
std::string vbr_conversation::words_of(const http_answer& answer) const {
    if (answer.status == 0) return printable(answer.error);
    const auto json = small_answer(answer.body);
    std::string text;
    for (const auto* name : {"message", "error_description", "error"})
        if (text.empty()) text = text_of_answer(json, name);
    for (const auto* secret : {&login_.password, &access_, &refresh_})
        if (!secret->empty() && text.find(*secret) != std::string::npos) text.clear();
    const auto said = text.empty() ? std::string() : ": " + printable(utf8_prefix(text, longest_server_words));
    return is_passing(answer.status) ? "the server answers" + in_status(answer.status) + said : said;
}

} // namespace fairway
