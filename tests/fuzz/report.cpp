// What may come to a collector as a part of a report, and what `fairway report` may be given.
#include "matrix/report_diff.hpp"
#include "matrix/report_file.hpp"
#include "matrix/report_reader.hpp"
#include "tests/fuzz/promise.hpp"
#include "text/json_text.hpp"

#include <nlohmann/json.hpp>

#include <cstddef>
#include <cstdint>

using namespace fairway;

namespace {

void keep(std::string_view text) {
    const auto read = read_report_file(text, "report");
    promise(read.value.has_value() == read.problems.empty(), "a report or problems");
    if (!read) return;
    const auto again = to_json(read.value->content).dump();
    const auto twice = read_report_file(again, "report");
    promise(twice && to_json(twice.value->content).dump() == again, "a report comes back as it was written");
    promise(!compare(read.value->content, twice.value->content).has_new_failures(), "it did not change by that");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    keep({reinterpret_cast<const char*>(data), size});
    const auto read = read_reported_part({reinterpret_cast<const char*>(data), size});
    promise(read.value.has_value() == read.problems.empty(), "a part or problems");
    promise(read.problems.size() <= 21, "problems are told a few times");
    if (!read) return 0;
    const auto& part = *read.value;
    promise(part.part >= 1 && part.part <= part.parts && part.parts <= report_limits::parts, "part n of so many");
    promise(part.targets.has_value() == (part.part == part.parts), "targets stand in the last part");
    promise(part.roles.size() <= report_limits::roles && part.host.size() <= report_limits::name, "names are bounded");
    promise(parse_json(part.not_probed, "").value && parse_json(part.notes, "").value, "lists stay JSON");
    for (const auto& f : part.findings) {
        promise(f.detail.size() <= report_limits::detail && f.text.size() <= report_limits::text, "texts are bounded");
        promise(!f.flow.empty() && !f.target.empty() && !f.essence.empty(), "a finding is of something");
        const auto detail = parse_json(f.detail, "");
        promise(detail && detail.value->is_object() && detail.value->at("flow") == f.flow &&
                    detail.value->at("target") == f.target,
                "a detail is the whole finding");
    }
    return 0;
}
