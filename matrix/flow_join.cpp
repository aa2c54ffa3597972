#include "matrix/flow_join.hpp"

#include <algorithm>
#include <utility>

namespace fairway {

namespace {

bool always_holds(const condition& c) {
    return c.what == condition::kind::always || (c.what == condition::kind::all && c.parts.empty());
}

condition either(std::vector<condition> parts) {
    condition c;
    c.what = condition::kind::any;
    for (auto& part : parts) {
        if (always_holds(part)) return {};
        auto flat = part.what == condition::kind::any ? std::move(part.parts) : std::vector{std::move(part)};
        for (auto& f : flat)
            if (std::find(c.parts.begin(), c.parts.end(), f) == c.parts.end()) c.parts.push_back(std::move(f));
    }
    if (c.parts.size() != 1) return c;
    auto only = std::move(c.parts[0]); // a part cannot be moved onto what holds it
    return only;
}

/// When the flow is needed and mandatory.
condition mandatory_when(const flow& f) {
    if (!f.required_when) return f.when;
    if (always_holds(f.when)) return *f.required_when;
    condition both;
    both.what = condition::kind::all;
    both.parts = {f.when, *f.required_when};
    return both;
}

/// Absent where it follows from `when`.
std::optional<condition> joined_required(const flow& a, const flow& b) {
    if (!a.required_when && !b.required_when) return std::nullopt;
    if (a.when == b.when && a.required_when == b.required_when) return a.required_when;
    auto required = either({mandatory_when(a), mandatory_when(b)});
    if (always_holds(required)) return std::nullopt;
    return required;
}

void join_rows(std::vector<source_rows>& have, const std::vector<source_rows>& more) {
    for (const auto& s : more) {
        auto same = std::find_if(have.begin(), have.end(), [&](const auto& h) { return h.matrix == s.matrix; });
        if (same == have.end()) {
            have.push_back(s);
            continue;
        }
        auto& rows = same->rows;
        rows.insert(rows.end(), s.rows.begin(), s.rows.end());
        std::sort(rows.begin(), rows.end());
        rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
    }
}

template <class T>
void add_missing(std::vector<T>& have, const std::vector<T>& more) {
    for (const auto& one : more)
        if (std::find(have.begin(), have.end(), one) == have.end()) have.push_back(one);
}

std::string need_in_words(const flow& f) {
    std::string words = always_holds(f.when) ? "needed always" : "needed if " + to_string(f.when);
    if (f.required_when) {
        const auto condition = to_string(*f.required_when);
        words += condition.empty() ? "" : ", mandatory if " + condition;
    }
    return words;
}

std::string fallback_in_words(const flow& f) {
    return f.fallback_of.empty() ? "used anyway" : "used only where " + to_string(f.fallback_of) + " does not work";
}

std::vector<std::string> disagreements_of(const flow& a, const flow& b) {
    std::vector<std::string> all;
    const auto tell = [&](const std::string& of_a, const std::string& of_b) {
        if (of_a != of_b) all.push_back(names_of(a.sources) + ": " + of_a + "; " + names_of(b.sources) + ": " + of_b);
    };
    tell(need_in_words(a), need_in_words(b));
    tell(fallback_in_words(a), fallback_in_words(b));
    tell("listens: " + std::string(to_string(a.listens)), "listens: " + std::string(to_string(b.listens)));
    return all;
}

} // namespace

void join_needs(flow& have, const flow& more) {
    auto required = joined_required(have, more);
    have.when = either({have.when, more.when});
    have.required_when = std::move(required);
    join_rows(have.sources, more.sources);
    add_missing(have.endpoints, more.endpoints);
    add_missing(have.resolves, more.resolves);
}

void join_flows(flow& have, const flow& more) {
    add_missing(have.disagreements, disagreements_of(have, more));
    if (more.fallback_of != have.fallback_of) have.fallback_of.clear();
    if (more.listens == listens::on_demand) have.listens = more.listens;
    if (have.identify.empty()) have.identify = more.identify;
    have.never_answers = have.never_answers && more.never_answers;
    have.open_end = have.open_end || more.open_end;
    if (have.dynamic.empty()) have.dynamic = more.dynamic;
    join_needs(have, more);
}

} // namespace fairway
