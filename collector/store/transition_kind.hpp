#pragma once

#include "collector/store/store.hpp"

#include <string_view>

namespace fairway::collector {

/// What a transition means to the people who wait for one.
enum class transition_kind : std::uint8_t {
    broke,        ///< fails now, and did not before
    healed,       ///< no longer fails, and was seen to work: not what was accepted, or is merely unknown now
    changed,      ///< anything else
    page_changed, ///< counts otherwise only because its matrix weighs it otherwise
    gone,         ///< no longer part of the prober's run
    added,        ///< part of its run now, and was not; "new"
};
std::string_view to_string(transition_kind kind);

transition_kind kind_of(const transition_row& t);

// What a transition has in place of the finding that is missing; the outcome beside it is skip.
inline constexpr std::string_view gone_finding = "gone"; ///< as to_finding
inline constexpr std::string_view new_finding = "new";   ///< as from_finding

} // namespace fairway::collector
