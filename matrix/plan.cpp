#include "matrix/plan.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace fairway {

namespace {

bool holds(const matrix& m, const std::vector<std::string>& roles, const std::string& wanted) {
    return std::any_of(roles.begin(), roles.end(), [&](const auto& r) { return m.is_a(r, wanted); });
}

std::string listed(const std::vector<std::string>& words, std::size_t most = 3) {
    std::string text;
    for (std::size_t i = 0; i < words.size() && i < most; ++i)
        text += (i == 0 ? "" : ", ") + words[i];
    if (words.size() > most) text += " and " + std::to_string(words.size() - most) + " more";
    return text;
}

std::string named(const matrix& m, const std::string& role_id) {
    const role* r = m.find_role(role_id);
    return r == nullptr || r->title.empty() ? role_id : role_id + " (" + r->title + ")";
}

/// The facts of one (from, to) pair: a host's own before the site's.
fact_lookup facts_for(const matrix& m, const site& s, const site_host& from, const site_host* to) {
    return [&m, &s, &from, to](const std::string& id) -> std::optional<std::string> {
        const auto in = [&id](const fact_values& values) -> const std::string* {
            const auto found = values.find(id);
            return found == values.end() ? nullptr : &found->second;
        };
        const fact* f = m.find_fact(id);
        const std::string* value = nullptr;
        if (f != nullptr && f->of == fact::subject::from) value = in(from.facts);
        if (f != nullptr && f->of == fact::subject::to && to != nullptr) value = in(to->facts);
        if (value == nullptr) value = in(s.facts);
        if (value == nullptr) return std::nullopt;
        return *value;
    };
}

/// What is asked of the administrator to settle a fact, and how to answer.
std::string question(const matrix& m, const std::string& id) {
    const fact* f = m.find_fact(id);
    if (f == nullptr) return id;
    std::string answers = f->kind == fact::type::boolean ? "true|false" : "VERSION";
    if (f->kind == fact::type::enumeration) {
        answers.clear();
        for (const auto& v : f->values)
            answers += (answers.empty() ? "" : "|") + v;
    }
    return f->question + " (--fact " + id + "=" + answers + ")";
}

/// Whether and how a flow applies between two hosts.
struct applicability {
    bool applies = true;
    bool required = true;
    std::vector<std::string> questions;
};

applicability applicability_of(const matrix& m, const flow& f, const fact_lookup& facts) {
    applicability a;
    const auto needed = evaluate(f.when, facts);
    a.applies = needed.value != truth::no;
    std::vector<std::string> open;
    if (needed.value == truth::unknown) open = needed.open;
    if (f.required_when) {
        const auto mandatory = evaluate(*f.required_when, facts);
        a.required = mandatory.value != truth::no;
        if (mandatory.value == truth::unknown) open.insert(open.end(), mandatory.open.begin(), mandatory.open.end());
    }
    std::set<std::string> asked;
    for (const auto& id : open)
        if (asked.insert(id).second) a.questions.push_back(question(m, id));
    return a;
}

port_list ports_on(const flow& f, const std::vector<port_override>& overrides) {
    port_list ports;
    for (const auto& range : f.ports) {
        const auto o = std::find_if(overrides.begin(), overrides.end(), [&](const auto& x) { return x.of == range; });
        if (o == overrides.end())
            ports.push_back(range);
        else
            ports.insert(ports.end(), o->ports.begin(), o->ports.end());
    }
    return normalize(std::move(ports));
}

// The edges and a choice of what lies between that depends on the seed alone, the same on every platform.
port_list sampled(const port_list& ports, std::size_t sample, std::uint32_t seed) {
    std::vector<std::uint16_t> chosen;
    for (const auto& range : ports) {
        if (sample == 0 || range.size() <= std::max<std::size_t>(sample, 2)) {
            for (unsigned p = range.first; p <= range.last; ++p)
                chosen.push_back(static_cast<std::uint16_t>(p));
            continue;
        }
        std::set<std::uint16_t> some{range.first, range.last};
        std::uint64_t x = (std::uint64_t{seed} << 32) ^ (std::uint64_t{range.first} << 16) ^ range.last;
        while (some.size() < sample) {
            x += 0x9e3779b97f4a7c15u; // splitmix64
            std::uint64_t z = x;
            z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
            z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
            z ^= z >> 31;
            some.insert(static_cast<std::uint16_t>(range.first + z % range.size()));
        }
        chosen.insert(chosen.end(), some.begin(), some.end());
    }
    return from_ports(std::move(chosen));
}

/// A name that the site declares for an external role.
struct declared_endpoint {
    std::string name;
    std::vector<std::string> addresses;
    std::optional<std::uint16_t> port;
};

std::vector<declared_endpoint> declared(const matrix& m, const site& s, const std::string& role_id, bool& any) {
    std::vector<declared_endpoint> result;
    any = false;
    for (const auto& host : s.hosts) {
        if (!holds(m, host.roles, role_id)) continue;
        any = true;
        result.push_back({host.name, host.addresses.empty() ? std::vector{host.name} : host.addresses, {}});
    }
    for (const auto& [id, endpoints] : s.endpoints) {
        if (!m.is_a(id, role_id)) continue;
        any = true;
        for (const auto& e : endpoints)
            result.push_back({e.host, {e.host}, e.port});
    }
    return result;
}

bool matches_endpoint(std::string_view pattern, const declared_endpoint& e) {
    return glob_match(pattern, e.name) ||
           std::any_of(e.addresses.begin(), e.addresses.end(), [&](const auto& a) { return glob_match(pattern, a); });
}

bool fits_some_pattern(const matrix& m, const std::string& role_id, const declared_endpoint& name) {
    for (const auto& f : m.flows) {
        if (f.to != role_id) continue;
        for (const auto& e : f.endpoints) {
            std::string pattern = e.host;
            for (auto at = pattern.find('<'); at != std::string::npos; at = pattern.find('<'))
                pattern.replace(at, pattern.find('>', at) - at + 1, "*");
            if (matches_endpoint(pattern, name)) return true;
        }
    }
    return false;
}

/// The endpoint's host with the site's placeholders filled in; nothing, and the placeholder's name, where one is open.
std::optional<std::string> filled(const std::string& host, const site& s, std::string& open) {
    std::string result;
    for (std::size_t at = 0; at < host.size();) {
        const auto begin = host.find('<', at);
        const auto end = begin == std::string::npos ? begin : host.find('>', begin);
        if (end == std::string::npos) return result + host.substr(at);
        const std::string name = host.substr(begin + 1, end - begin - 1);
        const auto value = s.placeholders.find(name);
        if (value == s.placeholders.end()) {
            open = name;
            return std::nullopt;
        }
        result += host.substr(at, begin - at) + value->second;
        at = end + 1;
    }
    return result;
}

class planner {
  public:
    planner(const matrix& m, const site& s, const site_host& self, const plan_options& options)
        : m_(m), s_(s), self_(self), options_(options) {}

