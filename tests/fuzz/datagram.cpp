// What may come back to the datagrams that are sent to 53, 137 and 138, and to the name server questions of a check.
#include "probes/wire/dns.hpp"
#include "probes/wire/nbns.hpp"
#include "probes/wire/netbios_datagram.hpp"
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
    const auto names = decode_nbns_status(bytes, id);
    promise(!names || is_nbns_answer(bytes, id), "what decodes is an answer");
    promise(!names || names->size() * 18 < size, "names are no more than the bytes hold");
    is_netbios_datagram_answer(bytes, id);
    return 0;
}
