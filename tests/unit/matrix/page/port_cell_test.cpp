#include "matrix/page/cell_text.hpp"
#include "matrix/page/port_cell.hpp"

#include <doctest/doctest.h>

using namespace fairway;

TEST_CASE("ports in all spellings") {
    struct row {
        std::string cell, parts;
    };
    for (const auto& [cell, parts] : std::vector<row>{
             {"443", "443"},
             {" 443 ", "443"},
             {"**443**", "443"},
             {"[443](#a)", "443"},
             {"port 443", "443"},
             {"22,  6160,  6162", "22,6160,6162"},
             {"445, 137, 139", "137,139,445"},
             {"137, 138", "137-138"},
             {"139; 445", "139,445"},
             {"139/445", "139,445"},
             {"139 & 445", "139,445"},
             {"139 and 445", "139,445"},
             {"139<br>445", "139,445"},
             {"139  445", "139,445"},
             {"139 445", "139,445"},
             {"2500 to 3300", "2500-3300"},
             {"2500  to  3300", "2500-3300"},
             {"2500 through 3300", "2500-3300"},
             {"3260-3262", "3260-3262"},
             {"3260 - 3262", "3260-3262"},
             {"3260\xE2\x80\x93"
              "3262",
              "3260-3262"},                           // en dash
             {"3260 \xE2\x80\x94 3262", "3260-3262"}, // em dash
             {R"(3260\-3262)", "3260-3262"},
             {"49152 TO 65535", "49152-65535"},
             {"6162, 2500 to 3300", "2500-3300,6162"},
             {"6162, 2500-3300", "2500-3300,6162"},
             {"6167,  2500 to 3300", "2500-3300,6167"},
             // one of them is enough
             {"80 or 443", "80,443 (any)"},
             {"443 OR 80", "80,443 (any)"},
             {"6162 or 2500 to 3300", "2500-3300,6162 (any)"},
             {"22, 80 or 443", "22,80,443 (any)"},
             {"443 or 443", "443"},
             // open ends
             {"6184+", "6184+"},
             {"6184 +", "6184+"},
             {"6184 and above", "6184+"},
             {"1058+ or 1063+", "1058+,1063+ (any)"},
             {"22, 1058+", "22; 1058+"},
             // only the site knows
             {"\xE2\x80\x94", "custom"},
             {"-", "custom"},
             {"N/A", "custom"},
             {R"(statd\_port)", "custom"},
             {"<port>", "custom"},
             {"Custom", "custom"},
             {"Depends on device configuration", "custom"},
             {"1433, 1434 and other", "1433-1434; custom"},
             // footnotes and characters that look like others
             {"443\xC2\xB9", "443"},
             {"443, 80\xC2\xB2", "80,443"},
             {"443\xC2\xA0or\xC2\xA0"
              "80",
              "80,443 (any)"},
         }) {
        const auto& this_cell = cell;
        CAPTURE(this_cell);
        const auto read = read_port_cell(plain_text(cell));
        CHECK(to_string(read.parts) == parts);
        CHECK(read.unread == std::vector<std::string>{});
        CHECK(names_ports(plain_text(cell)));
    }
}

TEST_CASE("what is no port in a cell of ports is told, and what is one is kept") {
    struct row {
        std::string cell, parts;
        std::vector<std::string> unread;
    };
    for (const auto& [cell, parts, unread] : std::vector<row>{
             {"", "", {}},
             {"135,", "135", {"the list of ports ends with a comma: the rest of it may stand in the notes"}},
             {"443 1", "443", {"the digit 1 behind a port may be the mark of a footnote"}},
             {"0", "", {"port 0 is out of range 1-65535"}},
             {"70000, 22", "22", {"port 70000 is out of range 1-65535"}},
             {"3300 to 2500", "", {"the range 3300-2500 runs backwards"}},
             {"2500 to", "2500", {R"("to" is no port)"}},
             {"2500-", "", {R"("2500-" is no port)"}},
             {"2500-3300+", "", {R"("2500-3300+" is a range and has no end)"}},
             {"22a", "", {R"("22a" is no port)"}},
             {"443 (HTTPS)", "443", {"\"(HTTPS)\" is no port"}},
             {"any", "", {R"("any" is no port)"}},
             {"80 or 443 and 22", "22,80,443 (any)", {R"(both "and" and "or" stand between the ports)"}},
             {"22 or 6184+", "22; 6184+", {R"("or" stands between ports of different kinds)"}},
         }) {
        const auto& this_cell = cell;
        CAPTURE(this_cell);
        const auto read = read_port_cell(plain_text(cell));
        CHECK(to_string(read.parts) == parts);
        CHECK(read.unread == unread);
    }
    CHECK(read_port_cell(std::string(1000, 'a') + " b c d e f g h i j k").unread.back() == "and 3 more");
}
