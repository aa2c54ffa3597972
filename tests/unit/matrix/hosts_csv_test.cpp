#include "matrix/hosts_csv.hpp"

#include "matrix/shipped.hpp"
#include "tests/unit/matrix/small_matrix.hpp"

#include <doctest/doctest.h>

using namespace fairway;
using namespace std::string_literals;

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

read_result<imported_hosts> read_csv(std::string_view text, const matrix& m = small_matrix()) {
    return read_hosts_csv(text, "f", m, role_words(m));
}

imported_hosts read_well(std::string_view text, const matrix& m = small_matrix()) {
    auto hosts = read_csv(text, m);
    for (const auto& p : hosts.problems)
        MESSAGE(to_string(p));
    REQUIRE(hosts.value);
    return std::move(*hosts.value);
}

/// As `Out-File -Encoding unicode` writes it.
std::string in_utf16(std::string_view ascii, bool big_endian) {
    std::string bytes = big_endian ? "\xFE\xFF" : "\xFF\xFE";
    for (const char c : ascii)
        bytes += big_endian ? "\0"s + c : c + "\0"s;
    return bytes;
}

} // namespace

TEST_CASE("lists of hosts are read as spreadsheets, shells and people write them") {
    struct row {
        std::string text, hosts;
    };
    const std::string two = "vbr01[10.0.0.1 ][server ]web01[][agent-linux client ]";
    const std::string plain = "name,address,roles\r\nvbr01,10.0.0.1,server\r\nweb01,,agent-linux client\r\n";
    const std::string each = "web01[10.0.0.1 10.0.0.2 web01.corp ][agent-linux ]";
    for (const auto& [text, hosts] : std::vector<row>{
             {plain, two},
             {"\xEF\xBB\xBF" + plain, two},
             {in_utf16(plain, false), two},
             {in_utf16(plain, true), two},
             {"name,address,roles\rvbr01,10.0.0.1,server\rweb01,,agent-linux client", two},
             // without a heading
             {"vbr01,10.0.0.1,server\nweb01,,agent-linux;client", two},
             {"vbr01;10.0.0.1;server\nweb01;;agent-linux,client", two},
             {"# ours\n\n \"vbr01\" , \"10.0.0.1\" , \"server\" \n\t\n  # theirs\nweb01,,\"agent-linux client\",,\n",
              two},
             {"server,,server\nweb01,,client\n", "server[][server ]web01[][client ]"},
             // separators
             {"Name;Address;Roles\r\nvbr01;10.0.0.1;server\r\nweb01;;agent-linux client\r\n", two},
             {"Name\tIP Address\tRole\nvbr01\t10.0.0.1\tserver\nweb01\t\tagent-linux, client\n", two},
             {"sep=;\r\nName;Address;Roles\r\nvbr01;10.0.0.1;server\r\nweb01;;agent-linux client\r\n", two},
             {"\"sep=,\"\nvbr01,10.0.0.1,server\nweb01,,agent-linux client\n", two},
             {"SEP=|\nname|address|role\nvbr01|10.0.0.1|server\nweb01||agent-linux client\n", two},
             {"sep=\xC2\xA7\nname,address,role\nvbr01,10.0.0.1,server\nweb01,,agent-linux client\n", two}, // no sign
             // columns and rows that are empty from some point on
             {"Name,Address,Roles,,\nvbr01,10.0.0.1,server,,\nweb01,,agent-linux client,,\n,,,,\n,,,,\n", two},
             {"Name,Address,Roles\nvbr01,10.0.0.1,server,,\n,,,\nweb01,,agent-linux client\n,,\n", two},
             // the heading decides
             {"roles,name,address\nserver,vbr01,10.0.0.1\nagent-linux client,web01\n", two},
             {"#,IPv4_Address,HOSTNAME,Role\n1,10.0.0.1,vbr01,server\n2,,web01,agent-linux client\n", two},
             {"Name,Address,Roles\n\"name\",10.0.0.1,server\n", "name[10.0.0.1 ][server ]"},
             {"\xEF\xBB\xBF#TYPE Some.Computer\r\n\"Name\",\"DNSHostName\",\"IPv4Address\",\"Role\"\r\n"
              "\"WEB01\",\"web01.corp\",\"10.0.0.1\",\"client\"\r\n\"WEB02\",\"web02.corp\",\"\",\"client\"\r\n",
              "WEB01[10.0.0.1 ][client ]WEB02[web02.corp ][client ]"},
             {"VM,IP Address,Host,Roles\nweb01,10.0.0.1,esx01,client\n",
              "web01[10.0.0.1 ][client ]"}, // not its hypervisor
             {"DNSHostName,Role\nweb01.corp,client\n", "web01.corp[][client ]"},
             {"Name,DNSHostName,Role\n,web01.corp,client\nweb02,web02,client\n",
              "web01.corp[][client ]web02[][client ]"},
             // several in one cell, and in several columns
             {"web01,10.0.0.1 10.0.0.2;web01.corp,agent-linux", each},
             {"name,address,roles\nweb01,\"10.0.0.1\n10.0.0.2, web01.corp\",agent-linux\n", each},
             {"name,address,roles\r\nweb01,\"10.0.0.1\r\n10.0.0.2\r\nweb01.corp\r\n\",\"agent-linux\"\r\n", each},
             {"name,IPv4 Address,roles,IPv6 Address,IP\nweb01,10.0.0.1,agent-linux,fd00::1,10.0.0.1\n",
              "web01[10.0.0.1 fd00::1 ][agent-linux ]"},
             // roles by ID and title, in any case
             {"a,,Linux Agent\nb,,SERVER\nc,,\"linux agent, Client\"\nd,,agent_linux Client\ne,,client;client\n",
              "a[][agent-linux ]b[][server ]c[][agent-linux client ]d[][agent-linux client ]e[][client ]"},
         }) {
        const auto& this_text = text;
        CAPTURE(this_text);
        const auto hosts_read = read_well(text);
        CHECK(summary_of(hosts_read.site) == hosts);
        for (const auto& note : hosts_read.notes)
            CHECK(note.starts_with("columns that are left out: "));
    }
}

