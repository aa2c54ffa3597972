#include "agent/local/service_control.hpp"
#include "tests/golden.hpp"
#include "tests/unit/agent/commands/call.hpp"

#include <doctest/doctest.h>

using namespace fairway;

TEST_CASE("`service` is a command where there is a service manager that programs register with") {
    const auto help = test::call({"--help"}).out;
    CHECK((help.find("\n  service ") != std::string::npos) == has_service_control());
    const auto called = test::call({"service", "bogus"});
    CHECK(called.status == exit_status::usage);
    CHECK(called.err.find(has_service_control() ? "unknown command \"service bogus\""
                                                : "unknown command \"service\"") != std::string::npos);
}

TEST_CASE("help of `service`, where there is one") {
    if (!has_service_control()) return;
    for (const std::string name : {"", "install", "remove", "start", "stop", "reload", "status", "run"}) {
        arguments args{"service"};
        if (!name.empty()) args.push_back(name);
        args.emplace_back("--help");
        const auto r = test::call(args);
        CHECK(r.status == exit_status::ok);
        check_golden("service/" + (name.empty() ? "help" : "help-" + name) + ".windows.txt", r.out);
    }
}
