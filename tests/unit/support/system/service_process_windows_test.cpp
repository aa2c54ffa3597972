#include "support/system/notify.hpp"
#include "support/system/service_process.hpp"

#include <doctest/doctest.h>

using namespace fairway;

TEST_CASE("a program that no service manager has started is no service") {
    bool ran = false;
    CHECK(!run_as_service([&] {
        ran = true;
        return 0;
    }));
    CHECK(!ran);
    CHECK(!notify_service_manager("READY=1"));
}
