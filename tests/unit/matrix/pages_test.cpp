// The shipped matrices against the vendor's pages, which are not part of the project: pages/*.rows has what their
// tables say, row by row, and matrix/data/pages/*.map.json what that means. Both together are the matrix, nothing more
// and nothing less. pages/*.hosts has the host names of each row, found by pages/hosts.py, which knows nothing of the
// reader of pages.
#include "matrix/page/draft.hpp"
#include "matrix/page/page.hpp"
#include "matrix/page/page_map.hpp"
#include "matrix/shipped.hpp"
#include "tests/source_directory.hpp"

#include <doctest/doctest.h>

#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <sstream>

using namespace fairway;

namespace {

std::string text_of_file(const std::string& name) {
    std::ifstream file(source_directory() + "/" + name, std::ios::binary);
    REQUIRE_MESSAGE(file.good(), name);
    return {std::istreambuf_iterator<char>(file), {}};
}

std::vector<std::string> split(const std::string& line, char separator) {
    std::vector<std::string> parts;
    std::istringstream in(line);
    for (std::string part; std::getline(in, part, separator);)
        parts.push_back(part);
    return parts;
}

/// Several phrases of a cell stand on lines of their own there.
std::string as_cell(std::string phrases) {
    for (std::size_t at = 0; (at = phrases.find(" + ", at)) != std::string::npos;)
        phrases.replace(at, 3, ",  ");
    return phrases;
}

/// A page that says what the rows say: number, section, from, to, protocols, ports.
std::string page_of_rows(const matrix_source& source, const std::string& rows, int& count) {
    std::string page = "---\ntitle: \"" + source.title + "\"\nsource_url: " + source.url +
                       "\nlast_updated: " + source.updated +
                       "\n---\n\n| From | To | Protocol | Port | Notes |\n| --- | --- | --- | --- | --- |\n";
    for (const auto& line : split(rows, '\n')) {
        const auto cells = split(line, '\t');
        REQUIRE_MESSAGE(cells.size() == 6, line);
        CHECK(cells[0] == std::to_string(++count));
        page += "| " + as_cell(cells[2]) + " | " + as_cell(cells[3]) + " | " + cells[4] + " | " + cells[5] + " | |\n";
    }
    return page;
}

} // namespace

TEST_CASE("each shipped matrix is what its page says, times what that means") {
    const std::map<std::string, int> rows_of_page{
        {"veeam-agents@2026-01-19", 52}, {"veeam-agents@2026-04-16", 54}, {"veeam-backup@2026-05-26", 343}};
    for (const auto& name : shipped_names()) {
        CAPTURE(name);
        const auto shipped = shipped_matrix(name).value();
        const auto map =
            read_page_map(text_of_file("matrix/data/pages/" + name + ".map.json"), name, shipped_vocabulary());
        for (const auto& p : map.problems)
            MESSAGE(to_string(p));
        REQUIRE(map);
        int count = 0;
        const auto text =
            page_of_rows(shipped.sources[0], text_of_file("tests/unit/matrix/pages/" + name + ".rows"), count);
        CHECK(count == rows_of_page.at(name));
        const auto page = read_page(text, name);
        for (const auto& p : page.problems)
            MESSAGE(to_string(p));
        REQUIRE(page);
        const auto draft = draft_matrix(*page.value, *map.value, shipped_vocabulary());
        for (const auto& point : draft.open)
            FAIL_CHECK("row " << row_numbers_in_words(point.rows) << ": " << point.text);
        REQUIRE(draft.matrix.flows.size() == shipped.flows.size());
        for (std::size_t i = 0; i < shipped.flows.size(); ++i) {
            auto have = shipped.flows[i], want = draft.matrix.flows[i];
            have.endpoints = want.endpoints = {}; // see below
            CAPTURE(have.id);
            CHECK(have == want);
        }
        CHECK(draft.matrix.roles == shipped.roles);
        CHECK(draft.matrix.facts == shipped.facts);
    }
}

