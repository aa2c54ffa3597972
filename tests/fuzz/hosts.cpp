// What may be given to `fairway site import`.
#include "matrix/hosts_csv.hpp"
#include "matrix/shipped.hpp"
#include "tests/fuzz/promise.hpp"
#include "text/utf8.hpp"

#include <cstddef>
#include <cstdint>

using namespace fairway;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const matrix m = shipped_matrix("veeam-agents").value();
    static const role_words words(m);
    const auto read = read_hosts_csv({reinterpret_cast<const char*>(data), size}, "hosts.csv", m, words);
    promise(read.value.has_value() == read.problems.empty(), "hosts or problems");
    promise(read.problems.size() <= 21, "problems are told a few times");
    for (const auto& p : read.problems)
        promise(!first_invalid_utf8(to_string(p)), "problems are text");
    if (!read) return 0;
    const auto again = read_site(to_site_file(read.value->site, m), "site.json", m);
    promise(again.value.has_value(), "what was imported is a valid site file");
    promise(to_site_file(*again.value, m) == to_site_file(read.value->site, m), "and says the same");
    return 0;
}
