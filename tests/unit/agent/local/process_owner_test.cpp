#include "agent/local/process_owner.hpp"

#include <doctest/doctest.h>

using namespace fairway;

TEST_CASE("the owner of a port in words") {
    struct row {
        const char* name;
        std::vector<std::string> services;
        const char* words;
    };
    const row rows[] = {
        {"nginx.exe", {}, "nginx.exe (pid 812)"},
        {"svchost.exe", {"TermService"}, "svchost.exe (pid 812, service TermService)"},
        {"svchost.exe", {"BFE", "mpssvc"}, "svchost.exe (pid 812, services BFE, mpssvc)"},
        {"svchost.exe", {"a", "b", "c", "d", "e", "f"}, "svchost.exe (pid 812, services a, b, c, d and 2 more)"},
        {"", {}, "pid 812"},
        {"", {"x"}, "pid 812, service x"},
        {"e\x1b[31mvil.exe", {}, "e?[31mvil.exe (pid 812)"},
    };
    for (const auto& r : rows) {
        CAPTURE(std::string(r.words));
        CHECK(process_owner(812, r.name, r.services) == r.words);
    }
}
