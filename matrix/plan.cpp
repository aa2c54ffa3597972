#include "matrix/plan.hpp"

#include "matrix/external_names.hpp"
#include "matrix/port_sample.hpp"
#include "text/columns.hpp"
#include "text/glob.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace fairway {

namespace {

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

/// What a fact is nearly everywhere, unless the site has hosts that make it doubtful here.
std::optional<std::string> usual_value(const matrix& m, const site& s, const std::string& id) {
    const fact* f = m.find_fact(id);
    if (f == nullptr || f->usually.empty()) return std::nullopt;
    for (const auto& role : f->unless_roles)
        for (const auto& host : s.hosts)
            if (m.any_is_a(host.roles, role)) return std::nullopt;
    return f->usually;
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

/// "Is this guest processed without network? Assumed: no; otherwise --fact networkless=true"
std::string assumption(const fact& f) {
    const std::string otherwise = f.kind != fact::type::boolean ? "…" : f.usually == "true" ? "false" : "true";
    return f.question + " Assumed: " + usual_in_words(f) + "; otherwise --fact " + f.id + "=" + otherwise;
}

/// Whether and how a flow applies between two hosts.
struct applicability {
    bool applies = true;
    bool required = true;
    std::vector<std::string> questions;
    std::vector<std::string> assumptions;
};

/// What is usual is only ever assumed where a flow is needed, or mandatory, because of it: no flow is left out for it.
class applicability_finder {
  public:
    applicability_finder(const matrix& m, const site& s, const site_host& from, const site_host* to)
        : m_(m), s_(s), facts_(facts_for(m, s, from, to)) {}

    applicability of(const flow& f) {
        applicability a;
        a.applies = settle(f.when) != truth::no;
        if (f.required_when) a.required = settle(*f.required_when) != truth::no;
        for (const auto& id : open_)
            a.questions.push_back(question(m_, id));
        for (const auto& id : assumed_)
            a.assumptions.push_back(assumption(*m_.find_fact(id)));
        return a;
    }

  private:
    truth settle(const condition& c) {
        const auto known = evaluate(c, facts_);
        if (known.value != truth::unknown) return known.value;
        const auto usual = evaluate(c, [this](const std::string& id) {
            const auto stated = facts_(id);
            return stated ? stated : usual_value(m_, s_, id);
        });
        auto& ids = usual.value == truth::yes ? assumed_ : open_;
        for (const auto& id : known.open) {
            if (usual.value == truth::yes && !usual_value(m_, s_, id)) continue;
            if (std::find(ids.begin(), ids.end(), id) == ids.end()) ids.push_back(id);
        }
        return usual.value == truth::yes ? truth::yes : truth::unknown;
    }

    const matrix& m_;
    const site& s_;
    const fact_lookup facts_;
    std::vector<std::string> open_, assumed_;
};

applicability applicability_of(const matrix& m, const site& s, const flow& f, const site_host& from,
                               const site_host* to) {
    return applicability_finder(m, s, from, to).of(f);
}

/// Of a service that takes the first free port from `first` on: where it is likely to be. That more than these are
/// taken by others is rare, and a firewall that is asked for them opens no more than a range.
port_range search_from(std::uint16_t first) {
    constexpr int window = 8;
    return {first, static_cast<std::uint16_t>(std::min(first + window - 1, 65535))};
}

port_list ports_on(const flow& f, const std::vector<port_override>& overrides) {
    port_list ports;
    const auto given = [&](const std::optional<port_range>& of) {
        const auto o = std::find_if(overrides.begin(), overrides.end(), [&](const auto& x) { return x.of == of; });
        if (o != overrides.end()) ports.insert(ports.end(), o->ports.begin(), o->ports.end());
        return o != overrides.end();
    };
    if (f.ports.empty()) given(std::nullopt);
    for (const auto& range : f.ports)
        if (!given(range)) ports.push_back(f.open_end ? search_from(range.first) : range);
    return normalize(std::move(ports));
}

class planner {
  public:
    planner(const matrix& m, const site& s, const site_host& self, const plan_options& options)
        : m_(m), s_(s), self_(self), options_(options) {}

    plan make() {
        plan_.host = self_.name;
        plan_.roles = self_.roles;
        plan_.phase = options_.phase;
        for (const auto& name : options_.planned)
            planned_.insert(s_.find_host(name));
        std::vector<const flow*> outgoing;
        for (const auto& f : m_.flows) {
            if (!wanted(f)) continue;
            if (m_.any_is_a(self_.roles, f.from)) outgoing.push_back(&f);
            if (m_.any_is_a(self_.roles, f.to)) add_inbound(f);
        }
        for (const auto& host : s_.hosts)
            for (const flow* f : outgoing)
                if (f->listens != listens::external && m_.any_is_a(host.roles, f->to)) add_host(*f, host);
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
        if (planned_.contains(&host)) return false;
        if (host.installed) return *host.installed;
        if (options_.phase == phase::operation) return true;
        return !std::all_of(host.roles.begin(), host.roles.end(), [&](const auto& id) {
            const role* r = m_.find_role(id);
            return r != nullptr && r->onboards;
        });
    }

    void add_check(const flow& f, const std::string& target, std::vector<std::string> addresses, port_list ports,
                   bool is_installed, const applicability& a, const site_host* host = nullptr) {
        requirement c;
        c.flow = shared(f);
        if (f.listens == listens::external && f.protocol == protocol::tcp) c.proxy = proxy_to(addresses, ports);
        if (host != nullptr) {
            c.labels = labels_of(*host);
            c.runs_only = when_it_runs(*host, f);
        }
        c.open_end = f.open_end && ports == port_list{search_from(f.ports.front().first)};
        c.target = target;
        c.addresses = std::move(addresses);
        c.ports = std::move(ports);
        // Of a range that the system gives out, a few are in use at any time: that one port is reached says no more of
        // those than another.
        constexpr std::size_t dynamic_sample = 32;
        const auto sample = !f.dynamic.empty() && options_.sample == 0 ? dynamic_sample : options_.sample;
        c.probed = f.select == select::all ? sampled(c.ports, sample, options_.seed) : c.ports;
        c.installed = is_installed;
        c.required = a.required;
        c.questions = a.questions;
        c.assumptions = a.assumptions;
        plan_.requirements.push_back(std::move(c));
    }

    /// Where only some of a service's names or ports are exceptions, none goes through the proxy.
    std::string proxy_to(const std::vector<std::string>& addresses, const port_list& ports) const {
        const auto& use = self_.proxy ? self_.proxy : s_.proxy;
        if (!use || ports.empty()) return {};
        std::string proxy;
        for (const auto& address : addresses)
            for (const auto port : expand(ports)) {
                proxy = proxy_towards(*use, {address, port});
                if (proxy.empty()) return {};
            }
        return proxy;
    }

    /// One copy for all requirements of a flow.
    const shared_value<flow>& shared(const flow& f) {
        auto& copy = shared_[&f];
        if (!copy) copy = f;
        return copy;
    }

    /// One copy for all requirements of a host.
    shared_value<host_labels> labels_of(const site_host& host) {
        if (host.labels.empty()) return {};
        auto& copy = labels_[&host];
        if (!copy) copy = host.labels;
        return copy;
    }

    void add_host(const flow& f, const site_host& host) {
        auto& its = fates_[&f];
        ++its.hosts;
        if (is_self(host)) {
            its.self = true;
            return;
        }
        const auto a = applicability_of(m_, s_, f, self_, &host);
        if (!a.applies) {
            its.not_needed.push_back(host.name);
            return;
        }
        auto ports = ports_on(f, host.ports);
        if (ports.empty()) {
            // What may not be needed at all waits for no configuration.
            const bool is_needed = a.required && a.questions.empty();
            return skip(f, host.name, is_needed ? skip_reason::needs_config : skip_reason::not_applicable,
                        R"(the page names no port; write "ports": {")" + key_of({}) +
                            R"(": "PORT"} at this host in the site file)" +
                            (a.questions.empty() ? "" : "; " + a.questions.front()));
        }
        add_check(f, host.name, host.addresses.empty() ? std::vector{host.name} : host.addresses, std::move(ports),
                  installed(host), a, &host);
    }

    /// Empty: at all times, as it does with one role that does.
    std::string when_it_runs(const site_host& host, const flow& f) const {
        std::string when;
        for (const auto& id : host.roles) {
            const role* r = m_.find_role(id);
            if (r == nullptr || r->runs_only.empty()) return {};
            if (m_.is_a(id, f.to)) when = r->runs_only;
        }
        return when;
    }

    // One line for all hosts that a flow is not probed to.
    void add_skipped(const flow& f) {
        const auto& its = fates_[&f];
        if (its.hosts == 0) skip(f, "", skip_reason::not_applicable, "no host has the role " + named(m_, f.to));
        if (its.self) skip(f, self_.name, skip_reason::not_applicable, "the target is this host itself");
        if (!its.not_needed.empty())
            skip(f, joined(its.not_needed, 3), skip_reason::not_applicable, "only needed if " + to_string(f.when));
    }

    void add_external(const flow& f) {
        const auto names = declared_names(m_, s_, f.to);
        if (!names) return skip(f, "", skip_reason::not_applicable, "no host has the role " + named(m_, f.to));
        const auto a = applicability_of(m_, s_, f, self_, nullptr);
        if (!a.applies) return skip(f, "", skip_reason::not_applicable, "only needed if " + to_string(f.when));
        for (const auto& name : names_for(f, *names))
            add_name(f, name, a);
    }

    /// Under which names a flow's external service is probed; what the site leaves open is skipped with a word on how
    /// to fill it in.
    std::vector<external_name> names_for(const flow& f, const std::vector<external_name>& declared) {
        if (f.endpoints.empty()) {
            if (declared.empty())
                skip(f, "", skip_reason::needs_config, "list the hosts in " + place(f) + " of the site file");
            return declared;
        }
        // A declared name that fits none of the page's patterns stands for the service as the site reaches it, e.g. by
        // a private address; it takes the place of the page's names.
        std::vector<external_name> stand_ins;
        for (const auto& name : declared)
            if (!matches_any_endpoint(m_, f.to, name)) stand_ins.push_back(name);
        return stand_ins.empty() ? listed_names(f, declared) : stand_ins;
    }

    /// The names that the page lists for the site's region; a pattern becomes the declared names that match it.
    std::vector<external_name> listed_names(const flow& f, const std::vector<external_name>& declared) {
        std::vector<external_name> names;
        std::vector<std::string> missing;
        for (const auto& e : f.endpoints) {
            if (!of_region(e)) continue;
            if (!e.suspect.empty()) {
                skip(f, e.host, skip_reason::not_applicable, "the page names it, but " + e.suspect);
                continue;
            }
            std::string open;
            const auto host = with_placeholders(e.host, s_, open);
            if (!host) {
                missing.push_back(e.host + " (set endpoints." + open + ")");
            } else if (!host->starts_with("*.")) {
                names.push_back({*host, {*host}, {}});
            } else {
                const auto before = names.size();
                for (const auto& name : declared)
                    if (matches_endpoint(*host, name)) names.push_back(name);
                if (names.size() == before) missing.push_back(*host + " (list hosts in " + place(f) + ")");
            }
        }
        if (!missing.empty()) skip(f, "", skip_reason::needs_config, "no concrete name for " + joined(missing, 8));
        return names;
    }

    /// At most once a flow: patterns may overlap.
    void add_name(const flow& f, const external_name& name, const applicability& a) {
        // Where one port is enough, a name's own is the one.
        const bool own = name.port && (f.ports.empty() || f.select == select::any);
        if (name.port && !own && !contains(f.ports, *name.port)) return;
        if (!fates_[&f].names.insert(name.name).second) return;
        const port_list ports = own ? port_list{{*name.port, *name.port}} : f.ports;
        if (ports.empty())
            skip(f, name.name, skip_reason::needs_config,
                 "the page names no port; write it as " + name.name + ":PORT in " + place(f) + " of the site file");
        else
            add_check(f, name.name, name.addresses, ports, true, a);
    }

    static std::string place(const flow& f) { return "endpoints." + f.to; }

    bool of_region(const endpoint& e) const {
        return e.region.empty() || e.region == (s_.region.empty() ? "global" : s_.region);
    }

    void add_inbound(const flow& f) {
        if (f.listens == listens::external) return;
        inbound in;
        in.ports = ports_on(f, self_.ports);
        if (in.ports.empty()) return;
        in.flow = shared(f);
        for (const auto& r : self_.roles)
            if (m_.is_a(r, f.to)) in.role = r;
        std::optional<applicability> best; // the flow is needed when it is from any of the peers
        const auto consider = [&](const site_host& from) {
            auto a = applicability_of(m_, s_, f, from, &self_);
            if (!best || (a.applies && (!best->applies || a.questions.size() < best->questions.size())))
                best = std::move(a);
        };
        for (const auto& host : s_.hosts) {
            if (is_self(host) || !m_.any_is_a(host.roles, f.from)) continue;
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
        in.questions = best->questions;
        plan_.inbounds.push_back(std::move(in));
    }

    /// What became of a flow over all hosts with its target role, or over all names of it.
    struct fate {
        std::size_t hosts = 0;
        bool self = false;
        std::set<std::string> names;
        std::vector<std::string> not_needed;
    };

    const matrix& m_;
    const site& s_;
    const site_host& self_;
    const plan_options& options_;
    std::set<const site_host*> planned_; ///< by name
    std::map<const flow*, fate> fates_;
    std::map<const flow*, shared_value<flow>> shared_;
    std::map<const site_host*, shared_value<host_labels>> labels_;
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
        if (!h.role.empty() && matches_any_endpoint(m, h.role, {h.host, {h.host}, h.port})) add(h.role, h);
    }
    return s;
}

} // namespace fairway
