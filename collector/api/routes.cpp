#include "collector/api/handlers.hpp"
#include "collector/api/route.hpp"

#include <algorithm>

namespace fairway::collector {

namespace {

constexpr std::size_t small = 16 * 1024;       // a form's worth of JSON
constexpr std::size_t large = 2 * 1024 * 1024; // a report's part, compressed or not

constexpr route table[] = {
    {"GET", "/", audience::anyone, lane::here, 0, api::get_page},
    {"GET", "/index.html", audience::anyone, lane::here, 0, api::get_page},
    {"GET", "/app.js", audience::anyone, lane::here, 0, api::get_page},
    {"GET", "/app.css", audience::anyone, lane::here, 0, api::get_page},
    {"GET", "/favicon.svg", audience::anyone, lane::here, 0, api::get_page},

    {"POST", "/api/v1/enroll", audience::anyone, lane::write, small, api::enroll},
    {"POST", "/api/v1/reports", audience::prober, lane::report, large, nullptr},
    {"POST", "/api/v1/credential", audience::prober, lane::write, small, api::rotate_credential},
    {"GET", "/api/v1/authorities", audience::prober, lane::here, 0, api::get_authorities},

    {"POST", "/api/v1/login", audience::anyone, lane::login, small, nullptr},
    {"POST", "/api/v1/logout", audience::viewer, lane::write, small, api::logout},
    {"GET", "/api/v1/session", audience::viewer, lane::read, 0, api::get_session},

    {"GET", "/api/v1/overview", audience::viewer, lane::read, 0, api::get_overview},
    {"GET", "/api/v1/sites", audience::viewer, lane::read, 0, api::get_sites},
    {"GET", "/api/v1/hosts", audience::viewer, lane::read, 0, api::get_hosts},
    {"GET", "/api/v1/flows", audience::viewer, lane::read, 0, api::get_flows},
    {"GET", "/api/v1/matrix", audience::viewer, lane::here, 0, api::get_matrix},
    {"GET", "/api/v1/transitions", audience::viewer, lane::read, 0, api::get_transitions},
    {"GET", "/api/v1/history", audience::viewer, lane::read, 0, api::get_history},
    {"GET", "/api/v1/events", audience::viewer, lane::read, 0, api::get_events},
    {"GET", "/api/v1/probers", audience::viewer, lane::read, 0, api::get_probers},
    {"GET", "/api/v1/probers/{id}", audience::viewer, lane::read, 0, api::get_prober},
    {"POST", "/api/v1/probers/{id}/revoke", audience::admin, lane::write, small, api::revoke_prober},
    {"GET", "/api/v1/tokens", audience::admin, lane::read, 0, api::get_tokens},
    {"POST", "/api/v1/tokens", audience::admin, lane::write, small, api::create_token},
    {"DELETE", "/api/v1/tokens/{id}", audience::admin, lane::write, small, api::delete_token},
    {"GET", "/api/v1/notices", audience::viewer, lane::here, 0, api::get_notices},
    {"GET", "/api/v1/audit", audience::admin, lane::read, 0, api::get_audit},

    {"GET", "/api/v1/openapi.json", audience::anyone, lane::here, 0, api::get_openapi},
    {"GET", "/healthz", audience::anyone, lane::here, 0, api::get_health},
    {"GET", "/readyz", audience::anyone, lane::read, 0, api::get_readiness},
    {"GET", "/metrics", audience::anyone, lane::read, 0, api::get_metrics},
};

constexpr std::string_view placeholder = "{id}";

/// The {id} in the path, empty if the pattern has none; nothing if the path does not match.
std::optional<std::string_view> match(std::string_view pattern, std::string_view path) {
    const auto at = pattern.find(placeholder);
    if (at == std::string_view::npos) return pattern == path ? std::optional(std::string_view()) : std::nullopt;
    const auto tail = pattern.substr(at + placeholder.size());
    if (path.size() <= at + tail.size() || !path.starts_with(pattern.substr(0, at)) || !path.ends_with(tail))
        return std::nullopt;
    const auto id = path.substr(at, path.size() - at - tail.size());
    return id.find('/') == std::string_view::npos ? std::optional(id) : std::nullopt;
}

} // namespace

std::span<const route> routes() {
    return table;
}

std::vector<std::string> route_names() {
    std::vector<std::string> names;
    for (const auto& r : table)
        if (std::find(names.begin(), names.end(), r.path) == names.end()) names.emplace_back(r.path);
    names.emplace_back("other");
    return names;
}

route_match find_route(std::string_view method, std::string_view path) {
    static const std::vector<std::string> names = route_names();
    route_match result;
    result.index = names.size() - 1;
    for (const auto& r : table) {
        const auto id = match(r.path, path);
        if (!id) continue;
        result.index = static_cast<std::size_t>(std::find(names.begin(), names.end(), r.path) - names.begin());
        if (r.method != method) {
            result.allowed.push_back(r.method);
            continue;
        }
        result.found = &r;
        result.id = *id;
        result.allowed.clear();
        return result;
    }
    return result;
}

} // namespace fairway::collector
