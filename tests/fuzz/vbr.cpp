// What may be given to `fairway site import vbr-json`, and with it what a backup server may answer.
#include "agent/inventory/vbr_files.hpp"
#include "agent/inventory/vbr_site.hpp"
#include "matrix/shipped.hpp"
#include "tests/fuzz/promise.hpp"
#include "text/utf8.hpp"

#include <cstddef>
#include <cstdint>

using namespace fairway;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const matrix m = default_matrix();
    const auto read = read_vbr_export({reinterpret_cast<const char*>(data), size}, "inventory.json");
    promise(read.value.has_value() == read.problems.empty(), "an inventory or problems");
    promise(read.problems.size() <= 21, "problems are told a few times");
    for (const auto& p : read.problems)
        promise(!first_invalid_utf8(to_string(p)), "problems are text");
    if (!read) return 0;
    const auto mapped = site_of(*read.value, m);
    if (mapped.site.hosts.empty()) return 0;
    const auto again = read_site(to_site_file(mapped.site, m), "site.json", m);
    promise(again.value.has_value(), "what was imported is a valid site file");
    promise(to_site_file(*again.value, m) == to_site_file(mapped.site, m), "and says the same");
    return 0;
}
