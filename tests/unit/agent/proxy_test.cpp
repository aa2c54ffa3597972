#include "agent/proxy.hpp"

#include "support/system/file.hpp"
#include "tests/platform.hpp"
#include "tests/unit/agent/reporting/scratch_folder.hpp"

#include <doctest/doctest.h>

using namespace fairway;

namespace {

struct proxy_folder {
    test::scratch_folder folder;
    std::string path = folder.path();

    std::string write(const std::string& text) const {
        const std::string file = folder / "credentials";
        test::write(file, text);
        REQUIRE_FALSE(make_private(file));
        return file;
    }
};

plan outside(listens l) {
    flow f;
    f.listens = l;
    requirement c;
    c.flow = f;
    plan p;
    p.requirements = {c};
    return p;
}

} // namespace

TEST_CASE("credentials are one line that others may not read, and no message shows them") {
    const proxy_folder at;
    for (const char* good :
         {"me:geheim", "me:geheim\n", "me:geheim\r\n", "DOMAIN\\me:geheim: mit Leerzeichen", "me:"}) {
        CAPTURE(good);
        const auto read = read_proxy_credentials(at.write(good));
        REQUIRE(read);
        CHECK(std::string(good).starts_with(*read.value));
    }
    const std::string huge = "me:geheim" + std::string(2000, 'x');
    for (const std::string& bad :
         {std::string(), std::string("\n"), std::string("geheim"), std::string(":geheim"),
          std::string("me:geheim\nme:geheim\n"), std::string("me:geheim\x01"), std::string("me:geh\0eim", 10), huge}) {
        CAPTURE(bad);
        const auto read = read_proxy_credentials(at.write(bad));
        REQUIRE_FALSE(read);
        const auto text = to_string(read.problems.at(0));
        CHECK(text == at.path + "/credentials: expected one line USER:PASSWORD");
    }
    const auto open = at.write("me:geheim");
    test::let_others_read(open);
    CHECK(to_string(read_proxy_credentials(open).problems.at(0)) ==
          open + ": other users can read or change this file, which holds a password; run `" +
              how_to_make_private(open) + "`");
    CHECK(to_string(read_proxy_credentials(at.path + "/none").problems.at(0)) ==
          at.path + "/none: cannot be opened: No such file or directory");
}

TEST_CASE("who says which proxy, and with what credentials") {
    const proxy_folder at;
    at.write("me:geheim");
    check_options o;
    o.site_file = at.path + "/site.json";
    assignment a;
    const auto given = [&] { return with_credentials(with_proxy({a, {}}, o)); };
    CHECK(given().value->proxy_authorization == "");

    a.site.proxy = proxy_use{"http://p:1", "credentials", {}}; // beside the site file
    CHECK(given().value->proxy_authorization == "Basic bWU6Z2VoZWlt");
    a.self.proxy = proxy_use{"http://q:2", "", {}}; // whose own asks for none
    CHECK(given().value->proxy_authorization == "");
    a.self.proxy = proxy_use{"http://q:2", "none", {}};
    CHECK(to_string(given().problems.at(0)) == at.path + "/none: cannot be opened: No such file or directory");
    CHECK(with_proxy({a, {}}, o)); // a plan needs no secrets

    o.proxy = "http://r:3"; // the command line has the last word
    o.no_proxy = {".corp.example"};
    CHECK(given().value->self.proxy == proxy_use{"http://r:3", "", {".corp.example"}});
    CHECK(given().value->proxy_authorization == "");
    o.proxy_credentials_file = at.path + "/credentials";
    CHECK(given().value->proxy_authorization == "Basic bWU6Z2VoZWlt");
    o = {};
    o.proxy = "none";
    CHECK(given().value->self.proxy == proxy_use{});
}

TEST_CASE("a proxy of the environment is noted where nothing else says how to reach external services") {
    assignment a;
    const auto p = outside(listens::external);
    CHECK(environment_proxy_note(p, a, "http://me:geheim@proxy.corp:8080") ==
          "The environment names a proxy (proxy.corp:8080), but external services were probed directly. To go through "
          "it, "
          "use --proxy http://proxy.corp:8080 or \"proxy\" in the site file; --proxy none says that there is none.");
    CHECK(environment_proxy_note(p, a, "https://me:geheim@proxy.corp:8080").find("geheim") == std::string::npos);
    CHECK(environment_proxy_note(p, a, "") == "");
    CHECK(environment_proxy_note(outside(listens::service), a, "http://proxy:1") == "");
    a.site.proxy = proxy_use{};
    CHECK(environment_proxy_note(p, a, "http://proxy:1") == "");
}
