#include "agent/output/report_diff.hpp"

#include "agent/output/report_words.hpp"
#include "matrix/flow_weight.hpp"
#include "text/columns.hpp"
#include "text/printable.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>

namespace fairway {

namespace {

struct section {
    change_kind kind;
    const char* title;
    const char* color;
};

constexpr std::array<section, 8> sections{{
    {change_kind::broke, "Broke", "\033[1;31m"},
    {change_kind::healed, "Healed", "\033[32m"},
    {change_kind::changed, "Changed", "\033[33m"},
    {change_kind::page_changed, "The page changed, not the network", "\033[33m"},
    {change_kind::added, "New", "\033[33m"},
    {change_kind::newly_required, "New with the page", "\033[33m"},
    {change_kind::gone, "Gone", "\033[2m"},
    {change_kind::no_longer_required, "No longer required by the newer page", "\033[2m"},
}};

/// Only after a change of matrices is there something to say of these.
bool is_about_pages(change_kind k) {
    return k == change_kind::newly_required || k == change_kind::no_longer_required || k == change_kind::page_changed;
}

std::string result_in_words(const report_diff& d) {
    if (!d.has_new_failures()) return "Nothing new fails.";
    const bool only_by_page = std::none_of(d.changes.begin(), d.changes.end(), [](const flow_change& c) {
        return c.kind == change_kind::broke || (c.kind == change_kind::added && counts_as(*c.after) == outcome::fail);
    });
    return only_by_page ? "Nothing broke, but something fails by what only the newer page says."
                        : "Something fails that did not fail before.";
}

std::size_t how_many(const report_diff& d, change_kind kind) {
    return static_cast<std::size_t>(
        std::count_if(d.changes.begin(), d.changes.end(), [&](const auto& c) { return c.kind == kind; }));
}

std::string state_of(const finding* f) {
    return f == nullptr ? "-" : outcome_word(*f) + " " + std::string(to_string(f->kind));
}

nlohmann::ordered_json json_of(const finding* f) {
    if (f == nullptr) return nullptr;
    nlohmann::ordered_json j;
    j["finding"] = to_string(f->kind);
    j["outcome"] = to_string(f->outcome);
    j["counts_as"] = to_string(counts_as(*f));
    j["text"] = f->text;
    j["advice"] = f->advice.empty() ? nlohmann::ordered_json(nullptr) : nlohmann::ordered_json(f->advice);
    return j;
}

nlohmann::ordered_json json_of(const report& r) {
    nlohmann::ordered_json j{{"run_id", r.run_id},
                             {"host", r.host},
                             {"started_at", r.started_at},
                             {"phase", to_string(r.phase)},
                             {"complete", r.complete}};
    for (const auto& m : r.matrices)
        j["matrices"].push_back({{"id", m.id}, {"version", m.version}});
    return j;
}

} // namespace

std::string render_diff_text(const report_diff& d, const report& before, const report& after,
                             const output_style& style) {
    std::string text = wrapped("Old: ", printable(who(before) + ", " + before.started_at), style.width) +
                       wrapped("New: ", printable(who(after) + ", " + after.started_at), style.width);
    for (const auto& note : d.notes)
        text += wrapped("Note: ", printable(note), style.width);
    for (const auto& s : sections) {
        if (how_many(d, s.kind) == 0) continue;
        text += "\n" + (style.color ? s.color + std::string(s.title) + "\033[0m" : std::string(s.title)) + "\n";
        for (const auto& c : d.changes) {
            if (c.kind != s.kind) continue;
            const finding& f = c.any();
            text += wrapped("  ",
                            printable(protocol_and_ports(f.requirement.flow->protocol, f.requirement.ports, 40) +
                                      " to " + f.requirement.target + " [" + f.requirement.flow->id + "]"),
                            style.width);
            if (c.kind == change_kind::page_changed)
                text += wrapped("    by:  ",
                                "the page: " + to_string(weight_of(c.before->requirement)) + ", then " +
                                    to_string(weight_of(c.after->requirement)),
                                style.width);
            if (c.before != nullptr)
                text += wrapped("    was: ", printable(state_of(c.before) + ": " + c.before->text), style.width);
            if (c.after != nullptr) {
                text += wrapped("    is:  ", printable(state_of(c.after) + ": " + c.after->text), style.width);
                if (!c.after->advice.empty() && counts_as(*c.after) == outcome::fail)
                    text += wrapped("    do:  ", printable(c.after->advice), style.width);
            }
        }
    }
    std::string counts;
    for (const auto& s : sections) {
        const auto n = how_many(d, s.kind);
        if (n == 0 && is_about_pages(s.kind)) continue;
        const std::string word = s.kind == change_kind::newly_required       ? "new with the page"
                                 : s.kind == change_kind::no_longer_required ? "no longer required"
                                 : s.kind == change_kind::page_changed       ? "by the page"
                                                                             : std::string(to_string(s.kind));
        counts += std::to_string(n) + " " + word + ", ";
    }
    return text + "\n" + wrapped("Summary: ", counts + std::to_string(d.same) + " the same", style.width) +
           wrapped("Result:  ", result_in_words(d), style.width);
}

std::string render_diff_json(const report_diff& d, const report& before, const report& after) {
    nlohmann::ordered_json j;
    j["schema"] = "fairway-report-diff/1";
    j["old"] = json_of(before);
    j["new"] = json_of(after);
    j["notes"] = d.notes;
    j["new_failures"] = d.has_new_failures();
    auto& summary = j["summary"] = nlohmann::ordered_json::object();
    for (const auto& s : sections)
        summary[std::string(to_string(s.kind))] = how_many(d, s.kind);
    summary["same"] = d.same;
    auto& changes = j["changes"] = nlohmann::ordered_json::array();
    for (const auto& s : sections)
        for (const auto& c : d.changes) {
            if (c.kind != s.kind) continue;
            const finding& f = c.any();
            changes.push_back({{"change", to_string(c.kind)},
                               {"flow", f.requirement.flow->id},
                               {"target", f.requirement.target},
                               {"protocol", to_string(f.requirement.flow->protocol)},
                               {"ports", to_string(f.requirement.ports)},
                               {"purpose", f.requirement.flow->purpose},
                               {"old", json_of(c.before)},
                               {"new", json_of(c.after)}});
        }
    return printable_json(j.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace)) + "\n";
}

} // namespace fairway
