#include "matrix/page/draft.hpp"
#include "tests/unit/matrix/page/bakery.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

using namespace fairway;

namespace {

/// What a draft must always be: a matrix that reads, with every row in it or open.
matrix_draft checked_draft(const page& p, const page_map& m) {
    auto d = draft_matrix(p, m, bakery::words(), bakery::spoken);
    if (!d.matrix.flows.empty()) {
        const auto read = read_matrix(to_json(d.matrix).dump(), "draft", bakery::spoken);
        for (const auto& problem : read.problems)
            MESSAGE(to_string(problem));
        REQUIRE(read.value);
        CHECK(read.value->flows == d.matrix.flows);
    }
    for (const auto& row : p.rows) {
        const auto has = [&](const std::vector<int>& rows) {
            return std::find(rows.begin(), rows.end(), row.number) != rows.end();
        };
        const bool drafted = std::any_of(d.matrix.flows.begin(), d.matrix.flows.end(),
                                         [&](const flow& f) { return has(f.sources.at(0).rows); });
        const bool open = std::any_of(d.open.begin(), d.open.end(), [&](const open_point& o) { return has(o.rows); });
        CHECK((drafted || open));
    }
    for (const auto& f : d.matrix.flows)
        for (const auto row : f.sources.at(0).rows)
            CHECK((row >= 1 && row <= static_cast<int>(p.rows.size())));
    return d;
}

std::vector<std::string> texts_of(const std::vector<open_point>& open) {
    std::vector<std::string> texts;
    for (const auto& point : open)
        texts.push_back(row_numbers_in_words(point.rows) + ": " + point.text);
    return texts;
}

using open_texts = std::vector<std::string>;

/// The only row of a page, decided in this way: what is open.
open_texts open_of(const std::string& row, const std::string& parts) {
    return texts_of(checked_draft(bakery::page(row), bakery::map("\"1\": " + parts)).open);
}

const flow& flow_of(const matrix_draft& d, const std::string& id) {
    const auto* f = d.matrix.find_flow(id);
    if (f == nullptr)
        for (const auto& known : d.matrix.flows)
            MESSAGE(known.id);
    REQUIRE(f != nullptr);
    return *f;
}

} // namespace

TEST_CASE("a page and a map that decides all of it are a matrix") {
    const auto p =
        bakery::page("| Counter,  Mill | All ovens | TCP | 6162, 2500 to 3300 | fallback if needed |\n"
                     "| Counter | Mill | UDP, TCP | 53 | |\n"
                     "| Counter | Recipes  (recipes.example.com, \\*.recipes.example) | TCP | 443 or 80 | |\n");
    const auto m = bakery::map(R"(
        "1": [{"ports": ["6162"], "purpose": "Heat"},
              {"ports": ["2500-3300"], "fallback_of": ["6162"], "when": {"fact": "winter"}, "purpose": "Heat anyway"}],
        "2": [{"ports": ["53"], "identify": "dns", "resolves": ["counter"], "purpose": "Names"}],
        "3": [{"ports": ["80", "443"], "select": "any", "purpose": "Recipes"}])");
    const auto d = checked_draft(p, m);
    CHECK(texts_of(d.open) == open_texts{});
    CHECK(d.matrix.sources == std::vector<matrix_source>{{"bakery", "2026-04-16", "Bakery",
                                                          "https://example.com/oven_ports.html", "2026-04-16"}});
    CHECK(d.matrix.flows.size() == 2 * 2 * 2 + 2 + 1);

    const auto& heat = flow_of(d, "mill:oven-wood:tcp:2500-3300");
    CHECK(heat.sources == std::vector<source_rows>{{"bakery@2026-04-16", {1}}});
    CHECK(heat.listens == listens::on_demand);
    CHECK(to_string(heat.fallback_of) == "6162");
    CHECK(to_string(heat.when) == "winter");
    CHECK(heat.purpose == "Heat anyway");
    CHECK(flow_of(d, "counter:oven-gas:tcp:6162").listens == listens::service);
    CHECK(flow_of(d, "counter:mill:udp:53").identify == "dns");
    CHECK(flow_of(d, "counter:mill:tcp:53").identify == "dns");
    CHECK(flow_of(d, "counter:mill:udp:53").resolves == std::vector<std::string>{"counter"});
    const auto& recipes = flow_of(d, "counter:recipes:tcp:80,443");
    CHECK(recipes.listens == listens::external);
    CHECK(recipes.select == select::any);
    CHECK(recipes.endpoints ==
          std::vector<endpoint>{{"", "recipes.example.com", "", ""}, {"", "*.recipes.example", "", ""}});

    CHECK(d.matrix.role_ids() ==
          std::vector<std::string>{"counter", "oven", "oven-gas", "oven-wood", "mill", "recipes"});
    CHECK(d.matrix.fact_ids() == std::vector<std::string>{"winter"});
}

