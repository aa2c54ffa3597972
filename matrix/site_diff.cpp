#include "matrix/site_diff.hpp"

#include "matrix/address_products.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <unordered_map>
#include <utility>

namespace fairway {

namespace {

/// Flows of a matrix by ID: plans have copies of them.
class flow_index {
  public:
    explicit flow_index(const matrix& m) {
        for (const auto& f : m.flows)
            all_.emplace(f.id, &f);
    }
    const flow* find(const std::string& id) const {
        const auto at = all_.find(id);
        return at == all_.end() ? nullptr : at->second;
    }
    /// The same requirement, if another ID.
    const flow* find_same(const flow& f) const {
        const flow* same = find(f.id);
        return same != nullptr && same->from == f.from && same->to == f.to ? same : nullptr;
    }

  private:
    std::unordered_map<std::string_view, const flow*> all_;
};

struct needed_ports {
    port_list ports;
    port_need need;
};

/// Between one host and one target, by one protocol.
struct needs_of_pair {
    std::vector<needed_ports> before, after;
};
using needs_by_target = std::map<std::pair<std::string, protocol>, needs_of_pair>;

needed_ports needed_by(const requirement& r, const flow_index& flows) {
    needed_ports n;
    n.ports = r.ports;
    n.need.by = flows.find(r.flow->id);
    if (!r.flow->fallback_of.empty())
        n.need.level = need_level::fallback;
    else if (!r.questions.empty())
        n.need.level = need_level::open;
    else
        n.need.level = r.required ? need_level::mandatory : need_level::optional;
    if (n.need.level == need_level::open) n.need.questions = r.questions;
    return n;
}

/// What needs this port most.
port_need strongest(const std::vector<needed_ports>& all, std::uint16_t port) {
    port_need most;
    for (const auto& n : all)
        if (contains(n.ports, port) && n.need.level > most.level) most = n.need;
    return most;
}

bool is_change(const port_need& before, const port_need& after) {
    return before.level != after.level || before.questions != after.questions;
}

/// Ranges of ports that each of the needs has as a whole or not at all.
std::vector<port_range> segments(const needs_of_pair& needs) {
    std::set<std::uint32_t> begins; // wider: 65535 + 1 must not wrap
    for (const auto* side : {&needs.before, &needs.after})
        for (const auto& n : *side)
            for (const auto& range : n.ports) {
                begins.insert(range.first);
                begins.insert(range.last + 1u);
            }
    std::vector<port_range> all;
    for (auto at = begins.begin(); at != begins.end() && std::next(at) != begins.end(); ++at)
        all.push_back({static_cast<std::uint16_t>(*at), static_cast<std::uint16_t>(*std::next(at) - 1)});
    return all;
}

class site_comparison {
  public:
    site_comparison(const matrix& before, const matrix& after, const site& s)
        : before_(before), after_(after), site_(s), old_flows_(before), new_flows_(after) {
        for (const auto& f : after.flows)
            order_.emplace(f.id, order_.size());
        for (const auto& f : before.flows)
            order_.emplace(f.id, order_.size());
    }

    site_diff compare() {
        out_.hosts = site_.hosts.size();
        for (const auto& host : site_.hosts)
            add_host(host);
        add_unknown_words();
        for (const auto& [what, pairs] : found_)
            for (const auto& [sources, targets] : products_of(pairs)) {
                const auto& [kind, protocol, ports, before, after] = what;
                out_.changes.push_back({kind,
                                        protocol,
                                        ports,
                                        before,
                                        after,
                                        {sources.begin(), sources.end()},
                                        {targets.begin(), targets.end()}});
            }
        const auto place = [&](const site_change& c) {
            return std::tuple(c.kind, order_.at(c.any().id), c.ports, c.sources, c.targets);
        };
        std::sort(out_.changes.begin(), out_.changes.end(),
                  [&](const auto& a, const auto& b) { return place(a) < place(b); });
        return std::move(out_);
    }

  private:
    using one_change = std::tuple<site_change_kind, protocol, port_list, port_need, port_need>;

