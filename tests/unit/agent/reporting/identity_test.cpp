#include "agent/reporting/identity.hpp"

#include "support/system/file.hpp"
#include "tests/platform.hpp"
#include "tests/unit/agent/reporting/scratch_folder.hpp"

#include <doctest/doctest.h>

using namespace fairway;
using test::scratch_folder;

namespace {

const std::string credential(64, 'a'), next_credential(64, 'b'), install(32, 'c');

std::string text(const std::string& rest = {}) {
    return R"({"schema":"fairway-identity/1","collector":"https://c.example:9440","prober":"p1","install_id":")" +
           install + R"(","credential":")" + credential + R"(","credential_since":"2026-11-25T02:29:13Z")" + rest + "}";
}

std::string replaced(std::string in, const std::string& what, const std::string& by) {
    const auto at = in.find(what);
    REQUIRE(at != std::string::npos);
    return in.replace(at, what.size(), by);
}

} // namespace

TEST_CASE("an identity comes back as it was saved, and belongs to its owner only") {
    const scratch_folder folder;
    CHECK(!has_identity(folder.path()));
    identity i{
        "https://c.example:9440", "p1", install, credential, next_credential, *parse_utc_time("2026-11-25T02:29:13Z")};
    save_identity(folder.path(), i);
    CHECK(has_identity(folder.path()));
    CHECK(is_private(identity_file(folder.path())) == true);
    const auto read = read_identity(folder.path());
    REQUIRE(read);
    CHECK(read.value->collector == i.collector);
    CHECK(read.value->prober == "p1");
    CHECK(read.value->install_id == install);
    CHECK(read.value->credential == credential);
    CHECK(read.value->next_credential == next_credential);
    CHECK(read.value->credential_since == i.credential_since);
    CHECK(read.value->enrolled());

    // Half enrolled, no change under way.
    i.prober.clear();
    i.next_credential.clear();
    save_identity(folder.path(), i);
    const auto half = read_identity(folder.path());
    REQUIRE(half);
    CHECK(!half.value->enrolled());
    CHECK(half.value->next_credential.empty());
}

TEST_CASE("the mark of a start tells machines with one identity apart, and nothing else") {
    identity who;
    who.install_id = std::string(32, '1');
    const auto mark = boot_mark(who, "0f3b9c5e-1111");
    CHECK(mark.size() == 32);
    CHECK(mark == boot_mark(who, "0f3b9c5e-1111"));
    CHECK(mark != boot_mark(who, "0f3b9c5e-2222"));
    CHECK(boot_mark(who, "").empty());
    // Two probers on one machine cannot be joined by it.
    who.install_id.back() = '2';
    CHECK(mark != boot_mark(who, "0f3b9c5e-1111"));
}

TEST_CASE("an identity that other users can read is refused with the command that mends it") {
    const scratch_folder folder;
    const auto file = identity_file(folder.path());
    test::write(file, text());
    test::let_others_read(file);
    const auto read = read_identity(folder.path());
    REQUIRE(!read);
    CHECK(to_string(read.problems.at(0)) == file + ": other users can read or change the credential in it; run `" +
                                                how_to_make_private(file) +
                                                "`, and enroll again if somebody could have read it");
    REQUIRE_FALSE(make_private(file));
    CHECK(read_identity(folder.path()));
}

TEST_CASE("identities are read strictly, and problems never show a secret") {
    struct row {
        const char* what;
        std::string text;
        const char* problem; ///< its beginning
    };
    const std::string hex = " lowercase hexadecimal digits, as written by `fairway enroll`";
    const std::string short_secret = credential.substr(1), capitals(64, 'A');
    const row rows[] = {
        {"unknown key", text(R"(,"x":1)"), "i: /x: unknown key \"x\""},
        {"twice", text(R"(,"prober":"p2")"), "i: "},
        {"no JSON", text() + credential, "i: "},
        {"cut", text().substr(0, 200), "i: "},
        {"short", replaced(text(), credential, short_secret), "i: /credential: expected 64 lowercase hex"},
        {"capitals", replaced(text(), credential, capitals), "i: /credential: expected 64 lowercase hex"},
        {"short id", replaced(text(), install, "cc"), "i: /install_id: expected 32 lowercase hex"},
        {"number", replaced(text(), "\"" + credential + "\"", "5"), "i: /credential: expected 64 lowercase hex"},
        {"next", text(R"(,"next_credential":")" + short_secret + "\""), "i: /next_credential: expected 64"},
        {"plain", replaced(text(), "https:", "http:"), "i: /collector: \"http://c.example:9440\": reports and"},
        {"time", replaced(text(), "02:29:13Z", "02:29"), "i: /credential_since: expected a time"},
        {"missing", replaced(text(), "\"prober\":\"p1\",", ""), ""},
        {"schema", replaced(text(), "identity/1", "identity/2"), "i: /schema: expected \"fairway-identity/1\""},
    };
    for (const auto& r : rows) {
        CAPTURE(r.what);
        const auto read = parse_identity(r.text, "i");
        CHECK(read.value.has_value() == (*r.problem == '\0'));
        if (read) continue;
        const auto problem = to_string(read.problems.at(0));
        CHECK(problem.substr(0, std::string(r.problem).size()) == r.problem);
        CHECK(problem.find(short_secret.substr(0, 20)) == std::string::npos);
        CHECK(problem.find(capitals.substr(0, 20)) == std::string::npos);
    }
    CHECK(parse_identity(text(), "i"));
    const auto all = text();
    for (std::size_t n = 0; n < all.size(); ++n)
        CHECK(!parse_identity(all.substr(0, n), "i"));
}