TEST_CASE("the endpoints of each flow are the host names of its rows") {
    using names = std::set<std::string>;
    // Host names that the matrix has and a row does not, or the other way around, and why.
    struct exception {
        const char* matrix;
        std::set<int> rows;
        names hosts;
        const char* why;
    };
    const std::vector<exception> beyond_the_row{
        {"veeam-backup@2026-05-26",
         {74, 82, 91, 101, 197},
         {"ocsp.digicert.com", "oneocsp.microsoft.com"},
         "the row only links to them; the agents page names these for the same storage"},
        {"veeam-backup@2026-05-26",
         {333, 335},
         {"<storage-account>.queue.core.windows.net", "<storage-account>.queue.storage.azure.net"},
         "blobs and queues seem exchanged with rows 332 and 334: both are in both"},
    };
    const std::vector<exception> not_in_the_matrix{
        {"veeam-backup@2026-05-26", {11}, {"localmirrorrepository.domain"}, "an example: the mirror is the site's own"},
    };
    const auto excepted = [](const std::vector<exception>& all, const std::string& matrix, const std::set<int>& rows) {
        names hosts;
        for (const auto& e : all)
            for (const int row : rows)
                if (matrix == e.matrix && e.rows.contains(row)) hosts.insert(e.hosts.begin(), e.hosts.end());
        return hosts;
    };
    for (const auto& name : shipped_names()) {
        CAPTURE(name);
        std::map<int, names> of_row, covered;
        for (const auto& line : split(text_of_file("tests/unit/matrix/pages/" + name + ".hosts"), '\n')) {
            const auto cells = split(line, '\t');
            REQUIRE_MESSAGE(cells.size() == 2, line);
            const auto hosts = split(cells[1], ' ');
            of_row[std::stoi(cells[0])] = {hosts.begin(), hosts.end()};
        }
        CHECK(of_row.size() > 10);
        const auto shipped = shipped_matrix(name).value();
        for (const auto& f : shipped.flows) {
            CAPTURE(f.id);
            const std::set<int> rows(f.sources[0].rows.begin(), f.sources[0].rows.end());
            names may = excepted(beyond_the_row, name, rows);
            for (const int row : rows)
                may.insert(of_row[row].begin(), of_row[row].end());
            for (const auto& e : f.endpoints) {
                CAPTURE(e.host);
                CHECK(may.contains(e.host + e.path));
                for (const int row : rows)
                    covered[row].insert(e.host + e.path);
            }
        }
        for (const auto& named : of_row) {
            const int row = named.first;
            CAPTURE(row);
            const auto without = excepted(not_in_the_matrix, name, {row});
            for (const auto& host : named.second) {
                CAPTURE(host);
                CHECK(covered[row].contains(host) != without.contains(host));
            }
        }
        // An exception that is none any more hides the next mistake.
        for (const auto& e : beyond_the_row)
            for (const int row : e.rows)
                for (const auto& host : e.hosts)
                    if (name == e.matrix) CHECK_FALSE(of_row[row].contains(host));
    }
}

TEST_CASE("what the agents page changed in April 2026") {
    const auto before = shipped_matrix("veeam-agents@2026-01-19").value();
    const auto after = shipped_matrix("veeam-agents@2026-04-16").value();
    for (const char* to : {"repository", "gateway-server"}) {
        const auto range = "agent:" + std::string(to) + ":tcp:2500-3300";
        CHECK(before.find_flow(range)->fallback_of.empty());
        CHECK(to_string(after.find_flow(range)->fallback_of) == "6162");
    }
    const auto needed_without_kit = [](const matrix& m, const char* id) {
        return evaluate(m.find_flow(id)->when,
                        [](const std::string& fact) -> std::optional<std::string> {
                            return fact == "push_deployment" || fact == "console_restore" ? "false" : "true";
                        })
            .value;
    };
    CHECK(needed_without_kit(before, "backup-server:agent-linux:tcp:22") == truth::yes);
    CHECK(needed_without_kit(after, "backup-server:agent-linux:tcp:22") == truth::no);
    CHECK(needed_without_kit(after, "backup-server:agent-windows:tcp:445") == truth::no);
    CHECK(needed_without_kit(after, "backup-server:agent-windows:udp:137") == truth::no);
    for (const char* from : {"repository", "gateway-server", "mount-server"}) {
        for (const char* ports : {"agent-windows:tcp:445", "agent-windows:tcp:6160", "agent-windows:tcp:6162",
                                  "agent-linux:tcp:6160", "agent-linux:tcp:6162"}) {
            const auto id = std::string(from) + ":" + ports;
            CAPTURE(id);
            CHECK(before.find_flow(id) == nullptr);
            CHECK(after.find_flow(id) != nullptr);
        }
    }
}
