#include "matrix/page/map_update.hpp"

#include "matrix/page/phrase_cell.hpp"
#include "text/wording.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <utility>

namespace fairway {

namespace {

/// Rows that changed are looked for among so many: each is compared with each.
constexpr std::size_t most_compared = 2000;

std::string row_in_words(const seen_row& s) {
    return in_quotes(s.from) + " to " + in_quotes(s.to) + ", " + s.protocols + " " + s.ports + ", in " +
           in_quotes(s.section);
}

bool stands_before(const seen_row& a, const seen_row& b) {
    return std::tie(a.section, a.from, a.to, a.protocols, a.ports) <
           std::tie(b.section, b.from, b.to, b.protocols, b.ports);
}

/// How many things two rows have in common.
int likeness(const seen_row& a, const seen_row& b) {
    return (a.section == b.section) + (a.from == b.from) + (a.to == b.to) + (a.protocols == b.protocols) +
           (a.ports == b.ports);
}

class map_updater {
  public:
    map_updater(const page_map& old, const page& p) : old_(old), page_(p) {
        for (const auto& [number, s] : old.seen)
            left_.emplace(number, s);
        for (const auto& row : p.rows)
            new_.emplace(row.number, seen(row));
    }

    updated_map update() {
        out_.map = with_rows_of(old_, page_);
        out_.map.version = page_.updated;
        out_.map.url = page_.url;
        out_.map.rows.clear();
        keep_by_number();
        // Under the same heading first: some words stand under several. Then wherever they moved to.
        match([](seen_row s) {
            s.notes.clear();
            return s;
        });
        match([](seen_row s) {
            s.notes.clear();
            s.section.clear();
            return s;
        });
        tell_changed();
        return std::move(out_);
    }

  private:
    void tell(std::vector<int> rows, std::size_t line, std::string text) {
        out_.open.push_back({std::move(rows), line, std::move(text)});
    }

    std::size_t line_of(int number) const { return page_.rows[static_cast<std::size_t>(number - 1)].line; }

    void keep_by_number() {
        std::vector<int> kept, gone;
        for (const auto& [number, parts] : old_.rows) {
            if (old_.seen.contains(number)) continue;
            const bool is_there = new_.erase(number) > 0;
            if (is_there) out_.map.rows[number] = parts;
            (is_there ? kept : gone).push_back(number);
        }
        if (!kept.empty())
            tell(kept, line_of(kept[0]), "the map does not say what was decided here: kept by the number of the row");
        if (!gone.empty()) tell(gone, 0, "the map decides rows that the page does not have");
    }

    /// Pairs rows that are alike in what `part` gives of them, first with first, where both pages have as many.
    template <class Part>
    void match(Part part) {
        const auto order = [](const seen_row& a, const seen_row& b) { return stands_before(a, b); };
        std::map<seen_row, std::pair<std::vector<int>, std::vector<int>>, decltype(order)> alike(order);
        for (const auto& [number, s] : left_)
            alike[part(s)].first.push_back(number);
        for (const auto& [number, s] : new_)
            alike[part(s)].second.push_back(number);
        for (const auto& [s, rows] : alike)
            if (rows.first.size() == rows.second.size())
                for (std::size_t i = 0; i < rows.first.size(); ++i)
                    carry(rows.first[i], rows.second[i]);
    }

    void carry(int from, int to) {
        if (const auto parts = old_.rows.find(from); parts != old_.rows.end()) {
            out_.map.rows[to] = parts->second;
            out_.map.seen[to].notes = left_.at(from).notes; // until somebody has looked at what they say now
        }
        left_.erase(from);
        new_.erase(to);
    }

    void tell_changed() {
        const bool compares = left_.size() <= most_compared && new_.size() <= most_compared;
        for (const auto& [number, s] : new_) {
            const auto was = compares ? most_alike(s) : left_.end();
            if (was == left_.end()) {
                tell({number}, line_of(number), old_.seen.empty() ? "the map does not have this row" : "is new");
                continue;
            }
            tell({number}, line_of(number),
                 "has changed: decide it anew; as row " + std::to_string(was->first) + " it was " +
                     row_in_words(was->second));
            left_.erase(was);
        }
        for (const auto& [number, s] : left_)
            tell({}, 0, "the page no longer has what was row " + std::to_string(number) + ": " + row_in_words(s));
    }

    std::map<int, seen_row>::iterator most_alike(const seen_row& s) {
        auto best = left_.end();
        int most = 2; // of five: less is another row
        for (auto it = left_.begin(); it != left_.end(); ++it)
            if (const int like = likeness(s, it->second); like > most) {
                best = it;
                most = like;
            }
        return best;
    }

    const page_map& old_;
    const page& page_;
    std::map<int, seen_row> left_, new_; ///< not paired yet
    updated_map out_;
};

} // namespace

updated_map update_map(const page_map& old, const page& p) {
    return map_updater(old, p).update();
}

page_map with_rows_of(page_map map, const page& p) {
    if (map.id.empty()) map.id = page_id(p);
    if (map.version.empty()) map.version = p.updated;
    if (map.title.empty()) map.title = p.title.empty() ? map.id : p.title;
    if (map.url.empty()) map.url = p.url;
    const auto before_now = std::exchange(map.seen, {});
    std::set<std::string> cells; // many rows have the same
    const auto known = [&](const std::string& phrase) { return map.phrases.contains(phrase); };
    for (const auto& row : p.rows) {
        auto& now = map.seen[row.number] = seen(row);
        if (const auto was = before_now.find(row.number); was != before_now.end() && map.rows.contains(row.number) &&
                                                          !was->second.notes.empty() && is_same_row(was->second, now))
            now.notes = was->second.notes; // what was decided was decided with those
        for (const auto* cell : {&row.from, &row.to})
            if (cells.insert(*cell).second)
                for (auto& phrase : split_phrases(*cell, known))
                    map.phrases.emplace(std::move(phrase), std::vector<std::string>());
    }
    return map;
}

} // namespace fairway
