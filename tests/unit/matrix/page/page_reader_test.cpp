#include "matrix/page/front_matter.hpp"
#include "matrix/page/page.hpp"

#include <doctest/doctest.h>

using namespace fairway;

namespace {

const std::string page_top = "---\ntitle: \"Ports of the Bakery\"\nproduct: \"bakery\"\n"
                             "source_url: \"https://example.com/docs/oven_ports.html?ver=2\"\n"
                             "last_updated: \"4/16/2026\"\nproduct_version: \"2.1.0\"\n---\n";
const std::string page_heading = "| From | To | Protocol | Port | Notes |\n";

page read_good_page(const std::string& text) {
    auto read = read_page(text, "page.md");
    for (const auto& p : read.problems)
        MESSAGE(to_string(p));
    REQUIRE(read.value);
    return std::move(*read.value);
}

/// "from>to:protocols:ports", and what was not read.
std::string in_short(const page_row& row) {
    std::string text = row.from + ">" + row.to + ":";
    for (const auto p : row.protocols)
        text += std::string(to_string(p)) + " ";
    text += ":" + to_string(row.ports);
    for (const auto& e : row.endpoints)
        text += " @" + e.host + e.path;
    for (const auto& u : row.unread)
        text += " !" + u;
    return text + (row.has_condition ? " ?" : "");
}

std::vector<std::string> rows_of(const std::string& tables) {
    std::vector<std::string> rows;
    for (const auto& row : read_good_page(page_top + tables).rows)
        rows.push_back(in_short(row));
    return rows;
}

using rows_in_short = std::vector<std::string>;

} // namespace

TEST_CASE("a page says what it is and when it changed") {
    const auto p = read_good_page(page_top + page_heading + "| A | B | TCP | 1 | |\n");
    CHECK(p.title == "Ports of the Bakery");
    CHECK(p.url == "https://example.com/docs/oven_ports.html?ver=2");
    CHECK(p.updated == "2026-04-16");
    CHECK(p.product_version == "2.1.0");
    CHECK(page_id(p) == "oven_ports");
    CHECK(page_id(page()) == "page");

    for (const auto& [text, date] : std::vector<std::pair<std::string, std::string>>{{"4/16/2026", "2026-04-16"},
                                                                                     {"11/3/2026", "2026-11-03"},
                                                                                     {"04/16/2026", "2026-04-16"},
                                                                                     {"2026-04-16", "2026-04-16"},
                                                                                     {"16/4/2026", ""},
                                                                                     {"2/30/2026", ""},
                                                                                     {"4/16", ""},
                                                                                     {"4//2026", ""},
                                                                                     {"soon", ""},
                                                                                     {"", ""}}) {
        const auto& this_text = text;
        CAPTURE(this_text);
        CHECK(iso_date(text).value_or("") == date);
    }
    CHECK(read_front_matter("title: x\n---\n").bytes == 0);
    CHECK(read_front_matter("---\ntitle: x\n").bytes == 0);
    CHECK(read_front_matter("---\r\ntitle: 'x y'\r\n---\r\nrest").title == "x y");
    CHECK(read_front_matter("---\ntitle: x\n---").lines == 3);
}

TEST_CASE("rows are counted over all tables, with their line and the headings above them") {
    const auto p = read_good_page(
        page_top + "# Ports\n\nOvens and ports.\n\n## Ovens\n\nThe next table is about ovens.\n\n" + page_heading +
        "| --- | --- | --- | --- | --- |\n"
        "| Talking to flour | | | | |\n| A | B | TCP | 1 | |\n"
        "| Talking to bread |\n|\n| | | | | |\n| A | C | TCP | 2 | |\n"
        "\n|  |\n| --- |\n| Note |\n| A | B | TCP | 22 | of a note |\n"
        "\nShops\n\n* a list\n\n" +
        page_heading + "| A | D | UDP | 3 | |\n" + page_heading +
        "| A | E | UDP | 4 | |\n\n| Port | Use |\n| 5 | other |\n");
    REQUIRE(p.rows.size() == 4);
    CHECK(p.rows[0].section == "Ovens / Talking to flour");
    CHECK(p.rows[1].section == "Ovens / Talking to bread");
    CHECK(p.rows[2].section == "Shops");
    CHECK(p.rows[3].section == "Shops");
    for (std::size_t i = 0; i < p.rows.size(); ++i)
        CHECK(p.rows[i].number == static_cast<int>(i + 1));
    CHECK(p.rows[0].line == 19);
    CHECK(p.rows[3].line == 37);
    REQUIRE(p.remarks.size() == 1);
    CHECK(p.remarks[0].line == 39);
    CHECK(p.remarks[0].text == "a table with ports, but without From, To and Protocol, is not read");
}