TEST_CASE("titles of the shipped roles, whole or without what is in parentheses") {
    const auto m = shipped_matrix("veeam-agents").value();
    const role_words words(m);
    for (const auto& r : m.roles) {
        CAPTURE(r.id);
        for (const auto& word : {r.id, r.title}) {
            const auto* found = words.find(word);
            REQUIRE(found != nullptr);
            CHECK(*found == std::vector{r.id}); // no two roles are called the same
        }
    }
    const auto hosts =
        read_well("name,role,address\na,Backup Server,\nb,\"computer with veeam agent for unix (IBM AIX, "
                  "Oracle Solaris)\",\nc,SMB share used directly as a target,\n",
                  m);
    CHECK(summary_of(hosts.site) == "a[][backup-server ]b[][agent-unix ]c[][smb-share ]");
}

TEST_CASE("words of one's own are translated") {
    const auto m = small_matrix();
    role_words words(m);
    CHECK_FALSE(words.translate("DB server", {"agent-windows"}));
    CHECK_FALSE(words.translate("Front-End", {"Linux agent", "client"}));
    CHECK_FALSE(words.translate("server", {"client"})); // what a person says counts before the matrix
    const auto hosts = read_hosts_csv("a,,db SERVER\nb,,frontend\nc,,\"server; DB server\"\n", "f", m, words);
    REQUIRE(hosts.value);
    CHECK(summary_of(hosts.value->site) == "a[][agent-windows ]b[][agent-linux client ]c[][client agent-windows ]");

    CHECK(words.translate("x", {"agent-linx"}) == check_host_role(m, "agent-linx"));
    CHECK(words.translate("x", {"agent"}) == check_host_role(m, "agent"));
    CHECK(words.translate(" - ", {"client"}) == R"(" - " has no letter or digit)");
    CHECK(words.find("x") == nullptr);
}