TEST_CASE("without a decision, a row is drafted from the page alone, and open") {
    const auto p = bakery::page("| Counter | Oven | TCP | 22, 6184+, other | only if it smells |\n"
                                "| Counter | Gas oven | UDP, TCP | 2500 to 3300 | |\n"
                                "| Counter | Mill | - | - | |\n"
                                "| Counter | Mill | TCP | 135, | |\n");
    const auto d = checked_draft(p, bakery::map(""));
    CHECK(texts_of(d.open) ==
          open_texts{"1: no decision; its notes seem to state a condition", "2: no decision",
                     "3: no decision; it names no protocol, so that it is not in the draft", "4: no decision",
                     "4: the list of ports ends with a comma: the rest of it may stand in the notes"});
    CHECK(d.open[0].line == 9);
    CHECK(d.open[4].line == 12);
    CHECK(d.matrix.flows.size() == 6);
    const auto& open_end = flow_of(d, "counter:oven:tcp:6184");
    CHECK(open_end.open_end);
    CHECK(open_end.select == select::any);
    CHECK(open_end.purpose == "Row 1 of the page");
    CHECK(open_end.when == condition());
    CHECK(flow_of(d, "counter:oven:tcp:custom").ports.empty());
    CHECK(flow_of(d, "counter:oven-gas:udp:2500-3300").listens == listens::on_demand);
    // kinds of an abstract role, so that a host can have one
    CHECK(d.matrix.role_ids() == std::vector<std::string>{"counter", "oven", "oven-gas", "oven-wood", "mill"});
}

TEST_CASE("phrases without a role are open, each once, with what is near") {
    const auto p = bakery::page("| Conter | Gas ovn | TCP | 22 | |\n| Counter,  Shop | OVEN | TCP | 23 | |\n"
                                "| Shop | Flour mills | TCP | 24 | |\n");
    const auto d = checked_draft(p, bakery::map(""));
    CHECK(texts_of(d.open) ==
          open_texts{"1: no decision", R"(1: no role for the phrase "Conter"; did you mean "Counter"?)",
                     R"(1: no role for the phrase "Gas ovn"; did you mean "Gas oven"?)", "2: no decision",
                     R"(2, 3: no role for the phrase "Shop")", "3: no decision",
                     R"(3: no role for the phrase "Flour mills"; the role "mill" is called "Flour mill")"});
    REQUIRE(d.matrix.flows.size() == 1); // of those that are known
    CHECK(d.matrix.flows[0].id == "counter:oven:tcp:23");

    const auto nothing = checked_draft(p, page_map());
    CHECK(nothing.matrix.flows.empty());
    CHECK(nothing.matrix.sources.at(0).id == "oven_ports");
    CHECK(nothing.matrix.sources.at(0).title == "Ports");
}

