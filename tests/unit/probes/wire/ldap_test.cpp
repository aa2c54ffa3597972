#include "probes/wire/ldap.hpp"

#include "../hex.hpp"
#include "decoded.hpp"

#include <doctest/doctest.h>

using namespace fairway::wire;
using ldap_kind = ldap_answer::kind;

namespace {

const std::string version_type = unhex("0414") + "supportedLDAPVersion";
const std::string oid = unhex("8a16") + "1.3.6.1.4.1.1466.20036";

std::string tlv(std::string_view tag, const std::string& content) {
    return unhex(tag) + std::string(1, static_cast<char>(content.size())) + content;
}
std::string message(const std::string& op, std::string_view id = "020105") {
    return tlv("30", unhex(id) + op);
}
std::string entry(const std::string& attributes) {
    return message(tlv("64", unhex("0400") + tlv("30", attributes)));
}
std::string attribute(const std::string& type, const std::string& values) {
    return tlv("30", type + tlv("31", values));
}

} // namespace

TEST_CASE("search for the root DSE, RFC 4511 4.5.1") {
    CHECK(ldap_root_dse_search(5) == unhex("303b 020105 6336 0400 0a0100 0a0100 020101 020103 010100 870b") +
                                         "objectClass" + unhex("3016") + version_type);
}

TEST_CASE("first messages") {
    struct row {
        std::string what;
        std::string bytes;
        std::string_view want;
    };
    const std::string two = attribute(version_type, unhex("040132 040133"));
    for (const row& r : std::initializer_list<row>{
             {"an entry", entry(two), "value"},
             {"an entry without attributes", entry(""), "value"},
             {"an entry with more than was asked for",
              entry(attribute(tlv("04", "objectClass"), tlv("04", "top")) + two), "value"},
             {"a reference", message(tlv("73", tlv("04", "ldap://other/"))), "value"},
             {"a result", message(tlv("65", unhex("0a0100 0400 0400"))), "value"},
             {"a result with controls", message(tlv("65", unhex("0a0100 0400 0400")) + unhex("a000")), "value"},
             {"a notice of disconnection", message(tlv("78", unhex("0a0134 0400 0400") + oid), "020100"), "value"},
             {"an id of four bytes", message(tlv("65", unhex("0a0100 0400 0400")), "020400000005"), "value"},
             {"another id", message(tlv("65", unhex("0a0100 0400 0400")), "020106"), "malformed"},
             {"an id of five bytes", message(tlv("65", unhex("0a0100 0400 0400")), "02050000000005"), "malformed"},
             {"no id", message(tlv("65", unhex("0a0100 0400 0400")), "0200"), "malformed"},
             {"an entry that nobody asked for", message(tlv("64", unhex("0400 3000")), "020100"), "malformed"},
             {"another unasked message", message(tlv("78", unhex("0a0134 0400 0400") + unhex("8a01 31")), "020100"),
              "malformed"},
             {"a disconnection without its name", message(tlv("78", unhex("0a0134 0400 0400")), "020100"), "malformed"},
             {"an answer to a bind", message(tlv("61", unhex("0a0100 0400 0400"))), "malformed"},
             {"a search", message(tlv("63", unhex("0400"))), "malformed"},
             {"a result without text", message(tlv("65", unhex("0a0100 0400"))), "malformed"},
             {"a result that is no number", message(tlv("65", unhex("040100 0400 0400"))), "malformed"},
             {"an entry without a name", message(tlv("64", unhex("3000"))), "malformed"},
             {"an attribute cut by its entry", entry(unhex("3020 04")), "malformed"},
             {"values that are no texts", entry(attribute(version_type, unhex("020103"))), "malformed"},
             {"an operation longer than its message", unhex("3005 020105 65 20"), "malformed"},
             {"bytes behind the operation", message(tlv("65", unhex("0a0100 0400 0400")) + unhex("0500")), "malformed"},
             {"an indefinite length", unhex("3080 020105"), "malformed"},
             {"far too long", unhex("308400010000 020105"), "malformed"},
             {"not a sequence", unhex("31"), "malformed"},
         }) {
        CAPTURE(r.what);
        CHECK(outcome(decode_ldap_answer(r.bytes, 5)) == r.want);
    }
}

TEST_CASE("what a first message says") {
    const auto read = [](const std::string& bytes) { return std::get<ldap_answer>(decode_ldap_answer(bytes, 5)); };
    const auto found = read(entry(attribute(tlv("04", "SUPPORTEDLDAPVERSION"), unhex("040132 040133"))));
    CHECK(found.said == ldap_kind::entry);
    CHECK(found.versions == std::vector<std::string>{"2", "3"});
    const auto result = read(message(tlv("65", unhex("0a0135 0400 0400"))));
    CHECK(result.said == ldap_kind::done);
    CHECK(result.result == 53);
    CHECK(read(message(tlv("78", unhex("0a0134 0400 0400") + oid), "020100")).said == ldap_kind::disconnection);
    std::string many;
    for (int i = 0; i < 30; ++i)
        many += unhex("040133");
    CHECK(read(entry(attribute(version_type, many.substr(0, 60)))).versions.size() == 8);
}
