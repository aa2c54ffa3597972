#include "support/system/event_text_windows.hpp"

#include <doctest/doctest.h>

using namespace fairway;

TEST_CASE("a text for the event log") {
    CHECK(event_text("") == L"");
    CHECK(event_text("gr\xc3\xbc\xc3\x9f") == L"gr\u00fc\u00df");
    CHECK(event_text("fe80::1%12 is silent") == L"fe80::1% 12 is silent");
    CHECK(event_text("100% of 5%") == L"100% of 5%");
    const std::string most(31839, 'a');
    CHECK(event_text(most).size() == 31839);
    CHECK(event_text(most).back() == L'a');
    CHECK(event_text(most + "a").size() == 31839);
    CHECK(event_text(most + "a").back() == L'\u2026');
}
