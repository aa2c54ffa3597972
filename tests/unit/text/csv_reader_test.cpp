#include "text/csv_reader.hpp"

#include <doctest/doctest.h>

using namespace fairway;

namespace {

/// "2:[a|b]": the line and the cells of each record, and what is wrong in between.
std::string read_all(std::string_view text, char separator = ',') {
    csv_reader in(text, separator);
    std::string out;
    for (;;) {
        const auto record = in.next();
        if (in.wrong()) {
            out += "(" + std::to_string(in.wrong()->line) + "," + std::to_string(in.wrong()->column) + " " +
                   in.wrong()->message + ")";
        } else if (record) {
            out += std::to_string(record->line) + ":[";
            for (const auto& cell : record->cells)
                out += (&cell == &record->cells[0] ? "" : "|") + cell.text +
                       (cell.line == record->line ? "" : "@" + std::to_string(cell.line));
            out += "]";
        } else {
            return out;
        }
    }
}

} // namespace

TEST_CASE("records as spreadsheets write them") {
    struct row {
        std::string text, records;
        char separator = ',';
    };
    for (const auto& [text, records, separator] : std::vector<row>{
             {"", ""},
             {"a,b", "1:[a|b]"},
             {"a,b\n", "1:[a|b]"},
             {"a,b\r\nc,d\r\n", "1:[a|b]2:[c|d]"},
             {"a,b\rc,d\r", "1:[a|b]2:[c|d]"},
             {"a\n\n\r\n \t\n,,,\nb", "1:[a]6:[b]"},
             {"a,,\n,b,,\n", "1:[a]2:[|b]"},
             {" a , b\t,\tc ", "1:[a|b|c]"},
             {"a;b,c;d", "1:[a|b,c|d]", ';'},
             {"a\t b\t\tc\n\td", "1:[a|b||c]2:[|d]", '\t'},
             {R"("a","b ""x"" y" , "c,d")", R"(1:[a|b "x" y|c,d])"},
             {"\"a\n b\r\nc\",d\ne", "1:[a\n b\nc|d@3]4:[e]"},
             {"\" a \n\",b", "1:[a|b@2]"},
             {R"(5" disk,a"b)", R"(1:[5" disk|a"b])"},
             {"\"\",\"\"\nx", "2:[x]"},
             {"# c\n  # \"c\na\n#TYPE x\nb", "3:[a]5:[b]"},
             {"#,a\n1,b", "1:[#|a]2:[1|b]"},
             {"#;a\n1;b", "1:[#|a]2:[1|b]", ';'},
             {"\xC3\xA4,\"\xE2\x82\xAC\"", "1:[\xC3\xA4|\xE2\x82\xAC]"},
         }) {
        const auto& this_text = text;
        CAPTURE(this_text);
        CHECK(read_all(text, separator) == records);
    }
}

TEST_CASE("what is wrong with a record is told with its place, and the next one is read") {
    const std::string behind = " or the end of the line behind a quoted cell; a double quote inside is written twice)";
    CHECK(read_all("a,\"b\nc\nd") == "(1,3 the quoted cell that begins here has no closing double quote)");
    CHECK(read_all("a\n\"b\" c,d\ne") == "1:[a](2,5 expected \",\"" + behind + "3:[e]");
    CHECK(read_all("\xC3\xA4\t\"b\"c", '\t') == "(1,6 expected a tab" + behind);
    CHECK(read_all(std::string(255, ',') + "x\ny").starts_with("1:["));
    CHECK(read_all(std::string(256, ',') + "x\ny") == "(1,1 has more than 256 columns)2:[y]");
}
