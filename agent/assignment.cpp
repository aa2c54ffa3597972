#include "agent/assignment.hpp"

#include "agent/find_matrix.hpp"
#include "agent/local/interfaces.hpp"
#include "agent/local/own_names.hpp"
#include "matrix/plan.hpp"
#include "probes/identify/tls.hpp"
#include "support/folder.hpp"
#include "support/system/process.hpp"
#include "support/text_file.hpp"
#include "text/names.hpp"
#include "text/nearest.hpp"
#include "text/wording.hpp"

#include <algorithm>

namespace fairway {

namespace {

std::vector<std::string> host_names(const site& s) {
    std::vector<std::string> names;
    for (const auto& h : s.hosts)
        names.push_back(h.name);
    return names;
}

/// "web01, web01.corp.example"
std::string names_of(const std::vector<const site_host*>& hosts) {
    std::string names;
    for (const auto* h : hosts)
        names += (names.empty() ? "" : ", ") + h->name;
    return names;
}

/// "web01, web01.corp.example"; each once.
std::string names_of(const local_identity& local) {
    std::string names = local.name;
    for (const auto& name : local.more_names)
        if (!is_same_host(name, local.name)) names += ", " + name;
    return names;
}

std::string ambiguous(const std::string& name, const std::vector<const site_host*>& hosts) {
    return "\"" + name + "\" could be any of several hosts (" + names_of(hosts) + "); give the full name of one";
}

void append(std::vector<problem>& all, const std::vector<problem>& more) {
    all.insert(all.end(), more.begin(), more.end());
}

void add_peer(assignment& a, const peer_option& peer, std::vector<problem>& problems) {
    const auto fail = [&](std::string why) { problems.push_back({"--peer", "", std::move(why)}); };
    if (const auto wrong = check_host_role(a.matrix, peer.role)) return fail(*wrong);
    if (a.matrix.find_role(peer.role)->external) {
        std::string why;
        if (auto endpoint = parse_site_endpoint(peer.host, &why))
            a.site.endpoints[peer.role].push_back(std::move(*endpoint));
        else
            fail(std::move(why));
        return;
    }
    if (const auto wrong = check_host(peer.host)) return fail(*wrong);
    const auto known = a.site.hosts_named(peer.host);
    if (known.size() > 1) return fail(ambiguous(peer.host, known));
    auto host = a.site.hosts.begin();
    if (known.empty()) {
        site_host added;
        added.name = peer.host;
        host = a.site.hosts.insert(a.site.hosts.end(), std::move(added));
    } else {
        host += known.front() - a.site.hosts.data();
    }
    host->peer = true;
    if (std::find(host->roles.begin(), host->roles.end(), peer.role) == host->roles.end())
        host->roles.push_back(peer.role);
}

// Relative to the site file, so that both can be copied together.
void add_certificates(assignment& a, const std::string& site_file, std::vector<problem>& problems) {
    constexpr std::size_t largest = 1024 * 1024; // bytes
    std::vector<revocation_host> hosts;
    for (std::size_t i = 0; i < a.site.certificates.size(); ++i) {
        const std::string path = beside(site_file, a.site.certificates[i]);
        const auto fail = [&](const std::string& why) {
            problems.push_back({site_file, "/certificates/" + std::to_string(i), why});
        };
        const auto text = read_text_file(path, largest);
        if (!text) {
            fail(path + " " + text.problems.front().message);
            continue;
        }
        const auto urls = identify::revocation_addresses(*text.value);
        if (!urls) fail(path + " contains no certificate; expected PEM or DER");
        for (const auto& url : urls.value_or(std::vector<std::string>()))
            if (const auto at = identify::host_of_url(url)) hosts.push_back({at->host, at->port, ""});
    }
    a.site = with_revocation_hosts(a.matrix, std::move(a.site), hosts);
}

/// A full name tells apart what a short one does not; a NetBIOS name finds a host that is listed by it.
std::vector<const site_host*> hosts_called_like_us(const site& s, const local_identity& local) {
    auto found = s.hosts_named(local.name);
    for (const auto& name : local.more_names) {
        if (found.size() == 1) break;
        if (auto others = s.hosts_named(name); found.empty() || others.size() == 1) found = std::move(others);
    }
    return found;
}

} // namespace

local_identity this_machine() {
    return {host_name(), local_addresses(), own_names()};
}

std::vector<const site_host*> hosts_like_us(const site& s, const local_identity& local) {
    const auto any_of = [&](auto&& matches) {
        std::vector<const site_host*> found;
        for (const auto& h : s.hosts)
            if (matches(h)) found.push_back(&h);
        return found;
    };
    const auto has_our_address = [&](const site_host& h) {
        return std::any_of(h.addresses.begin(), h.addresses.end(), [&](const auto& a) {
            return std::any_of(local.addresses.begin(), local.addresses.end(),
                               [&](const auto& ours) { return is_same_host(a, ours); });
        });
    };
    const auto is_reached_by_our_name = [&](const site_host& h) {
        return std::any_of(h.addresses.begin(), h.addresses.end(), [&](const auto& a) {
            const auto is_it = [&](const auto& name) { return is_same_host(a, name); };
            return is_it(local.name) || std::any_of(local.more_names.begin(), local.more_names.end(), is_it);
        });
    };
    auto found = any_of(has_our_address);
    if (found.empty()) found = hosts_called_like_us(s, local);
    if (found.empty()) found = any_of(is_reached_by_our_name);
    return found;
}

read_result<site_host> choose_host(const site& s, const std::string& named, const local_identity& local) {
    const auto fail = [](std::string message) {
        return read_result<site_host>{std::nullopt, {{"--host", "", std::move(message)}}};
    };
    if (!named.empty()) {
        const auto found = s.hosts_named(named);
        if (found.size() == 1) return {*found.front(), {}};
        if (!found.empty()) return fail(ambiguous(named, found));
        if (const auto wrong = check_host(named)) return fail(*wrong);
        return fail("the site file has no host " + in_quotes(named) + did_you_mean(named, host_names(s)));
    }
    const auto found = hosts_like_us(s, local);
    if (found.size() == 1) return {*found.front(), {}};
    if (found.empty())
        return fail("no host in the site file has an address or the name (" + names_of(local) +
                    ") of this host; give the name of one");
    return fail("several hosts in the site file could be this host (" + names_of(found) + "); give the name of one");
}

read_result<std::string> read_site_text(const check_options& o) {
    if (o.site_file.empty()) return {std::string(), {}};
    return read_text_file(o.site_file);
}

std::vector<std::string> matrices_for(const check_options& o, const std::string& site_text) {
    return o.matrices.empty() ? matrices_of_site(site_text, o.site_file) : o.matrices;
}

read_result<assignment> make_assignment(const check_options& o, matrix m, const std::string& site_text,
                                        const local_identity& local) {
    std::vector<problem> problems;
    assignment a;
    a.matrix = std::move(m);
    if (!o.site_file.empty()) {
        auto s = read_site(site_text, o.site_file, a.matrix);
        if (!s) return {std::nullopt, std::move(s.problems)};
        a.site = std::move(*s.value);
        add_certificates(a, o.site_file, problems);
    }

    for (const auto& [name, value] : o.facts) {
        if (const auto wrong = check_fact(a.matrix, name, value))
            problems.push_back({"--fact", "", *wrong});
        else
            a.site.facts[name] = value;
    }

    // Who we are comes before the peers: a --peer that is this very host is still probed.
    const std::string& named = o.stand_in_for.empty() ? o.host : o.stand_in_for;
    if (o.site_file.empty()) {
        a.self.name = local.name;
    } else if (auto chosen = choose_host(a.site, named, local)) {
        a.self = std::move(*chosen.value);
    } else if (!o.roles.empty() && named.empty()) {
        a.self.name = local.name; // not in the site, but its role was given
    } else {
        append(problems, chosen.problems);
    }
    a.stand_in_for = o.stand_in_for;
    if (!o.roles.empty()) a.self.roles.clear();
    for (const auto& role : o.roles) {
        if (const auto wrong = check_host_role(a.matrix, role))
            problems.push_back({"--as", "", *wrong});
        else if (std::find(a.self.roles.begin(), a.self.roles.end(), role) == a.self.roles.end())
            a.self.roles.push_back(role);
    }

    for (const auto& peer : o.peers)
        add_peer(a, peer, problems);
    for (const auto& host : o.plan.planned) {
        const auto found = a.site.hosts_named(host);
        if (found.size() == 1) continue;
        const auto wrong = found.empty() ? check_host(host) : ambiguous(host, found);
        problems.push_back(
            {"--planned", "",
             wrong ? *wrong : "unknown host " + in_quotes(host) + did_you_mean(host, host_names(a.site))});
    }
    for (const auto& [option, globs] : {std::pair("--only", &o.plan.only), std::pair("--explain", &o.explain)})
        for (const auto& glob : *globs)
            if (const auto wrong = check_flow_glob(a.matrix, glob)) problems.push_back({option, "", *wrong});
    if (!problems.empty()) return {std::nullopt, std::move(problems)};
    return {std::move(a), {}};
}

read_result<assignment> make_assignment(const check_options& o, const local_identity& local) {
    const auto text = read_site_text(o);
    if (!text) return {std::nullopt, text.problems};
    auto m = find_matrices_with_all_words(matrices_for(o, *text.value));
    if (!m) return {std::nullopt, std::move(m.problems)};
    return make_assignment(o, std::move(*m.value), *text.value, local);
}

} // namespace fairway