TEST_CASE("merged cells are filled in from the row above") {
    const std::string first = page_heading + "| A | B | TCP | 1 | only if so |\n";
    struct row {
        std::string line, second;
    };
    for (const auto& [line, second] : std::vector<row>{
             {"| C | D | UDP | 2 | plain |", "C>D:udp :2"},
             {"| D | UDP | 2 | plain |", "A>D:udp :2"},
             {"| C | D | UDP | 2 |", "C>D:udp :2 ?"}, // the notes are merged
             {"| UDP | 2 | plain |", "A>B:udp :2"},
             {"| D | UDP | 2 |", "A>D:udp :2 ?"},
             {"| UDP | 2 |", "A>B:udp :2 ?"},
             {"| 2 | plain |", "A>B:tcp :2"},
             {"| D | 2 | plain |", "A>D:tcp :2"},
             {"| C | D | 2 | plain |", "C>D:tcp :2"},
             {"| 2 |", "A>B:tcp :2 ?"},
             {"| UDP |", "A>B:udp :1 ?"},
             {"| UDP | statd\\_port |", "A>B:udp :custom ?"},
             {"| \xE2\x80\x94 | \xE2\x80\x94 | plain |", "A>B::custom"},
             {"| HTTPS | Names:   * a.example.com * \\*.b.example (abroad) |",
              "A>B:tcp :443 @a.example.com @*.b.example ?"},
             // merged cells that are left empty
             {"| | D | UDP | 2 | plain |", "A>D:udp :2"},
             {"| | | UDP | 2 | |", "A>B:udp :2"},
             {"| | | | 2 | plain |", "A>B:tcp :2"},
             {"| | | UDP | | plain |", "A>B:udp : !the cell of the ports is empty"},
             {"| SMB share | TCP | 445 | x |", "A>SMB share:tcp :445"},
             {"| Host D | x |", "A>B:tcp :1 !its cells don't tell which columns they are of ?"},
         }) {
        const auto& this_line = line;
        CAPTURE(this_line);
        const auto rows = rows_of(first + line + "\n");
        REQUIRE(rows.size() == 2);
        CHECK(rows[0] == "A>B:tcp :1 ?");
        if (second.find("don't tell") == std::string::npos)
            CHECK(rows[1] == second);
        else
            CHECK(rows[1] == ">:: !its cells don't tell which columns they are of");
    }
    CHECK(rows_of(first + "| | | | | not required in winter |\n") == rows_in_short{"A>B:tcp :1 ?"});
    CHECK(
        rows_of(page_heading + "| TCP | 1 | x |\n| A | B | TCP | 2 | |\n") ==
        rows_in_short{">:tcp :1 !the column From is missing, and no row above has it !the column To is missing, and no "
                      "row above has it",
                      "A>B:tcp :2"});
    // nothing is inherited from another table
    CHECK(rows_of(first + "\n" + page_heading + "| TCP | 2 | |\n")[1].starts_with(">:tcp :2 !the column From"));
}

TEST_CASE("a page never seen before") {
    // other columns, in another order, with a rule and without pipes at the end
    CHECK(rows_of("| Purpose | FROM | to | Port(s) | **Protocol** | Remarks\n|---|---|---|---|---|---\n"
                  "| baking | Oven | Shop | 80 or 443 | TCP/HTTPS | x\n") ==
          rows_in_short{"Oven>Shop:tcp :80,443 (any)"});
    CHECK(rows_of("| From | To | Protocol | Port/Endpoint | Notes |\n| A | B | TCP | 443 | a \\| b | c |\n") ==
          rows_in_short{"A>B:tcp :443"});
    // fewer cells there tell nothing
    CHECK(rows_of("| To | From | Protocol | Port | Notes |\n| B | A | TCP | 443 | |\n| UDP | 5 | |\n") ==
          rows_in_short{"A>B:tcp :443", ">:: !its cells don't tell which columns they are of"});
    CHECK(rows_of(page_heading + "| A | B | SCTP | 5 | |\n") ==
          rows_in_short{"A>B::5 !\"SCTP\" is no protocol with ports"});
}

