// What may come back to the name server questions of a check.
#include "probes/wire/dns.hpp"
#include "tests/fuzz/promise.hpp"

#include <cstddef>
#include <cstdint>

using namespace fairway::wire;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    constexpr std::uint16_t id = 0x4657;
    static const std::string root = dns_query(id, {".", dns_type::ns}).value();
    static const std::string host = dns_query(id, {"vbr01.example", dns_type::a}).value();
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    for (const std::string& query : {root, host}) {
        const auto response = decode_dns_response(bytes, query);
        promise(!response || is_dns_answer(bytes, query), "what decodes is an answer");
        promise(!response || response->answers.size() <= size / 11, "records are no more than the bytes hold");
    }
    return 0;
}
