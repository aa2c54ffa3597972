#include "probes/wire/kerberos.hpp"

#include "../hex.hpp"
#include "decoded.hpp"

#include <doctest/doctest.h>

using namespace fairway::wire;

namespace {

constexpr std::string_view token = "0000000000004657";

std::string der(std::string_view tag, const std::string& content) {
    return unhex(tag) + std::string(1, static_cast<char>(content.size())) + content;
}
std::string text(const std::string& of) {
    return der("1b", of);
}
std::string name(const std::string& of) {
    return der("30", unhex("a003020101") + der("a1", der("30", text(of))));
}

const std::string version = unhex("a003020105"), error_type = unhex("a10302011e");
const std::string when = unhex("a411180f") + "20261128003848Z" + unhex("a503020100");
const std::string code = unhex("a603020106"), realm = der("a9", text("A")), service = der("aa", name("x"));

std::string krb_error(const std::string& fields) {
    return der("7e", der("30", fields));
}

} // namespace

TEST_CASE("a request for nobody, RFC 4120 5.4.1") {
    const std::string nobodys_realm = "FAIRWAY-0000000000004657.INVALID", nobody = "fairway-0000000000004657";
    const std::string body =
        der("a0", unhex("03050000000000")) + der("a1", name(nobody)) + der("a2", text(nobodys_realm)) +
        der("a3", der("30", unhex("a003020102") + der("a1", der("30", text("krbtgt") + text(nobodys_realm))))) +
        der("a5", der("18", "20370913024805Z")) + unhex("a703020101") + unhex("a80b3009 020112 020111 020117");
    REQUIRE(body.size() > 0x7f); // and needs a second byte of length, which DER wants to be the only one
    const auto longer = [](std::string_view tag, const std::string& content) {
        return unhex(tag) + "\x81" + std::string(1, static_cast<char>(content.size())) + content;
    };
    CHECK(kerberos_as_request(token) ==
          longer("6a", longer("30", unhex("a103020105 a20302010a") + longer("a4", longer("30", body)))));
    CHECK(kerberos_over_tcp("abc") == unhex("00000003") + "abc");
}

TEST_CASE("what a KDC answers") {
    struct row {
        std::string what, bytes;
        bool want;
    };
    for (const row& r : std::initializer_list<row>{
             {"an error", krb_error(version + error_type + when + code + realm + service), true},
             {"with all its fields",
              krb_error(version + error_type + unhex("a200 a300") + when + code + der("a7", text("A")) +
                        der("a8", name("y")) + realm + service + der("ab", text("no")) + unhex("ac00")),
              true},
             {"a ticket",
              der("6b", der("30", version + unhex("a10302010b") + der("a3", text("A")) + der("a4", name("y")) +
                                      unhex("a500 a600"))),
              true},
             {"without its version", krb_error(error_type + when + code + realm + service), false},
             {"of version 4", krb_error(unhex("a003020104") + error_type + when + code + realm + service), false},
             {"of another type", krb_error(version + unhex("a10302010b") + when + code + realm + service), false},
             {"without a code", krb_error(version + error_type + when + realm + service), false},
             {"with a negative code", krb_error(version + error_type + when + unhex("a6030201ff") + realm + service),
              false},
             {"without a realm", krb_error(version + error_type + when + code + service), false},
             {"without a service", krb_error(version + error_type + when + code + realm), false},
             {"a realm that is a number", krb_error(version + error_type + when + code + unhex("a903020101") + service),
              false},
             {"fields out of order", krb_error(version + error_type + code + when + realm + service), false},
             {"a field twice", krb_error(version + version + error_type + when + code + realm + service), false},
             {"not fields", krb_error(unhex("020105 02011e")), false},
             {"nothing", krb_error(""), false},
             {"bytes behind it", krb_error(version + error_type + when + code + realm + service) + "x", false},
             {"a request", kerberos_as_request(token), false},
             {"cut", krb_error(version + error_type + when + code + realm + service).substr(0, 40), false},
             {"empty", "", false},
         }) {
        CAPTURE(r.what);
        CHECK(decode_kerberos(r.bytes, token).has_value() == r.want);
        CHECK(outcome(decode_kerberos_over_tcp(kerberos_over_tcp(r.bytes), token)) == (r.want ? "value" : "malformed"));
    }
}

TEST_CASE("what a KDC's answer says") {
    const auto read = [](const std::string& bytes) { return decode_kerberos(bytes, token).value(); };
    const auto error = read(krb_error(version + error_type + when + code + realm + service));
    CHECK(error.error == 6U);
    CHECK(error.realm == "A");
    CHECK(!error.repeats);
    const std::string ours = "FAIRWAY-0000000000004657.INVALID";
    CHECK(read(krb_error(version + error_type + when + code + der("a9", text(ours)) + service)).repeats);
    CHECK(read(krb_error(version + error_type + when + code + realm + der("aa", name(ours)))).repeats);
    CHECK(read(krb_error(version + error_type + when + code + der("a8", name(ours)) + realm + service)).repeats);
    // Its words are not names.
    CHECK(!read(krb_error(version + error_type + when + code + realm + service + der("ab", text(ours)))).repeats);
    CHECK(
        !read(der("6b", der("30", version + unhex("a10302010b") + der("a3", text("A")) + der("a4", name("y"))))).error);
}

TEST_CASE("lengths over TCP") {
    const std::string whole = krb_error(version + error_type + when + code + realm + service);
    struct row {
        std::string what, bytes;
        std::string_view want;
    };
    for (const row& r : std::initializer_list<row>{
             {"more behind it", kerberos_over_tcp(whole) + "x", "value"},
             {"half a length", unhex("0000"), "incomplete"},
             {"a length alone", unhex("00000040"), "incomplete"},
             {"the reserved bit", unhex("80000040"), "malformed"},
             {"far too long", unhex("00010000"), "malformed"},
             {"none", unhex("00000000"), "malformed"},
             {"another tag", unhex("00000040 6a"), "malformed"},
             {"two lengths that differ", unhex("00000040 7e 3d"), "malformed"},
             {"no length", unhex("00000040 7e 80"), "malformed"},
         }) {
        CAPTURE(r.what);
        CHECK(outcome(decode_kerberos_over_tcp(r.bytes, token)) == r.want);
    }
}
