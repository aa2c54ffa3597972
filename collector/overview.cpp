#include "collector/overview.hpp"

#include "collector/store/broken.hpp"
#include "collector/store/cursor.hpp"

#include <algorithm>
#include <limits>
#include <map>
#include <optional>
#include <tuple>

namespace fairway::collector {

namespace {

constexpr std::array<std::string_view, shown_words> words{"pass", "warn", "unknown", "fail", "skip", "stale"};
constexpr auto nowhere = std::numeric_limits<std::size_t>::max();

std::size_t at(shown s) {
    return static_cast<std::size_t>(s);
}

shown shown_as(outcome o) {
    switch (o) {
    case outcome::skip: return shown::skip;
    case outcome::pass: return shown::pass;
    case outcome::warn: return shown::warn;
    case outcome::unknown: return shown::unknown;
    case outcome::fail: break;
    }
    return shown::fail;
}

/// 0: the worst.
int badness_order(shown s) {
    switch (s) {
    case shown::fail: return 0;
    case shown::unknown: return 1;
    case shown::warn: return 2;
    case shown::stale: return 3;
    case shown::pass: return 4;
    case shown::skip: break;
    }
    return 5;
}

constexpr std::array worst_first{shown::fail, shown::unknown, shown::warn, shown::stale, shown::pass, shown::skip};

shown worst_of(const shown_counts& counts) {
    for (const auto s : worst_first)
        if (counts[at(s)] > 0) return s;
    return shown::skip;
}

/// What is stale is old news, and not broken.
bool is_broken(shown s) {
    return std::any_of(every_outcome.begin(), every_outcome.end(),
                       [&](outcome o) { return collector::is_broken(o) && shown_as(o) == s; });
}

bool is_meant(shown s, const std::string& word) {
    if (word == "broken") return is_broken(s);
    return word.empty() || to_string(s) == word;
}

bool has_meant(const shown_counts& counts, const std::string& word) {
    for (std::size_t i = 0; i < shown_words; ++i)
        if (counts[i] > 0 && is_meant(static_cast<shown>(i), word)) return true;
    return false;
}

bool is_empty(const shown_counts& counts) {
    return std::all_of(counts.begin(), counts.end(), [](auto n) { return n == 0; });
}

void add(shown_counts& to, const shown_counts& more) {
    for (std::size_t i = 0; i < shown_words; ++i)
        to[i] += more[i];
}

shown shown_of(const overview_states& all, const overview_states::state& s) {
    return all.hosts[s.host].stale ? shown::stale : shown_as(s.counts_as);
}

/// A host's one word. A run that was interrupted, or none at all, is never good news.
shown shown_of(const overview_states::host& h, const shown_counts& counts) {
    if (h.stale) return shown::stale;
    const auto worst = worst_of(counts);
    return h.complete || worst == shown::fail ? worst : shown::unknown;
}

/// Positions of `flows` in the order of columns.
std::vector<std::size_t> in_order(const std::vector<overview_states::flow>& flows,
                                  const std::vector<std::string>& order) {
    std::map<std::string_view, std::size_t> place;
    for (const auto& id : order)
        place.emplace(id, place.size());
    std::vector<std::size_t> sorted(flows.size());
    for (std::size_t i = 0; i < sorted.size(); ++i)
        sorted[i] = i;
    const auto key = [&](std::size_t i) {
        const auto found = place.find(flows[i].id);
        return std::pair(found == place.end() ? order.size() : found->second, std::string_view(flows[i].id));
    };
    std::sort(sorted.begin(), sorted.end(), [&](std::size_t a, std::size_t b) { return key(a) < key(b); });
    return sorted;
}

/// What rows are sorted by, and what a cursor holds: badness, fewer failures, name, prober.
using row_key = std::tuple<int, std::int64_t, std::string, std::string>;

row_key key_of(const overview_row& r) {
    return {badness_order(r.outcome), -static_cast<std::int64_t>(r.counts[at(shown::fail)]), r.name, r.prober};
}

std::string cursor_of(const row_key& key) {
    const auto& [badness, fewer_failures, name, prober] = key;
    return to_cursor({std::to_string(badness), std::to_string(-fewer_failures), name, prober});
}

row_key key_from(const std::string& cursor) {
    const auto fields = from_cursor(cursor, 4);
    return {static_cast<int>(number_from_cursor(fields[0])), -number_from_cursor(fields[1]), fields[2], fields[3]};
}

overview_by chosen(overview_by asked, std::uint32_t hosts, std::size_t sites) {
    if (asked != overview_by::automatic) return asked;
    return hosts <= most_hosts_unasked || sites <= 1 ? overview_by::host : overview_by::site;
}

} // namespace

std::string_view to_string(shown s) {
    return words[at(s)];
}

overview summarize(const overview_states& all, const overview_question& question, const page& p,
                   const std::vector<std::string>& flow_order) {
    std::optional<row_key> after;
    if (!p.cursor.empty()) after = key_from(p.cursor);

    // Which hosts are meant.
    std::vector<shown_counts> of_host(all.hosts.size());
    for (const auto& s : all.states)
        ++of_host[s.host][at(shown_of(all, s))];
    std::vector<bool> keeps(all.hosts.size());
    overview result;
    std::map<std::string_view, std::size_t> row_of_site;
    for (std::size_t i = 0; i < all.hosts.size(); ++i) {
        const auto& h = all.hosts[i];
        const bool without_states = is_empty(of_host[i]);
        if (without_states && question.only_with_states) continue;
        if (!has_meant(of_host[i], question.outcome) && !is_meant(shown_of(h, of_host[i]), question.outcome)) continue;
        keeps[i] = true;
        ++result.hosts;
        if (h.stale) ++result.stale_hosts;
        row_of_site.emplace(h.site, row_of_site.size());
    }
    result.by = chosen(question.by, result.hosts, row_of_site.size());

    // Which flows.
    std::vector<shown_counts> of_flow(all.flows.size());
    for (const auto& s : all.states)
        if (keeps[s.host]) ++of_flow[s.flow][at(shown_of(all, s))];
    std::vector<std::size_t> column_of(all.flows.size(), nowhere);
    for (const auto flow : in_order(all.flows, flow_order)) {
        if (is_empty(of_flow[flow]) || !has_meant(of_flow[flow], question.outcome)) continue;
        column_of[flow] = result.columns.size();
        result.columns.push_back({flow, of_flow[flow]});
        add(result.counts, of_flow[flow]);
    }
    for (std::size_t i = 0; i < shown_words; ++i)
        if (is_broken(static_cast<shown>(i))) result.broken += result.counts[i];

    // One row each, without cells: most will not be on the page.
    std::vector<std::size_t> row_of(all.hosts.size(), nowhere);
    std::vector<overview_row> rows(result.by == overview_by::site ? row_of_site.size() : 0);
    for (std::size_t i = 0; i < all.hosts.size(); ++i) {
        if (!keeps[i]) continue;
        const auto& h = all.hosts[i];
        const auto is = shown_of(h, of_host[i]);
        if (result.by == overview_by::site)
            row_of[i] = row_of_site.at(h.site);
        else {
            row_of[i] = rows.size();
            auto& r = rows.emplace_back();
            r.name = h.name;
            r.prober = h.prober;
        }
        auto& r = rows[row_of[i]];
        if (result.by == overview_by::site) r.name = h.site;
        r.site = h.site;
        ++r.hosts;
        if (h.stale) ++r.stale_hosts;
        if (badness_order(is) < badness_order(r.outcome)) r.outcome = is;
    }
    for (const auto& s : all.states)
        if (row_of[s.host] != nowhere && column_of[s.flow] != nowhere)
            ++rows[row_of[s.host]].counts[at(shown_of(all, s))];

    // Those of the page.
    std::vector<std::pair<row_key, std::size_t>> order;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        auto key = key_of(rows[i]);
        if (!after || key > *after) order.emplace_back(std::move(key), i);
    }
    const auto size = std::min(std::max<std::size_t>(p.limit, 1), order.size());
    std::partial_sort(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(size), order.end());
    if (size < order.size()) result.next = cursor_of(order[size - 1].first);
    std::vector<std::size_t> place(rows.size(), nowhere);
    for (std::size_t i = 0; i < size; ++i) {
        place[order[i].second] = i;
        auto& r = result.rows.emplace_back(std::move(rows[order[i].second]));
        r.cells.resize(result.columns.size());
    }
    for (const auto& s : all.states)
        if (row_of[s.host] != nowhere && place[row_of[s.host]] != nowhere && column_of[s.flow] != nowhere)
            ++result.rows[place[row_of[s.host]]].cells[column_of[s.flow]][at(shown_of(all, s))];
    return result;
}

} // namespace fairway::collector
