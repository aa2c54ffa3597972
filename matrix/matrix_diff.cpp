#include "matrix/matrix_diff.hpp"

#include "text/columns.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <tuple>
#include <utility>

namespace fairway {

namespace {

constexpr std::array<std::pair<flow_aspect, std::string_view>, 10> aspect_words{{
    {flow_aspect::ports, "ports"},
    {flow_aspect::needed, "needed"},
    {flow_aspect::mandatory, "mandatory"},
    {flow_aspect::fallback, "used"},
    {flow_aspect::listens, "listens"},
    {flow_aspect::identify, "expects"},
    {flow_aspect::answers, "answers"},
    {flow_aspect::dynamic, "dynamic"},
    {flow_aspect::endpoints, "endpoints"},
    {flow_aspect::resolves, "resolves"},
}};

std::string condition_in_words(const condition& c) {
    const auto words = to_string(c);
    return words.empty() || words == "always" ? "always" : words == "never" ? words : "if " + words;
}

std::string mandatory_words(const flow& f) {
    if (!f.required_when) return "always";
    const auto nobody_knows = [](const std::string&) { return std::optional<std::string>(); };
    if (evaluate(*f.required_when, nobody_knows).value == truth::no) return "never";
    return condition_in_words(*f.required_when);
}

std::string port_words(const flow& f) {
    if (f.ports.empty()) return "named by the site";
    return (f.select == select::any && count(f.ports) > 1 ? "any of " : "") + to_string(f.ports) +
           (f.open_end ? " and up" : "");
}

std::string endpoint_words(const flow& f) {
    std::vector<std::string> all;
    for (const auto& e : f.endpoints)
        all.push_back(e.host + e.path + (e.region.empty() ? "" : " (" + e.region + ")") +
                      (e.suspect.empty() ? "" : " (suspect)"));
    std::sort(all.begin(), all.end());
    return all.empty() ? "none" : joined(all);
}

using flow_ends = std::tuple<std::string_view, std::string_view, protocol>;

flow_ends ends_of(const flow& f) {
    return {f.from, f.to, f.protocol};
}

bool is_same_flow(const flow& a, const flow& b) {
    return ends_of(a) == ends_of(b) && a.ports == b.ports && a.select == b.select;
}

bool overlap(const port_list& a, const port_list& b) {
    return count(without(a, b)) < count(a);
}

std::vector<flow_aspect> differing(const std::vector<const flow*>& before, const std::vector<const flow*>& after) {
    std::vector<flow_aspect> all;
    for (const auto& [aspect, word] : aspect_words)
        if (in_words(aspect, before) != in_words(aspect, after)) all.push_back(aspect);
    return all;
}

/// Pairs up flows of two matrices.
class flow_matcher {
  public:
    flow_matcher(const matrix& before, const matrix& after) {
        for (const auto& f : before.flows)
            old_[ends_of(f)].push_back({&f, no_change});
        for (const auto& f : after.flows)
            new_[ends_of(f)].push_back({&f, no_change});
    }

    matrix_diff match(const matrix& before, const matrix& after) {
        for (const bool by_id : {true, false}) // of several with the same ports, each has its own word in its ID
            for (auto& [key, flows] : new_)
                for (auto& f : flows)
                    if (f.of == no_change) pair_up(f, old_[key], by_id);
        for (auto& [key, flows] : new_)
            for (auto& f : flows)
                if (f.of == no_change) join_overlapping(f, old_[key], flows);
        matrix_diff d;
        std::set<std::size_t> told;
        const auto tell = [&](const flow& f, auto& flows) {
            auto& its = flows[ends_of(f)];
            const auto at = std::find_if(its.begin(), its.end(), [&](const auto& one) { return one.what == &f; });
            if (at->of == no_change) at->of = add_change(at->what, &flows == &new_);
            if (!told.insert(at->of).second) return;
            auto& change = changes_[at->of];
            if (!change.is_new() && !change.is_gone()) {
                change.aspects = differing(change.before, change.after);
                if (change.aspects.empty()) {
                    d.same += change.after.size();
                    return;
                }
            }
            d.flows.push_back(change);
        };
        for (const auto& f : after.flows)
            tell(f, new_);
        for (const auto& f : before.flows)
            tell(f, old_);
        return d;
    }

  private:
    static constexpr std::size_t no_change = static_cast<std::size_t>(-1);

    struct matched {
        const flow* what;
        std::size_t of; ///< position of its change
    };

