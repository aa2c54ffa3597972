#include "agent/output/format.hpp"
#include "tests/unit/agent/commands/call.hpp"
#include "tests/unit/agent/reporting/scratch_folder.hpp"
#include "tests/unit/agent/rich_report.hpp"

#include <doctest/doctest.h>

#include <sys/stat.h>

using namespace fairway;

TEST_CASE("report: a written file is for whom the umask lets") {
    const test::scratch_folder folder;
    test::write(folder / "r.json", render_json(test::rich_report(), {}));
    const auto mask = ::umask(027);
    for (const std::string format : {"text", "json", "nagios"}) {
        CAPTURE(format);
        const auto file = folder / ("out." + format);
        CHECK(test::call({"report", folder / "r.json", "--format", format, "--output", file}).err.empty());
        struct stat info {};
        REQUIRE(::stat(file.c_str(), &info) == 0);
        CHECK((info.st_mode & 0777) == 0640); // 0644 without what the umask takes
    }
    ::umask(mask);
}
