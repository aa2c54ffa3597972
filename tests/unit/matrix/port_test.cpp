#include "matrix/port.hpp"

#include <doctest/doctest.h>

using namespace fairway;

TEST_CASE("ports and ranges are read, everything else is refused in words") {
    struct row {
        std::string text;
        std::optional<port_range> range;
        std::string why;
    };
    for (const auto& [text, range, why] : std::vector<row>{
             {"1", port_range{1, 1}, ""},
             {"22", port_range{22, 22}, ""},
             {"65535", port_range{65535, 65535}, ""},
             {"2500-3300", port_range{2500, 3300}, ""},
             {"7-7", port_range{7, 7}, ""},
             {"0", {}, "port 0 is out of range 1-65535"},
             {"65536", {}, "port 65536 is out of range 1-65535"},
             {"70000", {}, "port 70000 is out of range 1-65535"},
             {"99999999999999999999", {}, "port 99999999999999999999 is out of range 1-65535"},
             {"0-5", {}, "port 0 is out of range 1-65535"},
             {"5-70000", {}, "port 70000 is out of range 1-65535"},
             {"3300-2500", {}, "the range 3300-2500 runs backwards"},
             {"", {}, R"("" is not a port or a range such as 2500-3300)"},
             {"ssh", {}, R"("ssh" is not a port or a range such as 2500-3300)"},
             {" 22", {}, R"(" 22" is not a port or a range such as 2500-3300)"},
             {"+22", {}, R"("+22" is not a port or a range such as 2500-3300)"},
             {"-22", {}, R"("-22" is not a port or a range such as 2500-3300)"},
             {"22-", {}, R"("22-" is not a port or a range such as 2500-3300)"},
             {"1-2-3", {}, R"("1-2-3" is not a port or a range such as 2500-3300)"},
             {"6184+", {}, R"("6184+" is not a port or a range such as 2500-3300)"},
         }) {
        const auto& this_text = text;
        CAPTURE(this_text);
        std::string said;
        CHECK((parse_port_range(text, &said) == range));
        CHECK(said == why);
        CHECK((parse_port_range(text) == range));
    }
}

TEST_CASE("lists of ports are sorted, disjoint and not adjacent") {
    struct row {
        port_list in;
        std::string out;
        std::size_t ports;
    };
    for (const auto& [in, out, ports] : std::vector<row>{
             {{}, "", 0},
             {{{22, 22}}, "22", 1},
             {{{443, 443}, {80, 80}}, "80,443", 2},
             {{{137, 137}, {138, 138}}, "137-138", 2},
             {{{10, 20}, {12, 14}, {20, 30}}, "10-30", 21},
             {{{65535, 65535}, {65534, 65534}}, "65534-65535", 2},
             {{{1, 65535}, {65535, 65535}}, "1-65535", 65535},
         }) {
        const auto list = normalize(in);
        const auto& this_out = out;
        CAPTURE(this_out);
        CHECK(to_string(list) == out);
        CHECK(count(list) == ports);
        const auto all = expand(list);
        CHECK(all.size() == ports);
        CHECK(to_string(from_ports(all)) == out);
        for (const auto port : all)
            REQUIRE(contains(list, port));
        CHECK_FALSE(contains(list, 0));
    }
    CHECK_FALSE(contains({{80, 80}, {443, 443}}, 81));
    CHECK(to_string(from_ports({3, 1, 2, 2, 9})) == "1-3,9");
}

TEST_CASE("what is left of ports without others") {
    struct row {
        std::string all, taken, left;
    };
    for (const auto& [all, taken, left] : std::vector<row>{
             {"22", "22", ""},
             {"22", "23", "22"},
             {"20-30", "22,25-26", "20-21,23-24,27-30"},
             {"20-30", "10-20,30-40", "21-29"},
             {"1-65535", "65535", "1-65534"},
             {"1-65535", "1", "2-65535"},
             {"80,443", "1-65535", ""},
         }) {
        const auto& this_all = all;
        CAPTURE(this_all);
        const auto ports = parse_port_list(all).value(), others = parse_port_list(taken).value();
        CHECK(to_string(without(ports, others)) == left);
        CHECK(contains(others, ports) == left.empty());
    }
}

TEST_CASE("protocol words") {
    for (const auto p : {protocol::tcp, protocol::udp})
        CHECK(parse_protocol(to_string(p)) == p);
    CHECK_FALSE(parse_protocol("TCP").has_value());
    CHECK_FALSE(parse_protocol("").has_value());
}