TEST_CASE("what else a list says of its hosts") {
    const auto hosts = read_well(
        "Name,Address,Roles,Site,Owner,E-Mail,Tags,Facts,Ports\n"
        "web01,10.0.0.1,agent-linux,Berlin,\"Web team\nnight shift\",web@example.com,\"dmz, tier 2;dmz\",os=linux,"
        "\"6160=7160;2500-3300=2500-2509,2600 22=2222\"\n"
        "vbr01,,server,,,,,,\n");
    REQUIRE(hosts.site.hosts.size() == 2);
    const auto& web = hosts.site.hosts[0];
    CHECK(web.labels == host_labels{"Web team, night shift", "web@example.com", {"site:Berlin", "dmz", "tier 2"}});
    CHECK(web.facts == fact_values{{"os", "linux"}});
    std::string overrides;
    for (const auto& o : web.ports)
        overrides += key_of(o) + "->" + to_string(o.ports) + " ";
    CHECK(overrides == "6160->7160 2500-3300->2500-2509,2600 22->2222 ");
    CHECK(hosts.site.hosts[1].labels.empty());
    CHECK(hosts.notes.empty());

    const auto m = small_matrix();
    const auto again = read_site(to_site_file(hosts.site, m), "site.json", m);
    REQUIRE(again.value);
    CHECK(again.value->hosts[0].labels == web.labels);
    CHECK(again.value->hosts[0].facts == web.facts);
}

TEST_CASE("what was assumed and left out is said") {
    using texts = std::vector<std::string>;
    CHECK(read_well("Name,OS,IP,Role,,Rack\nweb01,Linux,10.0.0.1,client,x,7\n").notes ==
          texts{R"(columns that are left out: "OS", "Rack")"});
    // Of several that name hosts, the best one counts.
    const auto best = read_well("Computer,Address,Role,Name\nx,,client,web01\n");
    CHECK(best.notes == texts{R"(columns that are left out: "Computer")"});
    CHECK(best.site.hosts[0].name == "web01");
    CHECK(read_well("name,address,roles,owner\nweb01,,client,M\xFCller\n").notes ==
          texts{"is not UTF-8 (line 2, column 16); read as Windows-1252. If letters come out wrong, save it as UTF-8"});
    CHECK(read_well("name,address,roles,owner\nweb01,,client,M\xFCller\n").site.hosts[0].labels.owner == "Müller");
}

