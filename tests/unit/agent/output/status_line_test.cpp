#include "agent/output/status_line.hpp"

#include <doctest/doctest.h>

using namespace fairway;

TEST_CASE("a status line is redrawn in its place, and never reaches the last column") {
    struct row {
        const char* what;
        const char* text;
        std::size_t width, drawn;
        const char* codes;
    };
    const row rows[] = {
        {"the first time", "Probing: 1 of 2", 80, 0, "\r\033[KProbing: 1 of 2"},
        {"again", "Probing: 2 of 2", 80, 15, "\r\033[KProbing: 2 of 2"},
        {"as wide as the terminal", "12345678", 8, 7, "\r\033[K1234..."},
        {"one column less", "1234567", 8, 7, "\r\033[K1234567"},
        {"the terminal became narrower", "12345", 10, 25, "\r\033[K\033[A\r\033[K\033[A\r\033[K12345"},
        {"it now just holds the old line", "12345", 10, 10, "\r\033[K12345"},
        {"removed", "", 10, 12, "\r\033[K\033[A\r\033[K"},
        {"a terminal of one column", "12345", 1, 0, "\r\033[K"},
    };
    for (const auto& r : rows) {
        CAPTURE(r.what);
        CHECK(redrawn(r.text, r.width, r.drawn) == r.codes);
    }
}