    plan make() {
        plan_.host = self_.name;
        plan_.roles = self_.roles;
        plan_.phase = options_.phase;
        std::vector<const flow*> outgoing;
        for (const auto& f : m_.flows) {
            if (!wanted(f)) continue;
            if (holds(m_, self_.roles, f.from)) outgoing.push_back(&f);
            if (holds(m_, self_.roles, f.to)) add_inbound(f);
        }
        for (const auto& host : s_.hosts)
            for (const flow* f : outgoing)
                if (f->listens != listens::external && holds(m_, host.roles, f->to)) add_host(*f, host);
        for (const flow* f : outgoing) {
            if (f->listens == listens::external)
                add_external(*f);
            else
                add_skipped(*f);
        }
        const bool looks_for_them = std::any_of(outgoing.begin(), outgoing.end(), [this](const flow* f) {
            const role* to = m_.find_role(f->to);
            return (to != nullptr && to->revocation) ||
                   (f->identify == "http" && std::any_of(f->endpoints.begin(), f->endpoints.end(),
                                                         [](const auto& e) { return e.host.starts_with("*."); }));
        });
        plan_.finds_revocation =
            looks_for_them &&
            std::any_of(plan_.requirements.begin(), plan_.requirements.end(), [](const requirement& c) {
                return c.flow->listens == listens::external && c.flow->identify == "https";
            });
        return std::move(plan_);
    }

  private:
    bool wanted(const flow& f) const {
        const auto& only = options_.only;
        return only.empty() ||
               std::any_of(only.begin(), only.end(), [&](const auto& glob) { return glob_match(glob, f.id); });
    }

    bool is_self(const site_host& host) const { return !host.peer && host.name == self_.name; }

    void skip(const flow& f, const std::string& target, skip_reason why, std::string text) {
        plan_.skipped.push_back({f.id, target, why, std::move(text)});
    }

