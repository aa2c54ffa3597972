#include "tests/has.hpp"
#include "tests/unit/agent/commands/call.hpp"
#include "tests/unit/agent/reporting/scratch_folder.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <fstream>
#include <iterator>

using namespace fairway;
using test::has;

namespace {

const std::string shop_page =
    "---\ntitle: Ports\nsource_url: https://example.com/shop.html\nlast_updated: 4/16/2026\n---\n"
    "Shops\n\n| From | To | Protocol | Port | Notes |\n"
    "| Shop server | Agent,  Till | TCP | 6160 or 22 | Only in winter. |\n"
    "| UDP | 137 | |\n";

/// A page and a map of a test's own, gone with it.
struct import_files {
    import_files() { test::write(page, shop_page); }

    void write_map(const std::string& text) const { test::write(map, text); }
    std::string text_of(const std::string& path) const {
        std::ifstream file(path, std::ios::binary);
        return {std::istreambuf_iterator<char>(file), {}};
    }

    test::scratch_folder folder;
    std::string page = folder / "page.md", map = folder / "map.json", draft = folder / "draft.json";
};

const std::string shop_map = R"({"schema": "fairway-page-map/1", "id": "shop", "version": "2026-04-16", "title": "Shop",
    "url": "https://example.com/shop.html",
    "phrases": {"Shop server": ["backup-server"], "Agent": ["agent"], "Till": ["distribution-server"]},
    "rows": {"1": [{"ports": ["6160", "22"], "select": "any", "purpose": "Control"}],
             "2": [{"ports": ["137"], "identify": "nbns", "when": {"fact": "netbios"}, "purpose": "Names"}]}})";

test::call_result import(arguments args) {
    args.insert(args.begin(), "import");
    return test::call_command("matrix", args);
}

} // namespace

TEST_CASE("matrix import: a page and a map that decides all of it are a matrix") {
    const import_files files;
    files.write_map(shop_map);
    const auto ran = import({files.page, "--roles", files.map});
    CHECK(ran.err == "");
    CHECK(ran.status == exit_status::ok);
    const auto written = import({files.page, "--roles", files.map, "--output", files.draft});
    CHECK(written.status == exit_status::ok);
    CHECK(written.out == "");
    CHECK(written.err == files.page + ": 2 rows, 4 flows; nothing is open\n");
    CHECK(files.text_of(files.draft) == ran.out);
    CHECK(test::call_command("matrix", {"validate", files.draft}).out == files.draft + ": valid: 4 flows, 10 roles\n");
}

TEST_CASE("matrix import: what is open goes to standard error") {
    const import_files files;
    const auto ran = import({files.page, "--output", files.draft, "--write-map", files.map});
    CHECK(ran.status == exit_status::unsure);
    CHECK(ran.out == "");
    std::string expected;
    for (const auto* line :
         {"line 9: row 1: no decision; its notes seem to state a condition",
          "line 9: rows 1, 2: no role for the phrase \"Agent\"; the role \"agent\" is called \"Computer "
          "with Veeam Agent\"",
          "line 9: rows 1, 2: no role for the phrase \"Shop server\"; the role \"ndmp-server\" is called \"NDMP "
          "server\"",
          "line 9: rows 1, 2: no role for the phrase \"Till\"", "line 10: row 2: no decision",
          "2 rows, 0 flows; 5 points are open"})
        expected += files.page + ": " + line + "\n";
    CHECK(ran.err == expected);
    CHECK_FALSE(has(files.text_of(files.map), "winter")); // notes are the vendor's

    const auto map = nlohmann::json::parse(files.text_of(files.map));
    CHECK(map.at("phrases").dump() == R"({"Agent":[],"Shop server":[],"Till":[]})");
    CHECK(map.at("seen").at("2").at("from") == "Shop server");
    CHECK(import({files.page, "--roles", files.map}).err == expected);
}

TEST_CASE("matrix import: a page that changed keeps what was decided") {
    const import_files files;
    files.write_map(shop_map);
    const auto seen = files.folder / "seen.json";
    REQUIRE(import({files.page, "--roles", files.map, "--write-map", seen}).status == exit_status::ok);
    auto text = shop_page;
    text.replace(text.find("| Shop server"), 0, "| Agent | Shop server | TCP | 10006 | |\n");
    text.replace(text.find("4/16/"), 5, "5/26/");
    test::write(files.page, text);
    const auto ran = import({files.page, "--update", seen, "--output", files.draft});
    CHECK(ran.status == exit_status::unsure);
    CHECK(ran.err == files.page + ": line 9: row 1: is new\n" + files.page + ": line 9: row 1: no decision\n" +
                         files.page + ": 3 rows, 5 flows; 2 points are open\n");
    const auto draft = nlohmann::json::parse(files.text_of(files.draft));
    CHECK(draft.at("version") == "2026-05-26");
    CHECK(draft.at("flows").back().at("rows").dump() == "[3]");
}

TEST_CASE("matrix import: wrong files and options are exit 2") {
    const import_files files;
    files.write_map(R"({"schema": "fairway-page-map/1", "id": "shop", "version": "1", "title": "x", "url": "x",
                        "phrases": {"Agent": ["agnt"]}, "rows": {}, "rowz": {}})");
    auto ran = import({files.page, "--roles", files.map});
    CHECK(ran.status == exit_status::usage);
    CHECK(ran.out == "");
    CHECK(has(ran.err, files.map + ": /rowz: unknown key \"rowz\"; did you mean \"rows\"?\n"));
    CHECK(has(ran.err, files.map + ": /phrases/Agent/0: unknown role \"agnt\"; did you mean \"agent\"?\n"));

    ran = import({files.page, "--roles", files.map, "--update", files.map});
    CHECK(ran.status == exit_status::usage);
    CHECK(has(ran.err, "--update: a map is given with --roles; use the one or the other\n"));
    ran = import({files.page, "--output", files.map});
    CHECK(ran.status == exit_status::usage);
    CHECK(has(ran.err, "--output: " + files.map + " exists; replace it with --force\n"));
    ran = import({files.page, "--force"});
    CHECK(has(ran.err, "--force: has no effect without --output FILE or --write-map FILE\n"));
    CHECK(import({files.folder / "none.md"}).status == exit_status::usage);
    CHECK(has(import({files.map}).err, "line 1: expected front matter"));
    CHECK(import({}).status == exit_status::usage);
}
