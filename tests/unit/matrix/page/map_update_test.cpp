#include "matrix/page/map_update.hpp"
#include "tests/unit/matrix/page/bakery.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

using namespace fairway;

namespace {

/// A map that decides rows 1 to `rows` of a page, each with a purpose of its own.
page_map map_of(const page& p, int rows) {
    std::string decisions;
    for (int i = 1; i <= rows; ++i)
        decisions += (i > 1 ? ", \"" : "\"") + std::to_string(i) + R"(": [{"ports": [], "purpose": "Old )" +
                     std::to_string(i) + "\"}]";
    return with_rows_of(bakery::map(decisions), p);
}

std::string decided(const page_map& m) {
    std::string text;
    for (const auto& [row, parts] : m.rows)
        text += std::to_string(row) + "=" + parts.at(0).purpose + "; ";
    return text;
}

std::vector<std::string> told_by(const updated_map& u) {
    std::vector<std::string> texts;
    for (const auto& point : u.open)
        texts.push_back(row_numbers_in_words(point.rows) + ": " + point.text);
    return texts;
}

using told = std::vector<std::string>;

} // namespace

TEST_CASE("rows that say what they said keep their decision, whatever their number is") {
    const std::string a = "| Counter | Oven | TCP | 22 | a |\n", b = "| Counter | Mill | TCP | 23 | b |\n",
                      c = "| Mill,  Counter | Oven | UDP | 24+ | c |\n";
    const auto old = map_of(bakery::page(a + b + c), 3);
    struct row {
        std::string name, rows, decisions;
        told open;
    };
    for (const auto& [name, rows, decisions, open] : std::vector<row>{
             {"the same", a + b + c, "1=Old 1; 2=Old 2; 3=Old 3; ", {}},
             {"moved", c + a + b, "1=Old 3; 2=Old 1; 3=Old 2; ", {}},
             {"other markup and spaces",
              "| **Counter** | Oven | TCP | 22 | z |\n" + b + "| Mill, Counter | [Oven](x) | UDP | 24+ | |\n",
              "1=Old 1; 2=Old 2; 3=Old 3; ",
              {}},
             {"new", a + "| Oven | Mill | TCP | 99 | |\n" + b + c, "1=Old 1; 3=Old 2; 4=Old 3; ", {"2: is new"}},
             {"vanished",
              a + c,
              "1=Old 1; 2=Old 3; ",
              {R"(: the page no longer has what was row 2: "Counter" to "Mill", tcp 23, in "Ovens")"}},
             {"changed",
              c + a + "| Counter | Mill | TCP | 23, 25 | b |\n",
              "1=Old 3; 2=Old 1; ",
              {R"(3: has changed: decide it anew; as row 2 it was "Counter" to "Mill", tcp 23, in "Ovens")"}},
             {"another heading",
              a + "\nMills\n\n| From | To | Protocol | Port | Notes |\n" + b + c,
              "1=Old 1; 2=Old 2; 3=Old 3; ",
              {}},
         }) {
        const auto& this_name = name;
        CAPTURE(this_name);
        const auto p = bakery::page(rows, "2026-05-26");
        const auto u = update_map(old, p);
        CHECK(decided(u.map) == decisions);
        CHECK(told_by(u) == open);
        CHECK(u.map.version == "2026-05-26");
        CHECK(u.map.seen.size() == p.rows.size());
        for (const auto& r : p.rows)
            CHECK(is_same_row(u.map.seen.at(r.number), seen(r)));
    }
}

TEST_CASE("notes that changed are open until somebody has looked") {
    const auto old = map_of(bakery::page("| Counter | Oven | TCP | 22 | a |\n"), 1);
    const auto p = bakery::page("| Counter | Oven | TCP | 22 | only in winter |\n");
    auto u = update_map(old, p);
    CHECK(u.open.empty());
    const std::string text =
        "its notes have changed since it was decided; if that still holds, remove /seen/1/notes from "
        "the map";
    const auto is_told = [&](const page_map& m) {
        const auto d = draft_matrix(p, m, bakery::words());
        return std::any_of(d.open.begin(), d.open.end(), [&](const open_point& o) { return o.text == text; });
    };
    CHECK(is_told(u.map));
    auto again = with_rows_of(u.map, p); // as --write-map does
    CHECK(is_told(again));
    again.seen.at(1).notes.clear();
    CHECK_FALSE(is_told(again));
    CHECK_FALSE(is_told(with_rows_of(again, p)));
    CHECK(with_rows_of(again, p).seen.at(1).notes == p.rows[0].notes_digest);
}

TEST_CASE("rows that say the same are told apart by their heading, or by their order") {
    const std::string row = "| Counter | Oven | TCP | 22 | |\n", table = "| From | To | Protocol | Port | Notes |\n";
    const auto old = map_of(bakery::page(row + "\nShops\n\n" + table + row), 2);
    const auto swapped = update_map(old, bakery::page("\nShops\n\n" + table + row + "\nOvens\n\n" + table + row));
    CHECK(decided(swapped.map) == "1=Old 2; 2=Old 1; ");
    CHECK(swapped.open.empty());

    const auto twice = map_of(bakery::page(row + row), 2);
    CHECK(decided(update_map(twice, bakery::page(row + row)).map) == "1=Old 1; 2=Old 2; ");
    // which of the two is gone cannot be told
    const auto once = update_map(twice, bakery::page(row));
    CHECK(once.map.rows.empty());
    CHECK(once.open.size() == 2);
}

TEST_CASE("a map that does not know what its rows said keeps them by number") {
    auto old = bakery::map(R"("1": [{"ports": [22], "purpose": "x"}], "9": [{"ports": [22], "purpose": "y"}])");
    const auto u = update_map(old, bakery::page("| Counter | Oven | TCP | 22 | |\n| Counter | Oven | TCP | 23 | |\n"));
    CHECK(decided(u.map) == "1=x; ");
    CHECK(told_by(u) == told{"1: the map does not say what was decided here: kept by the number of the row",
                             "9: the map decides rows that the page does not have",
                             "2: the map does not have this row"});
}

TEST_CASE("a map to begin with has a place for each phrase") {
    const auto p = bakery::page("| Counter,  New shop | Oven | TCP | 22 | |\n");
    const auto m = with_rows_of(page_map(), p);
    CHECK(m.id == "oven_ports");
    CHECK(m.version == "2026-04-16");
    CHECK(m.title == "Ports");
    CHECK(m.phrases.size() == 3);
    CHECK(m.phrases.at("New shop").empty());
    CHECK(m.seen.at(1) == seen_row{"Ovens", "Counter, New shop", "Oven", "tcp", "22", p.rows[0].notes_digest});
    const auto read = read_page_map(to_json(m).dump(), "map.json", bakery::words());
    for (const auto& problem : read.problems)
        MESSAGE(to_string(problem));
    CHECK(read.value);
}
