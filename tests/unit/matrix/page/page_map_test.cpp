#include "tests/unit/matrix/page/bakery.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

using namespace fairway;
using nlohmann::json;

namespace {

constexpr auto full_page_map = R"({
  "schema": "fairway-page-map/1", "id": "bakery", "version": "2026-04-16", "title": "Bakery",
  "url": "https://example.com/oven_ports.html",
  "phrases": {"Counter": ["counter"], "Any oven": ["oven-gas", "oven-wood"], "Shop": []},
  "rows": {
    "2": [{"ports": ["6162", 22], "open_end": false, "dynamic": "rpc", "protocols": ["udp", "tcp"], "from": ["counter"],
           "to": ["mill", "oven"], "select": "any", "listens": "on-demand", "identify": "dns", "never_answers": true,
           "when": {"not": {"fact": "winter"}}, "required_when": {"any": []}, "fallback_of": ["80", "2500-3300"],
           "endpoints": [{"region": "north", "host": "*.<shop>.example.com", "path": "/x", "suspect": "odd"}],
           "resolves": ["mill"], "purpose": "Baking", "why": "It smells"},
          {"ports": [], "purpose": "Else", "identify": null}],
    "15": [{"ports": ["1058"], "open_end": true, "purpose": "Search"}]
  },
  "seen": {"2": {"section": "", "from": "A", "to": "B", "protocols": "tcp", "ports": "22", "notes": "0a"}}
})";

} // namespace

TEST_CASE("a map of a page is read as it was written, and written as it is read") {
    const auto read = read_page_map(full_page_map, "map.json", bakery::words(), bakery::spoken);
    for (const auto& p : read.problems)
        MESSAGE(to_string(p));
    REQUIRE(read.value);
    const auto& m = *read.value;
    CHECK(m.id == "bakery");
    CHECK(m.version == "2026-04-16");
    CHECK(m.phrases.at("any OVEN") == std::vector<std::string>{"oven-gas", "oven-wood"});
    CHECK(m.phrases.at("Shop").empty());
    REQUIRE(m.rows.size() == 2);
    const auto& part = m.rows.at(2).at(0);
    CHECK(to_string(part.ports) == "22,6162");
    CHECK(part.dynamic == "rpc");
    CHECK(part.protocols == std::vector{protocol::udp, protocol::tcp});
    CHECK(part.to == std::vector<std::string>{"mill", "oven"});
    CHECK(part.select == select::any);
    CHECK(part.listens == listens::on_demand);
    CHECK(part.identify == "dns");
    CHECK(part.never_answers);
    CHECK(to_string(part.when) == "not winter");
    CHECK(to_string(part.required_when.value()) == "never");
    CHECK(to_string(part.fallback_of) == "80,2500-3300");
    CHECK(part.endpoints == std::vector<endpoint>{{"north", "*.<shop>.example.com", "/x", "odd"}});
    CHECK(part.resolves == std::vector<std::string>{"mill"});
    CHECK(part.why == "It smells");
    CHECK(m.rows.at(2).at(1).ports.empty());
    CHECK_FALSE(m.rows.at(2).at(1).protocols);
    CHECK(m.rows.at(15).at(0).open_end);
    CHECK(m.seen.at(2) == seen_row{"", "A", "B", "tcp", "22", "0a"});

    const auto written = to_json(m).dump();
    const auto again = read_page_map(written, "again", bakery::words(), bakery::spoken);
    REQUIRE(again.value);
    CHECK(to_json(*again.value).dump() == written);
}

