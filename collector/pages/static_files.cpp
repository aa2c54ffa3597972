#include "collector/pages/static_files.hpp"

#include "collector/pages/page_files.hpp"
#include "support/gzip.hpp"
#include "support/secret.hpp"

#include <algorithm>
#include <map>

namespace fairway::collector {

namespace {

/// Nothing from elsewhere, nothing inline, no frame around it.
constexpr const char* page_policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

struct static_file {
    std::string type;
    std::string_view text;
    std::string packed;
    std::string etag, packed_etag; ///< they are two representations, each with its own
};

std::string type_of(std::string_view name) {
    if (name.ends_with(".html")) return "text/html; charset=utf-8";
    if (name.ends_with(".js")) return "text/javascript; charset=utf-8";
    if (name.ends_with(".css")) return "text/css; charset=utf-8";
    if (name.ends_with(".svg")) return "image/svg+xml";
    return "application/octet-stream";
}

/// By path. Packed once, when the first is asked for.
const std::map<std::string, static_file, std::less<>>& files() {
    static const auto all = [] {
        std::map<std::string, static_file, std::less<>> by_path;
        for (const auto& [name, text] : page_files()) {
            const auto hash = sha256_hex(text).substr(0, 32);
            by_path["/" + std::string(name)] = {type_of(name), text, gzip(text), '"' + hash + '"',
                                                '"' + hash + "-gzip\""};
        }
        if (const auto index = by_path.find("/index.html"); index != by_path.end()) by_path["/"] = index->second;
        return by_path;
    }();
    return all;
}

std::string_view trimmed(std::string_view text) {
    const auto begin = text.find_first_not_of(" \t");
    if (begin == std::string_view::npos) return {};
    return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

/// Removes what comes before the next `separator` from `list`, and returns it.
std::string_view cut(std::string_view& list, char separator) {
    const auto end = std::min(list.find(separator), list.size());
    const auto item = list.substr(0, end);
    list.remove_prefix(std::min(end + 1, list.size()));
    return trimmed(item);
}

/// "q=0", "q=0.0": not that one.
bool is_refused(std::string_view parameters) {
    while (!parameters.empty()) {
        const auto parameter = cut(parameters, ';');
        if (parameter.starts_with("q=") || parameter.starts_with("Q="))
            return parameter.find_first_not_of("0.", 2) == std::string_view::npos;
    }
    return false;
}

} // namespace

bool accepts_gzip(std::string_view accept_encoding) {
    while (!accept_encoding.empty()) {
        auto item = cut(accept_encoding, ',');
        const auto coding = cut(item, ';');
        if (coding == "gzip") return !is_refused(item);
    }
    return false;
}

bool names_etag(std::string_view if_none_match, std::string_view etag) {
    while (!if_none_match.empty()) {
        auto item = cut(if_none_match, ',');
        if (item.starts_with("W/")) item.remove_prefix(2);
        if (item == etag || item == "*") return true;
    }
    return false;
}

std::optional<http_response> serve_static_file(const http_request& request) {
    const auto found = files().find(request.path);
    if (found == files().end()) return std::nullopt;
    const auto& file = found->second;
    const bool packed = accepts_gzip(request.header("Accept-Encoding"));
    http_response r;
    // Browsers may keep it, but ask each time whether it is current: an update is seen at once.
    r.headers = {{"ETag", packed ? file.packed_etag : file.etag},
                 {"Cache-Control", "no-cache"},
                 {"Vary", "Accept-Encoding"},
                 {"Content-Security-Policy", page_policy},
                 {"X-Content-Type-Options", "nosniff"},
                 {"Referrer-Policy", "no-referrer"},
                 {"Cross-Origin-Opener-Policy", "same-origin"}};
    const auto known = request.header("If-None-Match");
    if (names_etag(known, file.etag) || names_etag(known, file.packed_etag)) {
        r.status = 304;
        return r;
    }
    r.type = file.type;
    r.body = packed ? file.packed : file.text;
    if (packed) r.headers.emplace_back("Content-Encoding", "gzip");
    return r;
}

} // namespace fairway::collector