    bool installed(const site_host& host) const {
        const auto& planned = options_.planned;
        if (std::find(planned.begin(), planned.end(), host.name) != planned.end()) return false;
        if (host.installed) return *host.installed;
        if (options_.phase == phase::operation) return true;
        return !std::all_of(host.roles.begin(), host.roles.end(), [&](const auto& id) {
            const role* r = m_.find_role(id);
            return r != nullptr && r->onboards;
        });
    }

    void add_check(const flow& f, const std::string& target, std::vector<std::string> addresses, port_list ports,
                   bool is_installed, const applicability& a) {
        requirement c;
        c.flow = shared(f);
        c.target = target;
        c.addresses = std::move(addresses);
        c.ports = std::move(ports);
        c.probed = f.select == select::all ? sampled(c.ports, options_.sample, options_.seed) : c.ports;
        c.installed = is_installed;
        c.required = a.required;
        c.questions = a.questions;
        plan_.requirements.push_back(std::move(c));
    }

    /// One copy for all requirements of a flow.
    const shared_value<flow>& shared(const flow& f) {
        auto& copy = shared_[&f];
        if (!copy) copy = f;
        return copy;
    }

    void add_host(const flow& f, const site_host& host) {
        auto& its = fates_[&f];
        ++its.hosts;
        if (is_self(host)) {
            its.self = true;
            return;
        }
        const auto a = applicability_of(m_, f, facts_for(m_, s_, self_, &host));
        if (!a.applies) {
            its.not_needed.push_back(host.name);
            return;
        }
        add_check(f, host.name, host.addresses.empty() ? std::vector{host.name} : host.addresses,
                  ports_on(f, host.ports), installed(host), a);
    }

    // One line for all hosts that a flow is not probed to.
    void add_skipped(const flow& f) {
        const auto& its = fates_[&f];
        if (its.hosts == 0) skip(f, "", skip_reason::not_applicable, "no host has the role " + named(m_, f.to));
        if (its.self) skip(f, self_.name, skip_reason::not_applicable, "the target is this host itself");
        if (!its.not_needed.empty())
            skip(f, listed(its.not_needed), skip_reason::not_applicable, "only needed if " + to_string(f.when));
    }

    void add_external(const flow& f) {
        bool any = false;
        const auto names = declared(m_, s_, f.to, any);
        if (!any) {
            skip(f, "", skip_reason::not_applicable, "no host has the role " + named(m_, f.to));
            return;
        }
        const auto a = applicability_of(m_, f, facts_for(m_, s_, self_, nullptr));
        if (!a.applies) {
            skip(f, "", skip_reason::not_applicable, "only needed if " + to_string(f.when));
            return;
        }
        const std::string place = "endpoints." + f.to;
        std::set<std::string> added;
        const auto add = [&](const declared_endpoint& e) {
            // Where one port is enough, an endpoint's own is the one.
            const bool own = e.port && (f.ports.empty() || f.select == select::any);
            if (e.port && !own && !contains(f.ports, *e.port)) return;
            if (!added.insert(e.name).second) return;
            const port_list ports = own ? port_list{{*e.port, *e.port}} : f.ports;
            if (ports.empty())
                skip(f, e.name, skip_reason::needs_config,
                     "the page names no port; write it as " + e.name + ":PORT in " + place + " of the site file");
            else
                add_check(f, e.name, e.addresses, ports, true, a);
        };

        if (f.endpoints.empty()) {
            for (const auto& e : names)
                add(e);
            if (names.empty())
                skip(f, "", skip_reason::needs_config, "list the hosts in " + place + " of the site file");
            return;
        }

        // A declared name that fits none of the page's patterns stands for the service as the site reaches it, e.g. by
        // a private address; it takes the place of the page's names.
        std::vector<declared_endpoint> stand_ins;
        for (const auto& e : names)
            if (!fits_some_pattern(m_, f.to, e)) stand_ins.push_back(e);
        if (!stand_ins.empty()) {
            for (const auto& e : stand_ins)
                add(e);
            return;
        }

        std::vector<std::string> missing;
        for (const auto& e : f.endpoints) {
            if (!of_region(e)) continue;
            if (!e.suspect.empty()) {
                skip(f, e.host, skip_reason::not_applicable, "the page names it, but " + e.suspect);
                continue;
            }
            std::string open;
            const auto host = filled(e.host, s_, open);
            if (!host) {
                missing.push_back(e.host + " (set endpoints." + open + ")");
            } else if (host->rfind("*.", 0) != 0) {
                add({*host, {*host}, {}});
            } else {
                bool found = false;
                for (const auto& name : names) {
                    if (!matches_endpoint(*host, name)) continue;
                    found = true;
                    add(name);
                }
                if (!found) missing.push_back(*host + " (list hosts in " + place + ")");
            }
        }
        if (!missing.empty()) skip(f, "", skip_reason::needs_config, "no concrete name for " + listed(missing, 8));
    }

