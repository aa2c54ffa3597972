#pragma once

#include "collector/store/store.hpp"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace fairway::collector {

/// How people see a flow state: what it counts as, or stale if its host has not reported for too long. In the order in
/// which counts are listed.
enum class shown : std::uint8_t { pass, warn, unknown, fail, skip, stale };
inline constexpr std::size_t shown_words = 6;
std::string_view to_string(shown s);

/// How many states are shown as what, by position.
using shown_counts = std::array<std::uint32_t, shown_words>;

enum class overview_by : std::uint8_t { automatic, site, host };

struct overview_question {
    overview_by by = overview_by::automatic;
    std::string outcome;           ///< only hosts and flows that have one: a word of `shown`, or "broken"; empty: all
    bool only_with_states = false; ///< without the hosts that have no state in `overview_states`
};

struct overview_column {
    std::size_t flow = 0; ///< position in overview_states::flows
    shown_counts counts{};
};

struct overview_row {
    std::string name, site;
    std::string prober; ///< empty: a site
    std::uint32_t hosts = 0, stale_hosts = 0;
    shown outcome = shown::skip; ///< the worst of its hosts'
    shown_counts counts{};
    std::vector<shown_counts> cells; ///< one a column; all zero: no state
};

struct overview {
    std::uint32_t hosts = 0, stale_hosts = 0;
    overview_by by = overview_by::host;
    shown_counts counts{};
    std::uint32_t broken = 0; ///< of these, as store/broken.hpp says
    std::vector<overview_column> columns;
    std::vector<overview_row> rows; ///< worst first
    std::string next;               ///< cursor; empty: that was the last row
};

/// Rows are sites or hosts: hosts where there are at most this many, or only one site.
inline constexpr std::size_t most_hosts_unasked = 100;

/// Counts. Columns come in the order of `flow_order` (flow ids), others behind them by name. All figures are of the
/// hosts and flows that `question` keeps; a host's own outcome is of all its states. Throws bad_cursor for one
/// that no such page gave.
overview summarize(const overview_states& states, const overview_question& question, const page& p,
                   const std::vector<std::string>& flow_order);

} // namespace fairway::collector
