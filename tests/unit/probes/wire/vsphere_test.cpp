#include "probes/wire/vsphere.hpp"

#include "decoded.hpp"

#include <doctest/doctest.h>

using namespace fairway::wire;

TEST_CASE("versions of the vSphere API") {
    struct row {
        std::string what, bytes;
        std::string_view want, newest;
    };
    const std::string ok = "HTTP/1.1 200 OK\r\n", end = "\r\n", chunked = ok + "Transfer-Encoding: chunked\r\n\r\n";
    const std::string page =
        "<?xml version=\"1.0\"?>\n<namespaces><namespace><name>urn:vim25</name> <version>7.0</version>";
    const std::string size_of_page =
        std::string(1, "0123456789abcdef"[page.size() / 16]) + "0123456789abcdef"[page.size() % 16];
    const std::string length = "Content-Length: ";
    for (const row& r : std::initializer_list<row>{
             {"the page", ok + end + page, "value", "7.0"},
             {"without a declaration", ok + end + page.substr(page.find('\n')), "value", "7.0"},
             {"behind a byte order mark", ok + end + "\xef\xbb\xbf" + page, "value", "7.0"},
             {"in one chunk", chunked + size_of_page + "\r\n" + page, "value", "7.0"},
             {"in two chunks", chunked + "1f;x=y\r\n" + page.substr(0, 0x1f) + "\r\n4000\r\n" + page.substr(0x1f),
              "value", "7.0"},
             {"cut", ok + end + page.substr(0, page.size() - 1), "incomplete", ""},
             {"cut between the chunks", chunked + "1f\r\n" + page.substr(0, 0x1f), "incomplete", ""},
             {"cut in a chunk's size", chunked + "1", "incomplete", ""},
             {"a head alone", ok + end, "incomplete", ""},
             {"cut in its head", ok, "incomplete", ""},
             {"another status", "HTTP/1.1 404 Not Found\r\n\r\n" + page, "value", ""},
             {"a page of HTML", ok + end + "<html>", "value", ""},
             {"text", ok + end + "ok", "value", ""},
             {"no text", ok + length + "0\r\n" + end, "value", ""},
             {"another page of XML", ok + length + "11\r\n" + end + "<?xml?><a/>", "value", ""},
             {"the same, chunked", chunked + "b\r\n<?xml?><a/>\r\n0\r\n\r\n", "value", ""},
             {"chunks of no size", chunked + "5\r\n<?xml\r\nxyz\r\n", "value", ""},
             {"a chunk's size without end", chunked + std::string(300, '1'), "value", ""},
             {"a version that is none",
              ok + end + "<?xml?><name>urn:vim25</name><version>\x1b</version>" + std::string(20000, ' '), "value", ""},
             {"XML without end", ok + end + "<?xml?>" + std::string(20000, ' '), "value", ""},
             {"no HTTP", "220 x\r\n", "malformed", ""},
         }) {
        CAPTURE(r.what);
        const auto found = decode_vim_versions(r.bytes);
        CHECK(outcome(found) == r.want);
        if (const auto* const v = std::get_if<vim_versions>(&found)) CHECK(v->newest == r.newest);
    }
}
