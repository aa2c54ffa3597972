#include "matrix/fill_in.hpp"
#include "matrix/site.hpp"
#include "matrix/site_scope.hpp"
#include "text/json_text.hpp"
#include "text/wording.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace fairway {

namespace {

using nlohmann::ordered_json;

ordered_json fact_json(const matrix& m, const std::string& id, const std::string& value) {
    const auto* f = m.find_fact(id);
    if (f && f->kind == fact::type::boolean) return value == "true";
    return value;
}

/// Into the object whose keys say it.
void add_proxy(ordered_json& j, const std::optional<proxy_use>& use) {
    if (!use) return;
    j["proxy"] = use->url.empty() ? ordered_json(nullptr) : ordered_json(use->url);
    if (!use->credentials_file.empty()) j["proxy_credentials_file"] = use->credentials_file;
    if (!use->except.empty()) j["no_proxy"] = use->except;
}

ordered_json host_json(const matrix& m, const site_host& host) {
    ordered_json j{{"name", host.name}};
    if (!host.addresses.empty()) j["addresses"] = host.addresses;
    j["roles"] = host.roles;
    for (const auto& [id, value] : host.facts)
        j["facts"][id] = fact_json(m, id, value);
    for (const auto& o : host.ports)
        j["ports"][key_of(o)] = to_string(o.ports);
    if (host.installed) j["installed"] = *host.installed;
    if (!host.source.empty()) j["source"] = host.source;
    add_proxy(j, host.proxy);
    if (!host.labels.owner.empty()) j["owner"] = host.labels.owner;
    if (!host.labels.contact.empty()) j["contact"] = host.labels.contact;
    if (!host.labels.tags.empty()) j["tags"] = host.labels.tags;
    return j;
}

std::string endpoint_text(const site_endpoint& e) {
    if (!e.port) return e.host;
    const bool v6 = e.host.find(':') != std::string::npos;
    return (v6 ? "[" + e.host + "]" : e.host) + ":" + std::to_string(*e.port);
}

/// The entries of a list or an object. Those that are only offered, as comments with a comma, come first: taking the
/// // away then leaves good JSON.
class entries {
  public:
    void offer(const std::string& comment) { offered_ += "    // " + comment + "\n"; }
    void add(const std::string& entry, const std::string& comment = "") {
        if (!added_.empty()) added_ += ",\n";
        if (!comment.empty()) added_ += "    // " + comment + "\n";
        added_ += "    " + entry;
    }
    std::string text() const { return offered_ + added_ + (added_.empty() ? "" : "\n"); }

