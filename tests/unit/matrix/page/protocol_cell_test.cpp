#include "matrix/page/protocol_cell.hpp"

#include <doctest/doctest.h>

using namespace fairway;

TEST_CASE("protocols in all spellings") {
    struct row {
        std::string text, protocols;
        int port;
        std::string unread;
        bool is_only_protocols;
    };
    for (const auto& [text, protocols, port, unread, is_only_protocols] : std::vector<row>{
             {"TCP", "tcp ", 0, "", true},
             {"tcp", "tcp ", 0, "", true},
             {"UDP, TCP", "udp tcp ", 0, "", true},
             {"TCP UDP", "tcp udp ", 0, "", true},
             {"TCP/UDP", "tcp udp ", 0, "", true},
             {"TCP and UDP", "tcp udp ", 0, "", true},
             {"TCP\nUDP", "tcp udp ", 0, "", true},
             {"TCP, TCP", "tcp ", 0, "", true},
             {"TCP/HTTPS", "tcp ", 443, "", true},
             {"HTTPS", "tcp ", 443, "", true},
             {"HTTP", "tcp ", 80, "", true},
             {"TCP (SSH)", "tcp ", 0, "", true},
             {"NDMP", "tcp ", 0, "", true},
             {"\xE2\x80\x94", "", 0, "", true},
             {"-", "", 0, "", true},
             {"ICMP", "", 0, "ICMP", true},
             {"TCP, ICMP", "tcp ", 0, "ICMP", true},
             {"TCP or so", "tcp ", 0, "so", false},
             {"SMB share", "tcp ", 0, "share", false},
             {"443", "", 0, "443", false},
             {"", "", 0, "", false},
         }) {
        const auto& this_text = text;
        CAPTURE(this_text);
        const auto read = read_protocol_cell(text);
        std::string found;
        for (const auto p : read.protocols)
            found += std::string(to_string(p)) + " ";
        CHECK(found == protocols);
        CHECK(read.port.value_or(0) == port);
        CHECK(read.unread == unread);
        CHECK(names_protocol(text) == is_only_protocols);
    }
}