TEST_CASE("rows that need the same are one flow") {
    const std::string two = "| Counter | Mill | TCP | 22 | |\n| Counter | Mill | TCP | 22 | |\n";
    const auto joined = [&](const std::string& first, const std::string& second, const std::string& rows) {
        const auto d = checked_draft(bakery::page(rows),
                                     bakery::map(R"("1": [{"ports": [22], "purpose": "One")" + first +
                                                 R"(}], "2": [{"ports": [22], "purpose": "Two")" + second + "}]"));
        REQUIRE(d.matrix.flows.size() == 1);
        const auto& f = d.matrix.flows[0];
        CHECK(f.sources.at(0).rows == std::vector{1, 2});
        CHECK(f.purpose == "One");
        return "when " + to_string(f.when) + "; required " + (f.required_when ? to_string(*f.required_when) : "") +
               [&] {
                   std::string open;
                   for (const auto& text : texts_of(d.open))
                       open += "; " + text;
                   return open;
               }();
    };
    const std::string winter = R"(, "when": {"fact": "winter"})", rye = R"(, "when": {"fact": "rye"})";
    const std::string if_winter = R"(, "required_when": {"fact": "winter"})",
                      never = R"(, "required_when": {"any": []})";
    CHECK(joined("", "", two) == "when ; required ");
    CHECK(joined(winter, rye, two) == "when winter or rye; required ");
    CHECK(joined(winter, winter, two) == "when winter; required ");
    CHECK(joined(winter, "", two) == "when ; required ");
    CHECK(joined(if_winter, "", two) == "when ; required ");
    CHECK(joined(if_winter, if_winter, two) == "when ; required winter");
    CHECK(joined(if_winter, never, two) == "when ; required winter");
    CHECK(joined(winter, never, two) == "when ; required winter");
    CHECK(joined(winter, rye + never, two) == "when winter or rye; required winter or (rye and (never))");
    CHECK(joined(R"(, "identify": "ssh")", R"(, "identify": "ssh")", two) == "when ; required ");
    CHECK(joined(R"(, "identify": "ssh")", "", two) ==
          R"(when ; required ; 2: decides "identify" of counter:mill:tcp:22 otherwise than row 1)");
    CHECK(joined(R"(, "listens": "on-demand")", R"(, "listens": "service")", two) ==
          R"(when ; required ; 2: decides "listens" of counter:mill:tcp:22 otherwise than row 1)");

    // a decision counts before what was only drafted, whichever comes first
    const auto d =
        checked_draft(bakery::page(two), bakery::map(R"("2": [{"ports": [22], "identify": "ssh", "purpose": "Two"}])"));
    CHECK(texts_of(d.open) == open_texts{"1: no decision"});
    REQUIRE(d.matrix.flows.size() == 1);
    CHECK(d.matrix.flows[0].purpose == "Two");
    CHECK(d.matrix.flows[0].identify == "ssh");

    // all and any of the same ports are two flows
    const auto both = checked_draft(
        bakery::page("| Counter | Mill | TCP | 22, 24 | |\n| Counter | Mill | TCP | 22 or 24 | |\n"), bakery::map(""));
    CHECK(both.matrix.flow_ids() == std::vector<std::string>{"counter:mill:tcp:22,24", "counter:mill:tcp:22,24:any"});
}

