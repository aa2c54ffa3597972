// What an endpoint mapper may send once it was bound to. The first byte cuts the rest in two: it makes no difference
// how the bytes arrive.
#include "probes/wire/endpoint_mapper.hpp"
#include "tests/fuzz/promise.hpp"

#include <cstddef>
#include <cstdint>

using namespace fairway::wire;

namespace {

endpoint_lookup listen(std::string_view first, std::string_view all) {
    endpoint_lookup l(2);
    promise(!l.take_outgoing().empty(), "it begins");
    std::size_t calls = 1;
    for (const auto received : {first, all})
        for (bool says = true; says;) { // what answers may have come already
            l.receive(received);
            says = !l.take_outgoing().empty();
            calls += says ? 1 : 0;
        }
    promise(calls <= endpoint_lookup::most_calls + endpoint_lookup::most_maps, "calls are bounded");
    return l;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
    const auto whole = listen(bytes, bytes), cut = listen(bytes.substr(0, bytes.size() * data[0] / 255), bytes);
    promise(whole.at() == cut.at() && whole.code() == cut.code() && whole.endpoints() == cut.endpoints(),
            "the same bytes say the same");
    promise(whole.endpoints().size() <= endpoint_lookup::most_calls * most_ept_entries, "entries are bounded");
    promise(whole.endpoints().size() <= size / 60, "entries are no more than the bytes hold");
    for (const auto& e : whole.endpoints())
        promise(e.port != 0 && e.annotation.size() <= 64 && e.address.size() <= 15, "an endpoint is one");
    return 0;
}
