// What a server may send to the question of one exchange of the table, FAIRWAY_EXCHANGE. Of a stream, the first byte
// cuts the rest in two, so that the verdict is also seen to hold when more comes; a datagram (FAIRWAY_DATAGRAM) is
// whole.
#include "probes/identify/protocol.hpp"
#include "probes/identify/exchanges.hpp"
#include "tests/fuzz/promise.hpp"

#include <cstddef>
#include <cstdint>

using namespace fairway::identify;

namespace {

constexpr const exchange& asked = FAIRWAY_EXCHANGE;
const context from{"vbr01.example", 0x4657};

reply read(std::string_view received) {
    reply r = asked.read(from, received);
    promise((r.says == reply::verdict::more) == r.identity.empty(), "a verdict says what it saw");
    promise(r.identity.size() < 200, "an identity is short");
    for (const char c : r.identity) {
        const auto byte = static_cast<unsigned char>(c);
        promise(byte >= 0x20 && byte != 0x7f, "an identity is printable");
    }
    return r;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    if (FAIRWAY_DATAGRAM) {
        read(bytes);
        return 0;
    }
    if (bytes.empty()) return 0;
    const std::string_view whole = bytes.substr(1);
    if (asked.single_byte) { // of which the rest is no continuation
        read(whole);
        return 0;
    }
    const reply part = read(whole.substr(0, whole.size() * data[0] / 255));
    const reply all = read(whole);
    promise(part.says == reply::verdict::more || part.says == all.says, "a verdict stands");
    promise(whole.size() < longest_answer || all.says != reply::verdict::more, "nobody waits for ever");
    return 0;
}