TEST_CASE("what was decided against the page needs a reason") {
    const std::string tcp = "| Counter | Oven | TCP | 445, 137, 139 | |\n";
    struct row {
        std::string line, parts;
        open_texts open;
    };
    for (
        const auto& [line, parts, open] : std::vector<row>{
            // ports
            {tcp, R"([{"ports": ["137", "139", "445"], "purpose": "x"}])", {}},
            {tcp,
             R"([{"ports": ["139"], "purpose": "x"}, {"ports": ["445"], "purpose": "x"}])",
             {"1: no part has 137 over TCP"}},
            {tcp,
             R"([{"ports": ["137-139", "445"], "purpose": "x"}])",
             {R"(1: the row has no 138, and no "why" says why)"}},
            {tcp, R"([{"ports": ["137-139", "445"], "purpose": "x", "why": "the notes"}])", {}},
            {tcp,
             R"([{"ports": [], "purpose": "x"}])",
             {"1: no part has 137,139,445 over TCP",
              R"(1: the row names its ports, but a part has none, and no "why" says why)"}},
            {tcp,
             R"([{"ports": [137, 139], "purpose": "x"}, {"ports": [445], "open_end": true, "purpose": "x"}])",
             {R"(1: the row has no port with an open end, but a part has, and no "why" says why)"}},
            {"| Counter | Oven | TCP | 6184+ | |\n",
             R"([{"ports": ["6184-6195"], "select": "any", "purpose": "x"}])",
             {}},
            {"| Counter | Oven | TCP | 6184+ | |\n",
             R"([{"ports": ["6183-6195"], "purpose": "x"}])",
             {R"(1: the row has no 6183, and no "why" says why)"}},
            {"| Counter | Oven | TCP | 6184+ | |\n", R"([{"ports": ["6184"], "open_end": true, "purpose": "x"}])", {}},
            {"| Counter | Oven | TCP | custom | |\n", R"([{"ports": [], "purpose": "x"}])", {}},
            {"| Counter | Oven | TCP | custom | |\n", R"([{"ports": [99], "purpose": "x", "why": "its manual"}])", {}},
            {"| Counter | Oven | TCP | custom | |\n",
             R"([{"ports": [99], "purpose": "x"}])",
             {"1: no part has the port over TCP that only the site knows: \"ports\": []",
              R"(1: the row has no 99, and no "why" says why)"}},
            {"| Counter | Oven | TCP | 135, | |\n",
             R"([{"ports": [135, 445], "purpose": "x", "why": "the notes have the rest"}])",
             {}},
            // protocols
            {"| Counter | Oven | TCP, UDP | 53 | |\n",
             R"([{"ports": [53], "protocols": ["tcp"], "purpose": "x"}])",
             {"1: no part has 53 over UDP"}},
            {"| Counter | Oven | TCP, UDP | 53 | |\n",
             R"([{"ports": [53], "protocols": ["tcp"], "purpose": "x", "why": "no UDP there"}])",
             {}},
            {"| Counter | Oven | TCP, UDP | 53 | |\n",
             R"([{"ports": [53], "protocols": ["tcp"], "purpose": "x"}, {"ports": [53], "protocols": ["udp"], "purpose": "x"}])",
             {}},
            {"| Counter | Oven | TCP | 53 | |\n",
             R"([{"ports": [53], "protocols": ["tcp", "udp"], "purpose": "x"}])",
             {R"(1: the row is not over UDP, and no "why" says why)"}},
            {"| Counter | Oven | - | - | |\n",
             R"([{"ports": [], "purpose": "x"}])",
             {R"(1: the row names no protocol; "protocols" of the part has to)"}},
            {"| Counter | Oven | - | - | |\n",
             R"([{"ports": [], "protocols": ["tcp"], "why": "all", "purpose": "x"}])",
             {}},
            // roles
            {"| Counter | All ovens | TCP | 22 | |\n",
             R"([{"ports": [22], "to": ["oven-gas"], "purpose": "x"}])",
             {R"(1: no part is to "oven-wood", which the row names)"}},
            {"| Counter | All ovens | TCP | 22 | |\n",
             R"([{"ports": [22], "to": ["oven-gas"], "purpose": "x", "why": "wood has no port"}])",
             {}},
            {"| Counter | All ovens | TCP | 22 | |\n",
             R"([{"ports": [22], "to": ["oven"], "purpose": "x", "why": "all"}])",
             {}},
            {"| Counter | Oven | TCP | 22 | |\n",
             R"([{"ports": [22], "to": ["oven-gas"], "purpose": "x"}, {"ports": [22], "to": ["oven-wood"], "purpose": "y"}])",
             {}},
            {"| Counter | Oven | TCP | 22 | |\n",
             R"([{"ports": [22], "to": ["oven-gas"], "purpose": "x"}])",
             {R"(1: no part is to "oven", which the row names)"}},
            {"| Counter | Gas oven | TCP | 22 | |\n",
             R"([{"ports": [22], "to": ["oven"], "purpose": "x"}])",
             {R"(1: the row is not to "oven", and no "why" says why)"}},
            {"| Counter | Oven | TCP | 22 | |\n",
             R"([{"ports": [22], "from": ["mill"], "purpose": "x"}])",
             {R"(1: the row is not from "mill", and no "why" says why)",
              R"(1: no part is from "counter", which the row names)"}},
            {"| Something | Oven | TCP | 22 | |\n",
             R"([{"ports": [22], "from": ["mill"], "purpose": "x", "why": "what it is called elsewhere"}])",
             {}},
            // what the rest of a part cannot be
            {tcp,
             R"([{"ports": [137, 139], "purpose": "x"}, {"ports": [445], "fallback_of": [139], "purpose": "x"}])",
             {}},
            {tcp,
             R"([{"ports": [137, 139], "purpose": "x"}, {"ports": [445], "fallback_of": [80], "purpose": "x"}])",
             {R"(1: no other flow from "counter" to "oven" over TCP has 80, which "fallback_of" names)"}},
            {tcp,
             R"([{"ports": [137, 139, 445], "identify": "nbns", "purpose": "x"}])",
             {R"(1: "identify": "nbns" is no protocol over what the part is over)"}},
            {tcp,
             R"([{"ports": [137, 139, 445], "listens": "external", "purpose": "x"}])",
             {R"(1: "listens" is "external", but its target is not)"}},
            {"| Counter | Recipes | TCP | 22 | |\n",
             R"([{"ports": [22], "listens": "service", "purpose": "x"}])",
             {R"(1: "listens" must be "external", as its target is)"}},
            // endpoints
            {"| Counter | Recipes  (a.example, b.example) | TCP | 22 | |\n",
             R"([{"ports": [22], "endpoints": [{"host": "a.example"}], "purpose": "x"}])",
             {R"(1: no part has the endpoint "b.example")"}},
            {"| Counter | Recipes  (a.example, b.example) | TCP | 22 | |\n",
             R"([{"ports": [22], "endpoints": [{"host": "a.example"}], "purpose": "x", "why": "b is gone"}])",
             {}},
            {"| Counter | Recipes  (<mill>.example) | TCP | 22 | |\n",
             R"([{"ports": [22], "purpose": "x"}])",
             {R"(1: the placeholder of "<mill>.example" has a name that site files use otherwise)"}},
        }) {
        const auto& this_parts = parts;
        const auto& this_line = line;
        CAPTURE(this_line);
        CAPTURE(this_parts);
        CHECK(open_of(line, parts) == open);
    }
}

TEST_CASE("decisions for another page are open") {
    const auto p = bakery::page("| Counter | Oven | TCP | 22 | |\n", "2026-05-26");
    const auto m = bakery::map(R"("1": [{"ports": [22], "purpose": "x"}], "7": [{"ports": [22], "purpose": "x"}])",
                               R"(, "seen": {"1": {"section": "Shops", "from": "Mill", "to": "Oven", "protocols": "tcp",
                                                    "ports": "22"}})");
    CHECK(texts_of(checked_draft(p, m).open) ==
          open_texts{": the map is for version 2026-04-16, the page is of 2026-05-26",
                     "7: the map decides a row that the page does not have",
                     R"(1: is not the row that was decided: that was "Mill" to "Oven", tcp 22, in "Shops")"});
}

TEST_CASE("rows in words") {
    CHECK(row_numbers_in_words({}) == "");
    CHECK(row_numbers_in_words({3}) == "3");
    CHECK(row_numbers_in_words({1, 2, 4, 5, 6, 9}) == "1, 2, 4-6, 9");
}