    std::size_t add_change(const flow* f, bool is_new) {
        matrix_change c;
        (is_new ? c.after : c.before).push_back(f);
        changes_.push_back(std::move(c));
        return changes_.size() - 1;
    }

    void pair_up(matched& f, std::vector<matched>& olds, bool by_id) {
        for (auto& old : olds) {
            if (old.of != no_change || !is_same_flow(*old.what, *f.what)) continue;
            if (by_id && old.what->id != f.what->id) continue;
            f.of = old.of = add_change(f.what, true);
            changes_[f.of].before.push_back(old.what);
            return;
        }
    }

    /// All flows that share ports with it, with those that share ports with these, and so on.
    void join_overlapping(matched& f, std::vector<matched>& olds, std::vector<matched>& news) {
        const auto place = f.of = add_change(f.what, true);
        for (bool grown = true; grown;) {
            grown = false;
            const auto take = [&](std::vector<matched>& from, std::vector<const flow*>& into,
                                  const std::vector<const flow*>& others) {
                for (auto& one : from) {
                    if (one.of != no_change) continue;
                    if (std::none_of(others.begin(), others.end(),
                                     [&](const flow* o) { return overlap(one.what->ports, o->ports); }))
                        continue;
                    one.of = place;
                    into.push_back(one.what);
                    grown = true;
                }
            };
            auto& change = changes_[place];
            take(olds, change.before, change.after);
            take(news, change.after, change.before);
        }
    }

    std::map<flow_ends, std::vector<matched>> old_, new_;
    std::vector<matrix_change> changes_;
};

template <class Thing>
std::vector<definition_change<Thing>> changed_definitions(const std::vector<Thing>& before,
                                                          const std::vector<Thing>& after) {
    std::vector<definition_change<Thing>> all;
    const auto find = [](const std::vector<Thing>& in, const std::string& id) -> const Thing* {
        const auto at = std::find_if(in.begin(), in.end(), [&](const Thing& t) { return t.id == id; });
        return at == in.end() ? nullptr : &*at;
    };
    for (const auto& t : after) {
        const Thing* was = find(before, t.id);
        if (was == nullptr || !(*was == t)) all.push_back({was, &t});
    }
    for (const auto& t : before)
        if (find(after, t.id) == nullptr) all.push_back({&t, nullptr});
    return all;
}

} // namespace

std::string_view to_string(flow_aspect a) {
    for (const auto& [aspect, word] : aspect_words)
        if (aspect == a) return word;
    return "";
}

std::string in_words(flow_aspect a, const flow& f) {
    switch (a) {
    case flow_aspect::ports: return port_words(f);
    case flow_aspect::needed: return condition_in_words(f.when);
    case flow_aspect::mandatory: return mandatory_words(f);
    case flow_aspect::fallback:
        return f.fallback_of.empty() ? "anyway" : "only where " + to_string(f.fallback_of) + " does not work";
    case flow_aspect::listens: return std::string(to_string(f.listens));
    case flow_aspect::identify: return f.identify.empty() ? "no protocol that can be told" : f.identify;
    case flow_aspect::answers: return f.never_answers ? "never" : "as its protocol does";
    case flow_aspect::dynamic: return f.dynamic.empty() ? "no" : f.dynamic;
    case flow_aspect::endpoints: return endpoint_words(f);
    case flow_aspect::resolves: return f.resolves.empty() ? "no role" : joined(f.resolves);
    }
    return {};
}

std::string in_words(flow_aspect a, const std::vector<const flow*>& flows) {
    std::vector<std::pair<port_list, std::string>> by_ports; // in an order that is that of neither matrix
    for (const auto* f : flows)
        by_ports.emplace_back(f->ports, in_words(a, *f));
    std::sort(by_ports.begin(), by_ports.end());
    std::vector<std::string> words;
    for (const auto& [ports, word] : by_ports)
        if (std::find(words.begin(), words.end(), word) == words.end()) words.push_back(word);
    if (a == flow_aspect::ports) return joined(words, std::string::npos, " and ");
    if (words.size() < 2) return joined(words);
    std::string text; // they do not agree: whose word is which
    for (const auto& [ports, word] : by_ports)
        text += (text.empty() ? "" : "; ") + word + " (" + to_string(ports) + ")";
    return text;
}

matrix_diff compare(const matrix& before, const matrix& after) {
    auto d = flow_matcher(before, after).match(before, after);
    d.roles = changed_definitions(before.roles, after.roles);
    d.facts = changed_definitions(before.facts, after.facts);
    return d;
}

} // namespace fairway
