#include "support/system/wide_windows.hpp"

#include <doctest/doctest.h>
#include <ostream>

using namespace fairway;

TEST_CASE("text goes to UTF-16 and back; what is none becomes U+FFFD") {
    CHECK(wide("").empty());
    CHECK(narrow(L"").empty());
    CHECK(wide("a\u00e4\u20ac\U0001F600") == L"a\u00e4\u20ac\U0001F600");
    CHECK(narrow(L"a\u00e4\u20ac\U0001F600") == "a\u00e4\u20ac\U0001F600");
    CHECK(wide("a\xFF"
               "b") == L"a\uFFFD"
                       L"b");
    CHECK(narrow(std::wstring{L'a', static_cast<wchar_t>(0xD800), L'b'}) == "a\uFFFD"
                                                                            "b");
    CHECK(wide(std::string_view("a\0b", 3)).size() == 3);
}
