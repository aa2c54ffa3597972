#include "agent/site/difference.hpp"

#include "text/host_port.hpp"
#include "text/names.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace fairway {

namespace {

/// What is in one list alone.
void compare_lists(const char* what, const std::string& key, const std::vector<std::string>& before,
                   const std::vector<std::string>& after, std::vector<value_change>& into) {
    const std::set<std::string> old(before.begin(), before.end()), now(after.begin(), after.end());
    for (const auto& value : before)
        if (!now.contains(value)) into.push_back({what, key, value, ""});
    for (const auto& value : after)
        if (!old.contains(value)) into.push_back({what, key, "", value});
}

void compare_maps(const char* what, const std::map<std::string, std::string>& before,
                  const std::map<std::string, std::string>& after, std::vector<value_change>& into) {
    auto all = before;
    all.insert(after.begin(), after.end());
    for (const auto& entry : all) {
        const auto old = before.find(entry.first), now = after.find(entry.first);
        value_change c{what, entry.first, old == before.end() ? "" : old->second,
                       now == after.end() ? "" : now->second};
        if (c.before != c.after) into.push_back(std::move(c));
    }
}

void compare_texts(const char* what, const std::string& before, const std::string& after,
                   std::vector<value_change>& into) {
    if (before != after) into.push_back({what, "", before, after});
}

std::map<std::string, std::string> port_texts(const site_host& h) {
    std::map<std::string, std::string> texts;
    for (const auto& o : h.ports)
        texts[key_of(o)] = to_string(o.ports);
    return texts;
}

std::string installed_text(const site_host& h) {
    return !h.installed ? "" : *h.installed ? "true" : "false";
}

std::vector<std::string> canonical_addresses(const site_host& h) {
    std::vector<std::string> all;
    for (const auto& address : h.addresses)
        all.push_back(canonical_host(address));
    return all;
}

std::string proxy_text(const std::optional<proxy_use>& use) {
    return !use ? "" : use->url.empty() ? "none" : use->url;
}

std::vector<value_change> compare_hosts(const site_host& before, const site_host& after) {
    std::vector<value_change> all;
    compare_lists("role", "", before.roles, after.roles, all);
    compare_lists("address", "", canonical_addresses(before), canonical_addresses(after), all);
    compare_maps("fact", before.facts, after.facts, all);
    compare_maps("port", port_texts(before), port_texts(after), all);
    compare_lists("source", "", before.source, after.source, all);
    compare_texts("installed", installed_text(before), installed_text(after), all);
    compare_texts("proxy", proxy_text(before.proxy), proxy_text(after.proxy), all);
    compare_texts("owner", before.labels.owner, after.labels.owner, all);
    compare_texts("contact", before.labels.contact, after.labels.contact, all);
    compare_lists("tag", "", before.labels.tags, after.labels.tags, all);
    return all;
}

std::vector<std::string> endpoint_texts(const std::vector<site_endpoint>& endpoints) {
    std::vector<std::string> all;
    for (const auto& e : endpoints)
        all.push_back(e.port ? host_port{e.host, *e.port}.text() : e.host);
    return all;
}

void compare_endpoints(const site& before, const site& after, std::vector<value_change>& into) {
    std::set<std::string> ids;
    for (const auto* s : {&before, &after})
        for (const auto& entry : s->endpoints)
            ids.insert(entry.first);
    for (const auto& id : ids) {
        const auto old = before.endpoints.find(id), now = after.endpoints.find(id);
        const bool had = old != before.endpoints.end(), has = now != after.endpoints.end();
        if (had != has) into.push_back({"service", id, had ? "used" : "", has ? "used" : ""});
        compare_lists("endpoint", id, had ? endpoint_texts(old->second) : std::vector<std::string>(),
                      has ? endpoint_texts(now->second) : std::vector<std::string>(), into);
    }
}

std::vector<std::string> acceptance_texts(const site& s) {
    std::vector<std::string> all;
    for (const auto& a : s.accept)
        all.push_back(a.flow + " " + a.host + " " + a.finding + " until " + a.until);
    return all;
}

} // namespace

site_difference difference(const site& before, const site& after) {
    site_difference d;
    std::map<std::string, const site_host*> old;
    for (const auto& h : before.hosts)
        old.emplace(canonical_host(h.name), &h);
    std::set<std::string> kept;
    for (const auto& h : after.hosts) {
        const auto name = canonical_host(h.name);
        const auto it = old.find(name);
        if (it == old.end()) {
            d.added.push_back(&h);
            continue;
        }
        kept.insert(name);
        if (auto changes = compare_hosts(*it->second, h); !changes.empty())
            d.changed.push_back({h.name, std::move(changes)});
    }
    for (const auto& h : before.hosts)
        if (!kept.contains(canonical_host(h.name))) d.removed.push_back(&h);
    compare_maps("fact", before.facts, after.facts, d.site_wide);
    compare_texts("region", before.region, after.region, d.site_wide);
    compare_maps("placeholder", before.placeholders, after.placeholders, d.site_wide);
    compare_endpoints(before, after, d.site_wide);
    compare_texts("proxy", proxy_text(before.proxy), proxy_text(after.proxy), d.site_wide);
    compare_lists("certificate file", "", before.certificates, after.certificates, d.site_wide);
    compare_lists("accepted finding", "", acceptance_texts(before), acceptance_texts(after), d.site_wide);
    return d;
}

} // namespace fairway
