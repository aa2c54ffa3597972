#include "collector/store/transition_kind.hpp"

namespace fairway::collector {

std::string_view to_string(transition_kind kind) {
    switch (kind) {
    case transition_kind::broke: return "broke";
    case transition_kind::healed: return "healed";
    case transition_kind::changed: return "changed";
    case transition_kind::page_changed: return "page-changed";
    case transition_kind::gone: return "gone";
    case transition_kind::added: break;
    }
    return "new";
}

transition_kind kind_of(const transition_row& t) {
    if (t.to_finding == gone_finding) return transition_kind::gone;
    if (t.from_finding == new_finding) return transition_kind::added;
    if (t.by_page) return transition_kind::page_changed;
    const auto before = parse_outcome(t.from_outcome), after = parse_outcome(t.to_outcome);
    if (after == outcome::fail && before != outcome::fail) return transition_kind::broke;
    if (before == outcome::fail && (after == outcome::pass || after == outcome::warn)) return transition_kind::healed;
    return transition_kind::changed;
}

} // namespace fairway::collector
