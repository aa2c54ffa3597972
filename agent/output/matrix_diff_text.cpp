#include "agent/output/matrix_diff.hpp"
#include "agent/output/report_words.hpp"
#include "text/columns.hpp"
#include "text/printable.hpp"

#include <algorithm>
#include <array>

namespace fairway {

namespace {

constexpr std::size_t ends_shown = 3, ports_shown = 40;

std::string sources_in_words(const matrix& m) {
    std::vector<std::string> all;
    for (const auto& s : m.sources)
        all.push_back(source_in_words(s));
    return joined(all, std::string::npos, "; ");
}

std::string flow_ids(const std::vector<const flow*>& flows) {
    std::vector<std::string> ids;
    for (const auto* f : flows)
        ids.push_back(f->id);
    return joined(ids, std::string::npos, ", ");
}

/// What a flow needs beyond its ID.
std::string conditions_of(const flow& f, std::size_t width) {
    std::string text = wrapped("    for:  ", printable(f.purpose), width);
    for (const auto aspect : {flow_aspect::needed, flow_aspect::mandatory, flow_aspect::fallback})
        if (const auto words = in_words(aspect, f); words != "always" && words != "anyway")
            text += wrapped("    " + std::string(to_string(aspect)) + ": ", printable(words), width);
    return text;
}

std::string one_change_in_words(const matrix_change& c, std::size_t width) {
    const bool is_both = !c.is_new() && !c.is_gone();
    const auto& flows = c.is_gone() ? c.before : c.after;
    std::string text = wrapped("  ", printable(flow_ids(flows)), width);
    if (!is_both) {
        for (const auto* f : flows)
            text += conditions_of(*f, width);
        return text;
    }
    for (const auto aspect : c.aspects)
        text += wrapped("    " + std::string(to_string(aspect)) + ": ",
                        printable("was " + in_words(aspect, c.before) + "; now " + in_words(aspect, c.after)), width);
    return text;
}

struct flow_section {
    const char* title;
    const char* word; ///< of the summary
    bool (*has)(const matrix_change&);
};

constexpr std::array<flow_section, 3> flow_sections{{
    {"New", "new", [](const matrix_change& c) { return c.is_new(); }},
    {"No longer needed", "no longer needed", [](const matrix_change& c) { return c.is_gone(); }},
    {"Changed", "changed", [](const matrix_change& c) { return !c.is_new() && !c.is_gone(); }},
}};

template <class Thing, class Words>
std::string definitions_in_words(const char* what, const std::vector<definition_change<Thing>>& all, Words words,
                                 std::size_t width) {
    std::string text;
    for (const auto& c : all) {
        if (text.empty()) text = std::string("\n") + what + "\n";
        const Thing& thing = c.after != nullptr ? *c.after : *c.before;
        const char* change = c.before == nullptr ? "new: " : c.after == nullptr ? "gone: " : "changed: ";
        text += wrapped("  " + thing.id + ": ", change + printable(words(thing)), width);
    }
    return text;
}

struct site_section {
    site_change_kind kind;
    const char* title;
    const char* word;
};

constexpr std::array<site_section, 3> site_sections{{
    {site_change_kind::opened, "To open", "to open"},
    {site_change_kind::closed, "No longer needed", "no longer needed"},
    {site_change_kind::changed, "Changed", "changed"},
}};

std::string ends_in_words(const std::vector<std::string>& hosts) {
    const auto names = joined(hosts, ends_shown);
    return hosts.size() > ends_shown ? std::to_string(hosts.size()) + " hosts (" + names + ")" : names;
}

std::string site_change_in_words(const site_change& c, std::size_t width) {
    const flow& f = c.any();
    std::string text =
        wrapped("  ",
                printable(protocol_and_ports(c.protocol, c.ports, ports_shown) + " from " + ends_in_words(c.sources) +
                          " to " + ends_in_words(c.targets) + " [" + f.id + "]"),
                width);
    text += wrapped("    for: ", printable(f.purpose), width);
    if (f.select == select::any && count(f.ports) > 1)
        text += wrapped("    ", "one of " + to_string(f.ports) + " is enough", width);
    return text + wrapped("    was: ", printable(need_in_words(c.before)), width) +
           wrapped("    is:  ", printable(need_in_words(c.after)), width);
}

} // namespace

std::string source_in_words(const matrix_source& s) {
    std::string text = name_of(s);
    if (!s.title.empty()) text += ": " + s.title;
    if (!s.url.empty()) text += ", " + s.url;
    return text;
}

std::string need_in_words(const port_need& n) {
    switch (n.level) {
    case need_level::none: {
        if (n.by == nullptr) return "required by none of these pages";
        const auto needed = in_words(flow_aspect::needed, *n.by);
        return needed == "always" ? "not needed" : "not needed here; only " + needed;
    }
    case need_level::fallback: return "used " + in_words(flow_aspect::fallback, *n.by);
    case need_level::optional: return "optional";
    case need_level::open: return "depends: " + joined(n.questions, std::string::npos, " ");
    case need_level::mandatory: break;
    }
    return "needed";
}

std::string render_matrix_diff_text(const compared_matrices& c, std::size_t width) {
    std::string text = wrapped("Old: ", printable(sources_in_words(c.before)), width) +
                       wrapped("New: ", printable(sources_in_words(c.after)), width);
    std::string counts;
    for (const auto& s : flow_sections) {
        std::size_t n = 0;
        for (const auto& change : c.changes.flows) {
            if (!s.has(change)) continue;
            if (n++ == 0) text += std::string("\n") + s.title + "\n";
            text += one_change_in_words(change, width);
        }
        counts += std::to_string(n) + " " + s.word + ", ";
    }
    text += definitions_in_words(
        "Roles", c.changes.roles, [](const role& r) { return r.title; }, width);
    text += definitions_in_words(
        "Facts", c.changes.facts, [](const fact& f) { return f.question; }, width);
    return text + "\n" + wrapped("Summary: ", counts + std::to_string(c.changes.same) + " flows the same", width);
}

std::string render_site_diff_text(const compared_site& c, std::size_t width) {
    std::string text = wrapped("Old:  ", printable(sources_in_words(c.before)), width) +
                       wrapped("New:  ", printable(sources_in_words(c.after)), width) +
                       wrapped("Site: ", printable(c.file + ", " + counted(c.changes.hosts, "host", "hosts")), width);
    std::string counts;
    for (const auto& s : site_sections) {
        std::size_t n = 0;
        for (const auto& change : c.changes.changes) {
            if (change.kind != s.kind) continue;
            if (n++ == 0) text += std::string("\n") + s.title + "\n";
            text += site_change_in_words(change, width);
        }
        counts += (counts.empty() ? "" : ", ") + std::to_string(n) + " " + s.word;
    }
    if (!c.changes.open.empty()) text += "\nNew, and left open by the site file\n";
    for (const auto& o : c.changes.open)
        text += wrapped("  ", printable(o.flow + (o.target.empty() ? "" : " to " + o.target) + ": " + o.text), width);
    const auto remove = [&](const char* what, const std::vector<std::string>& words) {
        if (!words.empty())
            text += "\n" + wrapped("Note: ",
                                   printable("the new matrices have no " + std::string(what) + " " + joined(words) +
                                             "; remove it from the site file before it is used with them."),
                                   width);
    };
    remove("fact", c.changes.unknown_facts);
    remove("role", c.changes.unknown_roles);
    return text + "\n" + wrapped("Summary: ", counts, width);
}

} // namespace fairway
