#include "matrix/site.hpp"

#include "tests/unit/matrix/small_matrix.hpp"

#include <doctest/doctest.h>

using namespace fairway;

namespace {

std::string summary_of(const site& s) {
    std::string out;
    for (const auto& host : s.hosts) {
        out += host.name + "[";
        for (const auto& address : host.addresses)
            out += address + " ";
        out += "][";
        for (const auto& role_id : host.roles)
            out += role_id + " ";
        out += "]";
    }
    return out;
}

} // namespace

TEST_CASE("lists of hosts are read as spreadsheets and people write them") {
    struct row {
        std::string text, hosts;
    };
    const std::string two = "vbr01[10.0.0.1 ][server ]web01[][agent-linux client ]";
    for (const auto& [text, hosts] : std::vector<row>{
             {"name,address,roles\nvbr01,10.0.0.1,server\nweb01,,agent-linux client\n", two},
             {"vbr01,10.0.0.1,server\nweb01,,agent-linux;client", two},
             {"\xEF\xBB\xBFName,Address,Roles\r\nvbr01,10.0.0.1,server\r\nweb01,,agent-linux; client\r\n", two},
             {"# ours\n\n \"vbr01\" , \"10.0.0.1\" , \"server\" \n\t\n  # theirs\nweb01,,\"agent-linux client\",,\n",
              two},
             {"web01,10.0.0.1 2001:db8::1;web01.corp,agent-linux",
              "web01[10.0.0.1 2001:db8::1 web01.corp ][agent-linux ]"},
         }) {
        const auto& this_text = text;
        CAPTURE(this_text);
        const auto read = read_hosts_csv(text, "hosts.csv", small_matrix());
        for (const auto& p : read.problems)
            MESSAGE(to_string(p));
        REQUIRE(read.value);
        CHECK(summary_of(*read.value) == hosts);
    }
}

TEST_CASE("every rule of a list of hosts has its message") {
    const std::string columns =
        "expected three columns, name,address,roles (several of one kind separated by spaces), found ";
    const std::string quotes = "a quoted field must end with a double quote, before a comma or the end of the line";
    const std::string one_host = "); expected the name or the address of one host";
    struct row {
        std::string text;
        std::vector<std::string> said;
    };
    for (const auto& [text, said] : std::vector<row>{
             {"", {"f: lists no host; expected lines such as web01,10.0.0.5,agent-linux"}},
             {"name,address,roles\n# nobody\n",
              {"f: lists no host; expected lines such as web01,10.0.0.5,agent-linux"}},
             {"web01\n", {"f: line 1: " + columns + "1"}},
             {"# c\r\nweb01;10.0.0.1;client\r\n", {"f: line 2: " + columns + "1"}},
             {"web01,10.0.0.1\n", {"f: line 1: " + columns + "2"}},
             {"web01,10.0.0.1,agent-linux,client\n", {"f: line 1: " + columns + "4"}},
             {",10.0.0.1,client\n", {"f: line 1: the name is missing"}},
             {"web01,10.0.0.1,\n", {"f: line 1: the roles are missing"}},
             {"web01,,\"client\n", {"f: line 1: " + quotes}},
             {"\"web\"01,,client\n", {"f: line 1: " + quotes}},
             {"\"a\"\"b\",,client\n", {R"(f: line 1: "a"b" is neither a host name nor an IP address)"}},
             {"web01,10.0.0.300,client\n", {R"(f: line 1: "10.0.0.300" is neither a host name nor an IP address)"}},
             {"web01,0.0.0.0;10.0.0.1,client\n224.0.0.1,,client\n",
              {R"(f: line 1: "0.0.0.0" is no host's address (unspecified)" + one_host,
               R"(f: line 2: "224.0.0.1" is no host's address (multicast)" + one_host}},
             {"a,,client\nb,,cleint\nA,,client\n",
              {R"(f: line 2: unknown role "cleint"; did you mean "client"?)",
               R"(f: line 3: the host "A" is named twice, first at line 1)"}},
             {"a,10.0.0.1,client\nb,10.0.0.1,client\n",
              {R"(f: line 2: the address "10.0.0.1" is also that of "a" at line 1)"}},
             {"a,10.0.0.1 10.0.0.1,client\n", {R"(f: line 1: the address "10.0.0.1" is given twice)"}},
             {"a,,agent\n",
              {R"(f: line 1: the role "agent" is too general for a host; expected agent-linux or agent-windows)"}},
             {"a,,client\nb,,\xE4\n", {"f: line 2, column 4: is not valid UTF-8 (byte 0xE4); save the file as UTF-8"}},
             {"\xFF\xFE"
              "a",
              {"f: line 1, column 1: looks like UTF-16; save the file as UTF-8"}},
             {std::string("a\0b,,client", 11), {R"(f: line 1: "a\x00b" is neither a host name nor an IP address)"}},
             {std::string(17 * 1024 * 1024, 'a'), {"f: is larger than 16777216 bytes, the most that is read"}},
         }) {
        const auto& this_text = text;
        CAPTURE(this_text.substr(0, 80));
        const auto read = read_hosts_csv(text, "f", small_matrix());
        CHECK_FALSE(read.value);
        std::vector<std::string> found;
        for (const auto& p : read.problems)
            found.push_back(to_string(p));
        CHECK(found == said);
    }
}

TEST_CASE("five hundred hosts become a site file and come back") {
    std::string csv = "name,address,roles\n";
    for (int i = 0; i < 500; ++i)
        csv += "web" + std::to_string(i) + ",10.0." + std::to_string(i / 250) + "." + std::to_string(i % 250) +
               ",agent-linux\n";
    const auto m = small_matrix();
    const auto read = read_hosts_csv(csv, "hosts.csv", m);
    REQUIRE(read.value);
    CHECK(read.value->hosts.size() == 500);
    const auto again = read_site(to_site_file(*read.value, m), "site.json", m);
    REQUIRE(again.value);
    CHECK(summary_of(*again.value) == summary_of(*read.value));
}
