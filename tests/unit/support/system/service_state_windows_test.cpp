#include "support/system/service_state_windows.hpp"

#include <doctest/doctest.h>

using namespace fairway;

TEST_CASE("what the service control manager asks") {
    struct row {
        DWORD control, event;
        std::optional<service_request> asked;
    };
    const row rows[] = {
        {SERVICE_CONTROL_STOP, 0, service_request::stop},
        {SERVICE_CONTROL_SHUTDOWN, 0, service_request::stop},
        {SERVICE_CONTROL_PRESHUTDOWN, 0, service_request::stop},
        {SERVICE_CONTROL_PARAMCHANGE, 0, service_request::reload},
        {SERVICE_CONTROL_POWEREVENT, PBT_APMRESUMEAUTOMATIC, service_request::wake},
        {SERVICE_CONTROL_POWEREVENT, PBT_APMRESUMESUSPEND, service_request::wake},
        {SERVICE_CONTROL_POWEREVENT, PBT_APMSUSPEND, std::nullopt},
        {SERVICE_CONTROL_INTERROGATE, 0, std::nullopt},
        {SERVICE_CONTROL_PAUSE, 0, std::nullopt},
    };
    for (const auto& r : rows) {
        CAPTURE(r.control);
        CAPTURE(r.event);
        CHECK(request_of(r.control, r.event) == r.asked);
    }
}

TEST_CASE("lines for a service manager tell the state") {
    CHECK(state_of("READY=1") == DWORD{SERVICE_RUNNING});
    CHECK(state_of("STOPPING=1\nSTATUS=stopping") == DWORD{SERVICE_STOP_PENDING});
    for (const auto* other : {"RELOADING=1\nMONOTONIC_USEC=5", "STATUS=probing", "WATCHDOG=1", "", "STATUS=READY=1"}) {
        CAPTURE(other);
        CHECK(!state_of(other));
    }
}

TEST_CASE("a service takes controls only while it runs, and says how long a step may take") {
    const auto running = status_of(SERVICE_RUNNING, 3, 0);
    CHECK((running.dwControlsAccepted & SERVICE_ACCEPT_STOP) != 0);
    CHECK((running.dwControlsAccepted & SERVICE_ACCEPT_PARAMCHANGE) != 0);
    CHECK((running.dwControlsAccepted & SERVICE_ACCEPT_POWEREVENT) != 0);
    CHECK(running.dwCheckPoint == 0);
    for (const DWORD state : {SERVICE_START_PENDING, SERVICE_STOP_PENDING}) {
        const auto pending = status_of(state, 3, 0);
        CHECK(pending.dwControlsAccepted == 0);
        CHECK(pending.dwCheckPoint == 3);
        CHECK(pending.dwWaitHint == 30000);
    }
}

TEST_CASE("the service manager restarts after failures, and not after a wrong configuration") {
    for (const int code : {0, 2}) {
        CAPTURE(code);
        CHECK(status_of(SERVICE_STOPPED, 1, code).dwWin32ExitCode == DWORD{NO_ERROR});
    }
    const auto failed = status_of(SERVICE_STOPPED, 1, 4);
    CHECK(failed.dwWin32ExitCode == DWORD{ERROR_SERVICE_SPECIFIC_ERROR});
    CHECK(failed.dwServiceSpecificExitCode == 4);
    CHECK(status_of(SERVICE_RUNNING, 1, 4).dwWin32ExitCode == DWORD{NO_ERROR});
}