    void add_host(const site_host& host) {
        const plan old_plan = make_plan(before_, site_, host, {}), new_plan = make_plan(after_, site_, host, {});
        needs_by_target needs;
        for (const auto& r : old_plan.requirements)
            needs[{r.target, r.flow->protocol}].before.push_back(needed_by(r, old_flows_));
        for (const auto& r : new_plan.requirements)
            needs[{r.target, r.flow->protocol}].after.push_back(needed_by(r, new_flows_));
        for (const auto& [ends, its] : needs)
            add_pair(host.name, ends.first, ends.second, its);
        add_open(old_plan, new_plan);
    }

    void add_pair(const std::string& source, const std::string& target, protocol by, const needs_of_pair& needs) {
        std::map<std::pair<port_need, port_need>, port_list> changes;
        for (const auto& range : segments(needs)) {
            auto was = strongest(needs.before, range.first), is = strongest(needs.after, range.first);
            if (!is_change(was, is)) continue;
            if (was.by == nullptr) was.by = old_flows_.find_same(*is.by);
            if (is.by == nullptr) is.by = new_flows_.find_same(*was.by);
            changes[{std::move(was), std::move(is)}].push_back(range);
        }
        for (auto& [need, ports] : changes) {
            const auto& [was, is] = need;
            const auto kind = was.level == need_level::none  ? site_change_kind::opened
                              : is.level == need_level::none ? site_change_kind::closed
                                                             : site_change_kind::changed;
            found_[{kind, by, normalize(std::move(ports)), was, is}].emplace_back(source, target);
        }
    }

    void add_open(const plan& old_plan, const plan& new_plan) {
        for (const auto& skipped : new_plan.skipped)
            if (skipped.why == skip_reason::needs_config &&
                std::find(old_plan.skipped.begin(), old_plan.skipped.end(), skipped) == old_plan.skipped.end() &&
                told_open_.insert({skipped.flow, skipped.target, skipped.text}).second)
                out_.open.push_back(skipped);
    }

    void add_unknown_words() {
        std::set<std::string> facts, roles;
        const auto add_facts = [&](const fact_values& stated) {
            for (const auto& [id, value] : stated)
                if (after_.find_fact(id) == nullptr) facts.insert(id);
        };
        add_facts(site_.facts);
        for (const auto& host : site_.hosts) {
            add_facts(host.facts);
            for (const auto& id : host.roles)
                if (after_.find_role(id) == nullptr) roles.insert(id);
        }
        out_.unknown_facts.assign(facts.begin(), facts.end());
        out_.unknown_roles.assign(roles.begin(), roles.end());
    }

    const matrix &before_, &after_;
    const site& site_;
    flow_index old_flows_, new_flows_;
    std::unordered_map<std::string_view, std::size_t> order_;
    std::map<one_change, std::vector<end_pair>> found_;
    std::set<std::tuple<std::string, std::string, std::string>> told_open_;
    site_diff out_;
};

template <class Thing>
void add_unknown(std::vector<Thing>& known, const std::vector<Thing>& more) {
    for (const auto& thing : more)
        if (std::none_of(known.begin(), known.end(), [&](const Thing& k) { return k.id == thing.id; }))
            known.push_back(thing);
}

} // namespace

std::string_view to_string(need_level l) {
    switch (l) {
    case need_level::none: return "not-needed";
    case need_level::fallback: return "fallback";
    case need_level::optional: return "optional";
    case need_level::open: return "depends";
    case need_level::mandatory: return "needed";
    }
    return "";
}

std::string_view to_string(site_change_kind k) {
    switch (k) {
    case site_change_kind::opened: return "opened";
    case site_change_kind::closed: return "no-longer-needed";
    case site_change_kind::changed: return "changed";
    }
    return "";
}

site_diff compare(const matrix& before, const matrix& after, const site& s) {
    return site_comparison(before, after, s).compare();
}

matrix vocabulary_of(const matrix& before, const matrix& after) {
    matrix both = after;
    add_unknown(both.roles, before.roles);
    add_unknown(both.facts, before.facts);
    add_unknown(both.flows, before.flows);
    return both;
}

} // namespace fairway