TEST_CASE("every rule of a list of hosts has its message") {
    const std::string columns = "expected three columns, name,address,roles, found ";
    const std::string others = "; others need a heading that names them";
    const std::string open = "the quoted cell that begins here has no closing double quote";
    const std::string one_host = "); expected the name or the address of one host";
    const std::string none = "f: lists no host; expected lines such as web01,10.0.0.5,agent-linux";
    const std::string no_addresses =
        "no heading says which column has the addresses; expected address, addresses, IP address, IP addresses, IP, "
        "IPv4 address, IPv4, IPv6 address, IPv6, IPv4 addresses, IPv6 addresses, host address or network address; "
        "found ";
    const std::string leave = ". Leave cells empty where the name resolves";
    const std::string heading = "name,address,roles\n";
    const auto at = [](int line, const std::string& column) {
        return "f: line " + std::to_string(line) + ", column \"" + column + "\": ";
    };
    struct row {
        std::string text;
        std::vector<std::string> said;
    };
    for (
        const auto& [text, said] : std::vector<row>{
            {"", {none}},
            {"\n,,\n", {none}},
            {heading + "# nobody\n,,\n", {none}},
            // the heading
            {"Name,Location,Roles\r\nvbr01,Berlin,server\r\n",
             {"f: line 1: " + no_addresses + R"("Name", "Location", "Roles")" + leave}},
            {"Location,Address,Who\n",
             {R"(f: line 1: no heading says which column has the names; expected name, VM name, VM, host name, computer name, computer, server name, server, machine name, machine, system name, device name or one of 2 others; found "Location", "Address", "Who")",
              R"(f: line 1: no heading says which column has the roles; expected roles, role, component or components; found "Location", "Address", "Who")"}},
            {"name,\u0410ddress,roles\n",
             {"f: line 1: " + no_addresses +
              "\"name\", \"\u0410ddress\", \"roles\"; \"\u0410ddress\" has U+0410 "
              "(Cyrillic letter), which looks like \"A\"" +
              leave}},
            {"name,address,roles,Name\n", {R"(f: line 1: the heading "Name" stands twice; keep one)"}},
            {heading + "a,10.0.0.1,10.0.0.2,client\n",
             {"f: line 2: has 4 cells, but the heading 3; put a cell with a separator in it in double quotes"}},
            // without one
            {"web01\n", {"f: line 1: " + columns + "1" + others}},
            {"web01,10.0.0.1,agent-linux,client\n", {"f: line 1: " + columns + "4" + others}},
            // cells
            {",10.0.0.1,client\n", {at(1, "name") + "the name is missing"}},
            {"web01,10.0.0.1\n", {at(1, "roles") + "the roles are missing"}},
            {heading + "web01,10.0.0.1,\n", {at(2, "roles") + "the roles are missing"}},
            {"Name;IP;Rolle\n;10.0.0.1;\n",
             {R"(f: line 1: no heading says which column has the roles; expected roles, role, component or components; found "Name", "IP", "Rolle")"}},
            {heading + "web01,,\"client\n", {"f: line 2, column 8: " + open}},
            {heading + "\"web\"01,,client\na,,cleint\n",
             {"f: line 2, column 6: expected \",\" or the end of the line behind a quoted cell; a double quote inside "
              "is "
              "written twice",
              at(3, "roles") +
                  R"(unknown role "cleint"; did you mean "client"? If it is your own word, add --map 'cleint=ROLE')"}},
            {heading + "\"a\"\"b\",,client\n", {at(2, "name") + R"("a"b" is neither a host name nor an IP address)"}},
            {heading + "web01,\"10.0.0.1\n10.0.0.300\",client\n",
             {at(2, "address") + R"("10.0.0.300" is neither a host name nor an IP address)"}},
            {heading + "web01,10.0.0.1:2500,client\n",
             {at(2, "address") + R"("10.0.0.1:2500" has a port; expected the host alone: 10.0.0.1)"}},
            {"web01,0.0.0.0;10.0.0.1,client\n224.0.0.1,,client\n",
             {at(1, "address") + R"("0.0.0.0" is no host's address (unspecified)" + one_host,
              at(2, "name") + R"("224.0.0.1" is no host's address (multicast)" + one_host}},
            {"a,,client\nA,,client\n",
             {at(2, "name") + R"(the host "A" is named twice, first at line 1, column "name")"}},
            {"a,10.0.0.1,client\nb,10.0.0.1,client\n",
             {at(2, "address") + R"(the address "10.0.0.1" is also that of "a" at line 1, column "address")"}},
            {"a,10.0.0.1 10.0.0.1,client\n", {at(1, "address") + R"(the address "10.0.0.1" is given twice)"}},
            // characters that cannot be seen
            {heading + "web01\u00A0,10.0.0.1,client\n",
             {at(2, "name") + "\"web01\u00A0\" has U+00A0 (no-break space), which looks like a space; type it anew"}},
            {heading + "web01,10.0.0.1\u200B,client\n",
             {at(2, "address") +
              "\"10.0.0.1\\u{200b}\" has U+200B (zero-width space), which cannot be seen; type it anew"}},
            {heading + "web01,,agent\u2013linux\n",
             {at(2, "roles") +
              "unknown role \"agent\u2013linux\"; it has U+2013 (en dash), which looks like \"-\"; did you mean "
              "\"agent-linux\"?"}},
            // roles
            {"a,,agent\n",
             {at(1, "roles") + R"(the role "agent" is too general for a host; expected agent-linux or agent-windows)"}},
            {heading + "a,,DB thing\nb,,DB thing\nc,,client DB\n",
             {at(2, "roles") +
                  R"(unknown role "DB thing"; expected server, agent-linux, agent-windows, client or cloud. If it is your own word, add --map 'DB thing=ROLE')",
              at(4, "roles") +
                  R"(unknown role "client DB"; did you mean "client"? If it is your own word, add --map 'client DB=ROLE')"}},
            // the other columns
            {"name,address,roles,facts\na,,agent-linux,os\n",
             {at(2, "facts") + R"(expected NAME=VALUE, e.g. netbios=false, found "os")"}},
            {"name,address,roles,facts\na,,agent-linux,os=linux os=windows\n",
             {at(2, "facts") + R"(the fact "os" is given twice)"}},
            {"name,address,roles,facts\na,,agent-linux,oss=linux;netbios=true\n",
             {at(2, "facts") + R"(unknown fact "oss"; did you mean "os"?)",
              at(2, "facts") + R"(the fact "netbios" applies to the whole site; state it in "facts" at the top)"}},
            {"name,address,roles,ports\na,,agent-linux,6160\n",
             {at(2, "ports") + R"(expected PORT=PORT, e.g. 6160=7160 or 2500-3300=2500-2509, found "6160")"}},
            {"name,address,roles,ports\na,,agent-linux,6160=70000;6161=1;x=1;22=22 22=23\n",
             {at(2, "ports") + "port 70000 is out of range 1-65535",
              at(2, "ports") + R"(no flow to agent-linux uses "6161"; expected 22, 2500-3300 or 6160)",
              at(2, "ports") + R"("x" is not a port or a range such as 2500-3300)",
              at(2, "ports") + "the port 22 is given twice"}},
            {"name,address,roles,owner\na,,client," + std::string(256, 'x') + "\n",
             {at(2, "owner") + "has 256 bytes; at most 255 are kept"}},
            {"name,address,roles,tags\na,,client,\"x\x01\"\n",
             {at(2, "tags") + R"(must be one line without control characters, found "x\x01")"}},
            // files of another kind
            {"a\0b,,client"s, {at(1, "name") + R"("a\x00b" is neither a host name nor an IP address)"}},
            {"\xFF\xFEw\0\xD8"s,
             {"f: line 1, column 2: is UTF-16, but ends within a character; was the file cut off?"}},
            {"PK\x03\x04...", {"f: is a workbook, not a CSV file; in Excel, save it as \"CSV UTF-8\""}},
            {std::string(17 * 1024 * 1024, 'a'), {"f: is larger than 16777216 bytes, the most that is read"}},
        }) {
        const auto& this_text = text;
        CAPTURE(this_text.substr(0, 80));
        const auto hosts = read_csv(text);
        CHECK_FALSE(hosts.value);
        std::vector<std::string> found;
        for (const auto& p : hosts.problems)
            found.push_back(to_string(p));
        CHECK(found == said);
    }
}

TEST_CASE("lists stay within bounds") {
    std::string many = "name,address,roles\n";
    for (int i = 0; i <= 100'000; ++i)
        many += "h" + std::to_string(i) + ",,client\n";
    const auto hosts = read_csv(many);
    CHECK_FALSE(hosts.value);
    REQUIRE(hosts.problems.size() == 1);
    CHECK(to_string(hosts.problems[0]) == "f: line 100002: is host number 100001; at most 100000 are read");

    std::string addresses;
    for (int i = 0; i <= 1000; ++i)
        addresses += " a" + std::to_string(i) + ".example";
    const auto crowded = read_csv("web01," + addresses + ",client\n");
    REQUIRE(crowded.problems.size() == 1);
    CHECK(to_string(crowded.problems[0]) == "f: line 1, column \"address\": has more than 1000 addresses");

    std::string wide = "name,address,roles\n";
    for (int i = 0; i < 60'000; ++i)
        wide += std::string(200, ',') + "x\n";
    const auto too_wide = read_csv(wide);
    CHECK_FALSE(too_wide.value);
    CHECK(too_wide.problems.size() == 21); // twenty, and how many more
}

TEST_CASE("five hundred hosts become a site file and come back") {
    std::string csv = "name,address,roles\n";
    for (int i = 0; i < 500; ++i)
        csv += "web" + std::to_string(i) + ",10.0." + std::to_string(i / 250) + "." + std::to_string(i % 250) +
               ",agent-linux\n";
    const auto m = small_matrix();
    const auto hosts = read_well(csv, m);
    CHECK(hosts.site.hosts.size() == 500);
    const auto again = read_site(to_site_file(hosts.site, m), "site.json", m);
    REQUIRE(again.value);
    CHECK(summary_of(*again.value) == summary_of(hosts.site));
}
