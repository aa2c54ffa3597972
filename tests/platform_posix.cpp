#include "tests/platform.hpp"

#include <doctest/doctest.h>

#include <stdlib.h>
#include <sys/stat.h>

namespace fairway::test {

void let_others_read(const std::string& path) {
    REQUIRE(::chmod(path.c_str(), 0644) == 0);
}

void set_environment(const char* name, const char* value) {
    REQUIRE((value != nullptr ? ::setenv(name, value, 1) : ::unsetenv(name)) == 0);
}

bool under_wine() {
    return false;
}

const char* golden_mark() {
    return "";
}

} // namespace fairway::test
