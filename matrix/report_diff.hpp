#pragma once

#include "matrix/report.hpp"

#include <string>
#include <vector>

namespace fairway {

/// What became of one flow to one target between two reports.
enum class change_kind {
    same,
    broke,              ///< fails now, and did not before
    healed,             ///< failed before, and works now (at worst with a warning)
    changed,            ///< anything else that differs: what was seen, or what it counts as
    page_changed,       ///< counts otherwise only because a page that the two were checked against weighs it otherwise
    added,              ///< only in the new report; "new"
    gone,               ///< only in the old report
    newly_required,     ///< only in the new report, because a page that only this one was checked against requires it
    no_longer_required, ///< only in the old report, because none of the new one's pages requires it
};
std::string_view to_string(change_kind k);

struct flow_change {
    change_kind kind = change_kind::same;
    const finding* before = nullptr; ///< Into the old report; null: new, or newly required.
    const finding* after = nullptr;  ///< Into the new report; null: gone, or no longer required.

    const finding& any() const { return after != nullptr ? *after : *before; }
};

/// Two reports side by side.
struct report_diff {
    std::vector<flow_change> changes; ///< without those that stayed the same; in the order of the reports
    std::size_t same = 0;
    std::vector<std::string> notes; ///< Why the two compare badly, e.g. other phases; empty: they compare well.

    /// Whether something fails that did not fail before, new flows and what fails by a newer page included.
    bool has_new_failures() const;
};

/// What happened to one flow at one target; at least one of them is given. Times, round trips and the choice of a
/// sample are no change.
change_kind compare(const finding* before, const finding* after);

/// Both reports must outlive what is returned.
report_diff compare(const report& before, const report& after);
report_diff compare(report&&, const report&) = delete;
report_diff compare(const report&, report&&) = delete;

} // namespace fairway