TEST_CASE("every rule of a map of a page has its message") {
    struct row {
        std::string change, value; ///< JSON pointer, and what is put there; nothing: it is taken away
        std::string pointer, message;
    };
    for (const auto& [change, value, pointer, message] : std::vector<row>{
             {"/schema", R"("fairway-matrix/1")", "/schema",
              R"(expected "fairway-page-map/1", found the string "fairway-matrix/1")"},
             {"/phrases", "", "", R"(the key "phrases" is missing)"},
             {"/phrase", "{}", "/phrase", R"(unknown key "phrase"; did you mean "phrases"?)"},
             {"/id", R"("The Bakery")", "/id",
              R"(expected an id (lower-case letters, digits, "-", "_", "."), found "The Bakery")"},
             {"/version", R"("2026-02-30")", "/version",
              R"(expected a version such as 13.0.1 or a date such as 2026-01-19, found "2026-02-30")"},
             {"/phrases/Counter", R"(["conter"])", "/phrases/Counter/0",
              R"(unknown role "conter"; did you mean "counter"?)"},
             {"/phrases/Counter", R"("counter")", "/phrases/Counter",
              R"(expected a list of role IDs, found the string "counter")"},
             {"/phrases/Counter", R"(["counter", "counter"])", "/phrases/Counter/1", R"("counter" is given twice)"},
             {"/phrases/Two  spaces", "[]", "/phrases/Two  spaces",
              R"(expected the page's phrase in one line with single spaces, found "Two  spaces")"},
             {"/phrases/COUNTER", "[]", "/phrases/Counter", R"(differs only in case from "COUNTER")"},
             {"/rows/0", "[]", "/rows/0", R"(expected the number of a row, found "0")"},
             {"/rows/01", "[]", "/rows/01", R"(expected the number of a row, found "01")"},
             {"/rows/x", "[]", "/rows/x", R"(expected the number of a row, found "x")"},
             {"/rows/100000", "[]", "/rows/100000", R"(expected the number of a row, found "100000")"},
             {"/rows/2", "[]", "/rows/2", "expected a list with what each part of the row is, found an empty one"},
             {"/rows/2", "{}", "/rows/2", "expected a list with what each part of the row is, found an object"},
             {"/rows/2/0", "null", "/rows/2/0", "expected an object, found null"},
             {"/rows/2/0/ports", "", "/rows/2/0", R"(the key "ports" is missing)"},
             {"/rows/2/0/purpose", "", "/rows/2/0", R"(the key "purpose" is missing)"},
             {"/rows/2/0/ports/0", "70000", "/rows/2/0/ports/0", "port 70000 is out of range 1-65535"},
             {"/rows/2/0/port", "[]", "/rows/2/0/port", R"(unknown key "port"; did you mean "ports"?)"},
             {"/rows/15/0/ports/0", R"("1058-1060")", "/rows/15/0/open_end", "needs one port: the first of the search"},
             {"/rows/2/1/dynamic", R"("rpc")", "/rows/2/1/dynamic",
              R"(needs "ports": the range that the endpoint mapper gives out)"},
             {"/rows/2/0/dynamic", R"("udp")", "/rows/2/0/dynamic", R"(expected rpc, found the string "udp")"},
             {"/rows/2/0/protocols/0", R"("icmp")", "/rows/2/0/protocols/0", R"(expected tcp or udp, found "icmp")"},
             {"/rows/2/0/protocols", "[]", "/rows/2/0/protocols", "must not be empty"},
             {"/rows/2/0/from/0", R"("oven-gass")", "/rows/2/0/from/0",
              R"(unknown role "oven-gass"; did you mean "oven-gas"?)"},
             {"/rows/2/0/to", "[]", "/rows/2/0/to", "must not be empty"},
             {"/rows/2/0/select", R"("some")", "/rows/2/0/select", R"(expected all or any, found the string "some")"},
             {"/rows/2/0/listens", R"("always")", "/rows/2/0/listens",
              R"(expected service, on-demand or external, found the string "always")"},
             {"/rows/2/0/identify", R"("shh")", "/rows/2/0/identify", R"(unknown protocol "shh"; did you mean "ssh"?)"},
             {"/rows/2/0/when", R"({"fact": "wintr"})", "/rows/2/0/when/fact",
              R"(unknown fact "wintr"; did you mean "winter"?)"},
             {"/rows/2/0/required_when", R"({"fact": "rye", "is": "x"})", "/rows/2/0/required_when/is",
              R"(the fact "rye" is of type boolean, which cannot be compared this way)"},
             {"/rows/2/0/fallback_of", "[]", "/rows/2/0/fallback_of", "must not be empty"},
             {"/rows/2/0/endpoints/0/host", R"("a b")", "/rows/2/0/endpoints/0/host",
              R"(expected a host name, "*." in front and <placeholders> allowed, found "a b")"},
             {"/rows/2/0/endpoints/0/host", R"("<counter>.example")", "/rows/2/0/endpoints/0/host",
              "the placeholder <counter> has a name that site files use for something else"},
             {"/rows/2/0/identify", R"("ssh")", "/rows/2/0/resolves", R"(only has an effect with "identify": "dns")"},
             {"/rows/2/0/why", R"("")", "/rows/2/0/why", "must not be empty"},
             {"/seen/2/ports", "", "/seen/2", R"(the key "ports" is missing)"},
             {"/seen/2/ports", "22", "/seen/2/ports", "expected a string, found the number 22"},
         }) {
        const auto& this_change = change;
        CAPTURE(this_change);
        const auto& this_value = value;
        CAPTURE(this_value);
        auto file = json::parse(full_page_map);
        const json::json_pointer where(change);
        if (value.empty())
            file[where.parent_pointer()].erase(where.back());
        else if (file[where.parent_pointer()].is_object())
            file[where.parent_pointer()][where.back()] = json::parse(value);
        else
            file[where] = json::parse(value);
        const auto read = read_page_map(file.dump(), "map.json", bakery::words(), bakery::spoken);
        CHECK_FALSE(read.value);
        const bool told =
            std::any_of(read.problems.begin(), read.problems.end(), [&at = pointer, &said = message](const problem& p) {
                return p.pointer == at && p.message == said && p.file == "map.json";
            });
        CHECK(told);
        if (!told)
            for (const auto& p : read.problems)
                MESSAGE(to_string(p));
    }
}
