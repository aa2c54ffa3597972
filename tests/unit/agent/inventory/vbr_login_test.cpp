#include "agent/inventory/vbr_login.hpp"

#include "support/system/file.hpp"
#include "tests/has.hpp"
#include "tests/unit/agent/reporting/scratch_folder.hpp"

#include <doctest/doctest.h>

using namespace fairway;

TEST_CASE("a user and a password, on one line or two") {
    struct row {
        std::string text;
        const char *user, *password; ///< null: it is none
    };
    const row rows[] = {
        {"admin:secret", "admin", "secret"},
        {"admin:secret\n", "admin", "secret"},
        {"admin:sec:ret\r\n", "admin", "sec:ret"},
        {"LAB\\admin\nse cret \n", "LAB\\admin", "se cret "},
        {"admin@lab.example\r\nsecret\r\n", "admin@lab.example", "secret"},
        {"\xEF\xBB\xBF"
         "admin\nsecret",
         "admin", "secret"},
        {std::string("\xFF\xFE"
                     "a\0:\0b\0",
                     8),
         "a", "b"},
        {"", nullptr, nullptr},
        {"admin", nullptr, nullptr},
        {":secret", nullptr, nullptr},
        {"admin:", nullptr, nullptr},
        {"admin\n\n", nullptr, nullptr},
        {"admin\nsecret\nmore", nullptr, nullptr},
        {"admin:sec\x01ret", nullptr, nullptr},
        {"admin:\xFF", nullptr, nullptr},
        {"admin:" + std::string(513, 'x'), nullptr, nullptr},
    };
    for (const auto& r : rows) {
        CAPTURE(r.text);
        const auto login = parse_vbr_login(r.text, "login");
        CHECK(login.value.has_value() == (r.user != nullptr));
        if (login) {
            CHECK(login.value->user == r.user);
            CHECK(login.value->password == r.password);
        } else {
            CHECK(to_string(login.problems.front()) ==
                  "login: expected one line USER:PASSWORD, or two lines, the user and the password");
        }
    }
}

TEST_CASE("the file is for its owner alone") {
    const test::scratch_folder folder;
    const auto file = folder / "login";
    CHECK(test::has(to_string(read_vbr_login(file).problems.at(0)), "cannot be opened"));
    CHECK(test::has(to_string(read_vbr_login(folder.path()).problems.at(0)), "is not a regular file"));
    REQUIRE(!create_private_file(file));
    test::write(file, "admin:secret\n");
    REQUIRE(read_vbr_login(file));
    test::write(file, std::string(5000, 'x'));
    CHECK(test::has(to_string(read_vbr_login(file).problems.at(0)), "is too large"));
}
