#include "agent/site_key.hpp"

#include "support/system/file.hpp"
#include "tests/platform.hpp"
#include "tests/unit/agent/reporting/scratch_folder.hpp"

#include <doctest/doctest.h>

using namespace fairway;
using test::scratch_folder;

namespace {

wire::site_key counting_key() {
    wire::site_key key;
    for (std::size_t i = 0; i < key.size(); ++i)
        key[i] = static_cast<std::uint8_t>(i);
    return key;
}

// RFC 4648 of the bytes 0 to 31.
const std::string counting_text = "fairway-key/1 AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n";

std::string only_problem(const read_result<wire::site_key>& r) {
    REQUIRE_FALSE(r);
    REQUIRE(r.problems.size() == 1);
    return to_string(r.problems[0]);
}

} // namespace

TEST_CASE("the text of a key") {
    CHECK(to_text(counting_key()) == counting_text);
    const std::string line = counting_text.substr(0, counting_text.size() - 1);
    for (const auto& text : {counting_text, line, line + "\r\n", line + "  \n\n"}) {
        const auto key = parse_site_key(text, "k");
        REQUIRE(key);
        CHECK(*key.value == counting_key());
    }
    const auto made = make_site_key(), another = make_site_key();
    CHECK(made != another);
    CHECK(*parse_site_key(to_text(made), "k").value == made);
}

TEST_CASE("what is no key, and the problem never shows it") {
    const std::string secret = counting_text.substr(14, 44);
    struct row {
        const char* what;
        std::string text;
    };
    for (const row& r : std::initializer_list<row>{
             {"nothing", ""},
             {"only the heading", "fairway-key/1 "},
             {"another version", "fairway-key/2 " + secret},
             {"no heading", secret},
             {"too short", "fairway-key/1 " + secret.substr(4)},
             {"too long", "fairway-key/1 AAAA" + secret},
             {"blanks before it", " fairway-key/1 " + secret},
             {"two lines", counting_text + counting_text},
             {"no base64", "fairway-key/1 " + secret.substr(0, 40) + "!!!="},
             {"31 bytes", "fairway-key/1 " + secret.substr(0, 42) + "=="},
             {"33 bytes", "fairway-key/1 " + secret.substr(0, 43) + "A"},
             {"bits behind the end", "fairway-key/1 " + secret.substr(0, 42) + "9="},
             {"a zero byte", "fairway-key/1 " + secret.substr(0, 20) + std::string(1, '\0') + secret.substr(21)},
             {"a zero byte behind", counting_text + std::string(1, '\0')},
         }) {
        CAPTURE(r.what);
        const std::string problem = only_problem(parse_site_key(r.text, "k"));
        CHECK(problem.find("k: ") == 0);
        CHECK(problem.find(secret.substr(4, 12)) == std::string::npos);
    }
}

TEST_CASE("a key file is made once, for its owner only") {
    const scratch_folder folder;
    const std::string path = folder / "site.key";
    const auto made = create_key_file(path);
    REQUIRE(made);
    CHECK(is_private(path) == true);
    const auto read = read_key_file(path);
    REQUIRE(read);
    CHECK(*read.value == *made.value);

    CHECK(only_problem(create_key_file(path)) ==
          path + ": already exists and is not overwritten: hosts may be using its key");
    CHECK(*read_key_file(path).value == *made.value);
    CHECK(only_problem(create_key_file(folder / "missing/site.key")).find("cannot be created: ") != std::string::npos);
}

TEST_CASE("a key that other users can read is refused, and a file that is none") {
    const scratch_folder folder;
    const std::string path = folder / "site.key";
    REQUIRE(create_key_file(path));
    test::let_others_read(path);
    CHECK(only_problem(read_key_file(path)).find("run `" + how_to_make_private(path) + "`") != std::string::npos);
    REQUIRE_FALSE(make_private(path));
    CHECK(read_key_file(path));
    CHECK(only_problem(read_key_file(folder / "none")).find("cannot be opened: ") != std::string::npos);
    CHECK(only_problem(read_key_file(folder / "")).find("is not a regular file") != std::string::npos);
}