TEST_CASE("notes that seem to state a condition") {
    for (const auto* notes : {"Only for rye.", "if so", "It is NOT REQUIRED here.", "Optional.", "[For rye] Port 1.",
                              "You do not need it", "[New]", "used when the oven is hot"})
        CHECK(rows_of(page_heading + "| A | B | TCP | 1 | " + notes + " |\n") == rows_in_short{"A>B:tcp :1 ?"});
    for (const auto* notes : {"", "Port of the oven.", "A commonly used gift.", "Whenever"})
        CHECK(rows_of(page_heading + "| A | B | TCP | 1 | " + notes + " |\n") == rows_in_short{"A>B:tcp :1"});
}

TEST_CASE("what cannot be read as a page is refused") {
    const std::string good = page_heading + "| A | B | TCP | 1 | |\n";
    std::string many = page_top + page_heading;
    for (int i = 0; i < 20001; ++i)
        many += "|TCP|1|\n";
    struct row {
        std::string text, problem;
    };
    for (
        const auto& [text, said] : std::vector<row>{
            {"", "page.md: line 1: expected front matter: lines such as last_updated: \"4/16/2026\" between two lines "
                 "\"---\""},
            {good,
             "page.md: line 1: expected front matter: lines such as last_updated: \"4/16/2026\" between two lines "
             "\"---\""},
            {"---\nsource_url: https://example.com\n---\n" + good,
             "page.md: front matter: expected last_updated, a date such as 4/16/2026 or 2026-04-16, found \"\""},
            {"---\nsource_url: file:///x\nlast_updated: 2026-01-01\n---\n" + good,
             "page.md: front matter: expected source_url, the address of a web page, found \"file:///x\""},
            {"---\nsource_url: https://a\x02.example\nlast_updated: 2026-01-01\n---\n" + good,
             R"(page.md: front matter: expected source_url, the address of a web page, found "https://a\x02.example")"},
            {page_top + "No table.\n", "page.md: has no table with the columns From, To, Protocol and Port"},
            {page_top + "| Port | Use |\n| 5 | x |\n",
             "page.md: has no table with the columns From, To, Protocol and Port"},
            {many, "page.md: line 20009: is row number 20001; at most 20000 are read"},
            {page_top + page_heading + "| " + std::string(2001, 'a') + " | B | TCP | 1 | |\n",
             "page.md: line 9: has a cell of 2001 bytes; at most 2000 are read, but for notes"},
            {page_top + page_heading + "| A | B | TCP | 1 | " + std::string(70000, 'a') + " |\n",
             "page.md: line 9: has a cell of 70000 bytes; at most 65536 are read"},
            {std::string(largest_page + 1, 'a'), "page.md: is larger than 8388608 bytes, the most that is read"},
            {std::string("a\0b", 3), ""},
        }) {
        const auto read = read_page(text, "page.md");
        CHECK_FALSE(read.value);
        REQUIRE(!read.problems.empty());
        if (!said.empty()) CHECK(to_string(read.problems[0]) == said);
    }
}

TEST_CASE("damaged pages are read or refused, and never more than they are") {
    const std::string good = page_top + page_heading +
                             "| Heading | | | | |\n| A,  B (x.example) | C | TCP | 1+ or 2 | if |\n"
                             "| D | UDP | 2 to 3 | [a](b) |\n| HTTPS | * \\*.e.example |\n";
    for (std::size_t size = 0; size < good.size(); ++size) {
        const auto read = read_page(good.substr(0, size), "page.md");
        CHECK(read.value.has_value() == read.problems.empty());
        if (read) CHECK(read.value->rows.size() <= 3);
    }
    for (std::size_t at = 0; at < good.size(); ++at)
        for (const char c : {'|', '\n', '\\', '(', '\xFF', '-'}) {
            auto damaged = good;
            damaged[at] = c;
            const auto read = read_page(damaged, "page.md");
            CHECK(read.value.has_value() == read.problems.empty());
        }
}
