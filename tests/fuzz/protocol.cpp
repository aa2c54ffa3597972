// What a server may send to one protocol's question, FAIRWAY_PROTOCOL. The first byte cuts the rest in two, so that
// the verdict is also seen to hold when more comes.
#include "probes/identify/protocol.hpp"
#include "tests/fuzz/promise.hpp"

#include <cstddef>
#include <cstdint>

using namespace fairway::identify;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const protocol* const asked = find_protocol(FAIRWAY_PROTOCOL);
    static const context from{"vbr01.example", {}};
    promise(asked != nullptr, "the protocol is known");
    if (size == 0) return 0;
    const std::string_view whole(reinterpret_cast<const char*>(data) + 1, size - 1);
    const reply part = asked->read(from, whole.substr(0, whole.size() * data[0] / 255));
    const reply all = asked->read(from, whole);
    promise(part.says == reply::verdict::more || part.says == all.says, "a verdict stands");
    for (const reply* r : {&part, &all}) {
        promise((r->says == reply::verdict::more) == r->identity.empty(), "a verdict says what it saw");
        promise(r->identity.size() < 200, "an identity is short");
        for (const char c : r->identity) {
            const auto byte = static_cast<unsigned char>(c);
            promise(byte >= 0x20 && byte != 0x7f, "an identity is printable");
        }
    }
    promise(whole.size() < longest_answer || all.says != reply::verdict::more, "nobody waits for ever");
    return 0;
}