  private:
    std::string offered_;
    std::string added_;
};

std::string facts_text(const site& s, const matrix& m, const site_scope& scope) {
    entries all;
    for (const auto& f : m.facts) {
        if (!scope.facts.contains(f.id) && !s.facts.contains(f.id)) continue;
        std::string answers = "true or false";
        ordered_json example = false;
        if (f.kind == fact::type::version) {
            answers = "a version";
            example = "13.0.1";
        } else if (f.kind == fact::type::enumeration) {
            answers = listed(f.values);
            example = f.values.at(0);
        }
        if (!f.usually.empty()) answers += ", usually " + f.usually;
        const auto question = f.question + " (" + answers + (f.of == fact::subject::site ? ")" : "; hosts may differ)");
        const auto stated = s.facts.find(f.id);
        if (stated != s.facts.end()) {
            all.add(spaced_json(f.id) + ": " + spaced_json(fact_json(m, f.id, stated->second)), question);
        } else {
            all.offer(question);
            all.offer(spaced_json(f.id) + ": " + spaced_json(example) + ",");
        }
    }
    return all.text();
}

std::string hosts_text(const site& s, const matrix& m) {
    entries all;
    for (const auto& host : s.hosts)
        all.add(spaced_json(host_json(m, host)));
    return all.text();
}

std::string endpoints_text(const site& s, const matrix& m, const site_scope& scope) {
    const auto names = names_to_fill_in(m);
    entries all;
    if (!s.region.empty())
        all.add("\"region\": " + spaced_json(s.region));
    else
        all.offer("\"region\": \"global\", // cloud region: " + listed(names.regions));
    for (const auto& name : names.placeholders) {
        const auto value = s.placeholders.find(name);
        if (value != s.placeholders.end())
            all.add(spaced_json(name) + ": " + spaced_json(value->second));
        else
            all.offer(spaced_json(name) + ": \"example\", // replaces <" + name + "> in the names of services");
    }
    for (const auto& r : m.roles) {
        if (!r.external || r.abstract) continue;
        const auto used = s.endpoints.find(r.id);
        if (used == s.endpoints.end() && !scope.external_roles.contains(r.id)) continue;
        if (used == s.endpoints.end()) {
            all.offer(spaced_json(r.id) + ": [], // " + r.title);
            continue;
        }
        auto hosts = ordered_json::array();
        for (const auto& e : used->second)
            hosts.push_back(endpoint_text(e));
        all.add(spaced_json(r.id) + ": " + spaced_json(hosts));
    }
    return all.text();
}

std::string accept_text(const site& s) {
    entries all;
    all.offer(
        R"({"flow": "*:tcp:139", "host": "*", "finding": "silent", "reason": "who accepted it, and why", "until": "2026-12-31"},)");
    for (const auto& a : s.accept)
        all.add(spaced_json(
            {{"flow", a.flow}, {"host", a.host}, {"finding", a.finding}, {"reason", a.reason}, {"until", a.until}}));
    return all.text();
}

/// Top-level lines, each with its comma.
std::string proxy_text(const site& s) {
    std::string text =
        "  // The HTTP proxy to services outside this site, for hosts that have no \"proxy\" of their own; if it "
        "asks for\n  // a password, a file with one line USER:PASSWORD; and what is reached directly all the "
        "same.\n";
    ordered_json j = ordered_json::object();
    add_proxy(j, s.proxy);
    for (const auto& [key, example] : {std::pair("proxy", R"("http://proxy.example.com:3128")"),
                                       std::pair("proxy_credentials_file", R"("proxy-credentials")"),
                                       std::pair("no_proxy", R"([".example.com", "10.0.0.0/8"])")})
        text += j.contains(key) ? "  " + spaced_json(key) + ": " + spaced_json(j[key]) + ",\n"
                                : "  // " + spaced_json(key) + ": " + example + ",\n";
    return text;
}

std::string matrices_text(const site& s, const matrix& m) {
    auto names = ordered_json::array();
    for (const auto& source : m.sources)
        names.push_back(name_of(source));
    return "  // The pages whose flows are checked. Without this line, the newest of each that Fairway has.\n  " +
           (s.matrices.empty() ? "// \"matrices\": " + spaced_json(names)
                               : "\"matrices\": " + spaced_json(s.matrices)) +
           ",\n";
}

std::string roles_text(const matrix& m) {
    const auto offered = roles_to_offer(m);
    std::size_t widest = 0;
    for (const auto* r : offered)
        widest = std::max(widest, r->id.size());
    std::string out;
    for (const auto* r : offered)
        out += "  //   " + r->id + std::string(widest - r->id.size() + 2, ' ') + r->title + "\n";
    const auto inside =
        std::count_if(m.roles.begin(), m.roles.end(), [](const role& r) { return !r.abstract && !r.external; });
    const auto more = static_cast<std::size_t>(inside) - offered.size();
    return more == 0 ? out : out + "  // and " + std::to_string(more) + " more, which `fairway matrix roles` lists.\n";
}

} // namespace

std::string to_site_file(const site& s, const matrix& m) {
    const auto scope = scope_of(s, m);
    return "// This site, for Fairway. Lines that begin with // are comments; remove the // to use one.\n"
           "// Put a comma between entries; one after the last one does no harm.\n"
           "{\n"
           "  \"schema\": \"fairway-site/1\",\n"
           "\n" +
           matrices_text(s, m) +
           "\n"
           "  // Facts decide which flows are needed. Flows that depend on a fact you don't state are probed anyway, "
           "shown\n  // with the question that settles it, and never counted as failed, unless the usual case needs "
           "them.\n"
           "  \"facts\": {\n" +
           facts_text(s, m, scope) +
           "  },\n"
           "\n"
           "  // Every host with its roles, and its addresses (names or IP addresses) unless its name resolves.\n"
           "  // Roles:\n" +
           roles_text(m) +
           "  // A host can also have facts of its own, changed ports, and a statement of whether its services exist "
           "already:\n"
           "  //   {\"name\": \"web01\", \"addresses\": [\"10.0.0.5\"], \"roles\": [\"ROLE\"], \"facts\": {\"FACT\": "
           "true},\n"
           "  //    \"ports\": {\"PORT\": \"7160\"}, \"installed\": true}\n" +
           (scope.leaves_ports_open ? "  // Of flows for which the page names no port, \"custom\" has it: \"ports\": "
                                      "{\"custom\": \"8080\"}\n"
                                    : "") +
           "  \"hosts\": [\n" + hosts_text(s, m) +
           "  ],\n"
           "\n"
           "  // Services outside this site. List those that you use: with the hosts that you reach them by (\"host\" "
           "or\n"
           "  // \"host:port\"), or with an empty list if the names in the matrix are enough.\n"
           "  \"endpoints\": {\n" +
           endpoints_text(s, m, scope) +
           "  },\n"
           "\n" +
           proxy_text(s) +
           "\n"
           "  // Certificate files (PEM or DER) next to this file, e.g. of a service provider: the hosts of their\n"
           "  // revocation lists must be reachable.\n"
           "  \"certificates\": " +
           spaced_json(s.certificates) +
           ",\n"
           "\n"
           "  // Known findings: shown, but not counted until that day has passed. * matches anything.\n"
           "  \"accept\": [\n" +
           accept_text(s) +
           "  ]\n"
           "}\n";
}

} // namespace fairway