    bool of_region(const endpoint& e) const {
        return e.region.empty() || e.region == (s_.region.empty() ? "global" : s_.region);
    }

    void add_inbound(const flow& f) {
        if (f.listens == listens::external) return;
        inbound in;
        in.flow = shared(f);
        for (const auto& r : self_.roles)
            if (m_.is_a(r, f.to)) in.role = r;
        std::optional<applicability> best; // the flow is needed when it is from any of the peers
        const auto consider = [&](const site_host& from) {
            auto a = applicability_of(m_, f, facts_for(m_, s_, from, &self_));
            if (!best || (a.applies && (!best->applies || a.questions.size() < best->questions.size())))
                best = std::move(a);
        };
        for (const auto& host : s_.hosts) {
            if (is_self(host) || !holds(m_, host.roles, f.from)) continue;
            in.peers.push_back(host.name);
            for (const auto& r : host.roles)
                if (m_.is_a(r, f.from) && std::find(in.from.begin(), in.from.end(), r) == in.from.end())
                    in.from.push_back(r);
            consider(host);
        }
        if (in.peers.empty()) {
            consider(site_host{});
            for (const auto& r : m_.concrete_role_ids())
                if (m_.is_a(r, f.from)) in.from.push_back(r);
        }
        if (!best->applies) return;
        in.ports = ports_on(f, self_.ports);
        in.questions = best->questions;
        plan_.inbounds.push_back(std::move(in));
    }

    /// What became of a flow over all hosts with its target role.
    struct fate {
        std::size_t hosts = 0;
        bool self = false;
        std::vector<std::string> not_needed;
    };

    const matrix& m_;
    const site& s_;
    const site_host& self_;
    const plan_options& options_;
    std::map<const flow*, fate> fates_;
    std::map<const flow*, shared_value<flow>> shared_;
    plan plan_;
};

} // namespace

std::string_view to_string(phase p) {
    return p == phase::onboarding ? "onboarding" : "operation";
}

std::optional<phase> parse_phase(std::string_view word) {
    for (const auto p : {phase::onboarding, phase::operation})
        if (word == to_string(p)) return p;
    return std::nullopt;
}

std::string_view to_string(skip_reason r) {
    return r == skip_reason::not_applicable ? "not-applicable" : "needs-config";
}

plan make_plan(const matrix& m, const site& s, const site_host& self, const plan_options& options) {
    return planner(m, s, self, options).make();
}

site with_revocation_hosts(const matrix& m, site s, const std::vector<revocation_host>& hosts) {
    const auto add = [&](std::string_view role, const revocation_host& h) {
        auto& endpoints = s.endpoints[std::string(role)];
        const bool known = std::any_of(endpoints.begin(), endpoints.end(),
                                       [&](const auto& e) { return e.host == h.host && e.port == h.port; });
        if (!known) endpoints.push_back({h.host, h.port});
    };
    for (const auto& h : hosts) {
        if (const role* r = m.revocation_role()) add(r->id, h);
        // A name that fits no pattern of the page would stand in for the service itself.
        if (!h.role.empty() && fits_some_pattern(m, h.role, {h.host, {h.host}, h.port})) add(h.role, h);
    }
    return s;
}

bool glob_match(std::string_view pattern, std::string_view text) {
    // Back to the last star on a mismatch: linear in practice, quadratic at worst, no recursion.
    std::size_t p = 0, t = 0, star = std::string_view::npos, mark = 0;
    while (t < text.size()) {
        if (p < pattern.size() && (pattern[p] == '?' || (pattern[p] == text[t] && pattern[p] != '*'))) {
            ++p, ++t;
        } else if (p < pattern.size() && pattern[p] == '*') {
            star = p++;
            mark = t;
        } else if (star != std::string_view::npos) {
            p = star + 1;
            t = ++mark;
        } else {
            return false;
        }
    }
    while (p < pattern.size() && pattern[p] == '*')
        ++p;
    return p == pattern.size();
}

} // namespace fairway
