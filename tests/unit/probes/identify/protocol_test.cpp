#include "probes/identify/protocol.hpp"

#include "captures.hpp"
#include "matrix/shipped.hpp"
#include "probes/identify/looks_like.hpp"
#include "text/names.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <set>
#include <utility>

namespace fairway::identify {

namespace {

using verdict = reply::verdict;

const context asked{"vbr01.example", 0x4657};

const protocol& stream(std::string_view word) {
    const auto* p = find_protocol(word, fairway::protocol::tcp);
    REQUIRE(p);
    return *p;
}

/// Those over TCP, with and without TLS.
std::vector<const protocol*> streams() {
    std::vector<const protocol*> found;
    for (const protocol& p : protocols())
        if (p.transport != transport::udp) found.push_back(&p);
    return found;
}

std::vector<capture> all_answers() {
    std::vector<capture> all = captures();
    for (const auto* more : {&written_answers(), &refusals(), &proxy_answers()})
        all.insert(all.end(), more->begin(), more->end());
    return all;
}

/// Protocols whose answers are of one form.
std::string_view family(std::string_view protocol) {
    if (protocol == "ldaps") return "ldap";
    if (protocol == "https" || protocol == "winrm" || protocol == "vsphere") return "http";
    if (protocol == "nfs") return "rpcbind"; // the reply does not repeat the program
    return protocol;
}

bool fits_a_report(const std::string& identity) {
    const std::string_view dots = "…";
    std::string text = identity;
    if (const auto at = text.find(dots); at != std::string::npos) text.replace(at, dots.size(), ".");
    return text.size() < 160 && std::all_of(text.begin(), text.end(), [](char c) { return c >= 0x20 && c <= 0x7e; });
}

/// A verdict must not change with the bytes behind it, and must be fit to be shown.
reply read_growing(const protocol& p, std::string_view bytes, std::size_t step) {
    reply said;
    if (p.exchange->single_byte) step = std::max(step, bytes.size()); // what comes with it tells, so it must be there
    for (std::size_t length = 0;; length = std::min(length + step, bytes.size())) {
        const reply now = p.exchange->read(asked, bytes.substr(0, length));
        CAPTURE(length);
        if (said.says != verdict::more) {
            REQUIRE(now.says == said.says);
        }
        REQUIRE((now.says == verdict::more) == now.identity.empty());
        REQUIRE(fits_a_report(now.identity));
        said = now;
        if (length == bytes.size()) return said;
    }
}

} // namespace

TEST_CASE("every protocol is found by its word and transport") {
    std::set<std::pair<std::string_view, fairway::protocol>> words;
    for (const protocol& p : protocols()) {
        CAPTURE(p.word);
        CHECK(find_protocol(p.word, p.carrier()) == &p);
        CHECK(fairway::is_id(p.word));
        CHECK(!p.asked.empty());
        CHECK(words.emplace(p.word, p.carrier()).second);
        CHECK(p.exchange->read(asked, "").says == (p.transport == transport::udp ? verdict::wrong : verdict::more));
    }
    for (const std::string_view word : {"", "SSH", "ss", "netbios_ssn", "shh"})
        for (const auto carrier : {fairway::protocol::tcp, fairway::protocol::udp}) {
            CAPTURE(word);
            CHECK(find_protocol(word, carrier) == nullptr);
        }
    CHECK(find_protocol("nbns", fairway::protocol::tcp) == nullptr);
    CHECK(find_protocol("ssh", fairway::protocol::udp) == nullptr);
    CHECK(find_protocol("dns", fairway::protocol::tcp) != find_protocol("dns", fairway::protocol::udp));
}

TEST_CASE("every protocol that the shipped matrix names is there") {
    int named = 0;
    const auto shipped = fairway::shipped_matrix("veeam-agents");
    REQUIRE(shipped);
    for (const fairway::flow& f : shipped->flows) {
        if (f.identify.empty()) continue;
        CAPTURE(f.id);
        CHECK(find_protocol(f.identify, f.protocol) != nullptr);
        ++named;
    }
    CHECK(named > 20);
}

TEST_CASE("answers are known, and no sooner than they are whole") {
    const std::pair<const std::vector<capture>*, verdict> kinds[] = {{&captures(), verdict::confirmed},
                                                                     {&written_answers(), verdict::confirmed},
                                                                     {&refusals(), verdict::refused},
                                                                     {&proxy_answers(), verdict::proxy}};
    for (const auto& kind : kinds)
        for (const capture& c : *kind.first) {
            CAPTURE(c.protocol);
            CAPTURE(c.server);
            const protocol* p = &stream(c.protocol);
            const std::size_t enough = c.enough ? c.enough : c.bytes.size();
            for (std::size_t length = 0; length <= c.bytes.size(); ++length) {
                CAPTURE(length);
                const reply r = p->exchange->read(asked, std::string_view(c.bytes).substr(0, length));
                CHECK(static_cast<int>(r.says) == static_cast<int>(length < enough ? verdict::more : kind.second));
                CHECK(r.identity == (length < enough ? "" : c.identity));
            }
            const bool alone = p->exchange->single_byte && c.bytes.size() == 1;
            CHECK(static_cast<int>(p->exchange->read(asked, c.bytes + "more").says) ==
                  static_cast<int>(alone ? verdict::wrong : kind.second));
        }
}

TEST_CASE("where a redirect leads: to the service's own places, or to somebody else's page") {
    struct row {
        const char* what;
        std::string status, location, leads_to;
        std::string name = "crl.example.com";
    };
    const std::string path = "/fairway-connectivity-check";
    for (const row& r : std::initializer_list<row>{
             {"no redirect", "200 OK", "http://portal.test/", ""},
             {"not modified", "304 Not Modified", "http://portal.test/", ""},
             {"without a place", "302 Found", "", ""},
             {"to HTTPS", "301 Moved", "https://crl.example.com/", ""},
             {"to another port", "302 Found", "http://CRL.example.com.:8080/login", ""},
             {"to another path", "302 Found", "/login", ""},
             {"to a name beside it", "302 Found", "https://www.example.com/home", ""},
             {"to the domain itself", "302 Found", "https://example.com/", ""},
             {"to the same path elsewhere", "301 Moved", "https://cdn.test" + path, ""},
             {"to the same path elsewhere, with a query", "301 Moved", "https://cdn.test" + path + "?a=b", ""},
             {"to a place that is none", "302 Found", "ftp://portal.test/", ""},
             {"to somebody else's page", "302 Found", "http://Portal.test/login", "portal.test"},
             {"and back from there", "307 Login", "https://portal.test:8443/?to=http://crl.example.com" + path,
              "portal.test"},
             {"without a scheme", "303 See Other", "//portal.test/login", "portal.test"},
             {"to an address", "302 Found", "http://10.1.1.1/fgtauth?1", "10.1.1.1"},
             {"to an address with the same end", "302 Found", "http://10.1.1.1/", "10.1.1.1", "crl.1.1"},
             {"to an IPv6 address", "302 Found", "http://[fd00::1]:1000/login", "fd00::1"},
             {"to a short name", "302 Found", "http://portal/login", "portal"},
             {"of an address, which has a name", "302 Found", "http://www.test/", "", "192.0.2.7"},
             {"of a short name", "302 Found", "http://portal/", "portal", "minio"},
         }) {
        CAPTURE(std::string(r.what));
        const std::string head =
            "HTTP/1.1 " + r.status + "\r\n" + (r.location.empty() ? "" : "Location: " + r.location + "\r\n") + "\r\n";
        const context from{r.name, 0};
        const reply plain = stream("http").exchange->read(from, head);
        CHECK(plain.says == verdict::confirmed);
        CHECK(plain.leads_to == r.leads_to);
        CHECK(plain.identity ==
              "HTTP " + r.status.substr(0, 3) + (r.leads_to.empty() ? "" : " (to " + r.leads_to + ")"));
        // Through TLS the certificate tells who leads there.
        CHECK(stream("https").exchange->read(from, head).leads_to.empty());
    }
    // What is the service's own business, and a gateway of its cloud.
    for (const std::string head : {"HTTP/1.1 403 Forbidden\r\nServer: AmazonS3\r\n\r\n",
                                   "HTTP/1.1 400 Bad\r\nServer: Windows-Azure-Blob/1.0\r\n\r\n",
                                   "HTTP/1.1 404 Not Found\r\nVia: 1.1 abc.cloudfront.net (CloudFront)\r\n\r\n",
                                   "HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic realm=\"x\"\r\n\r\n",
                                   "HTTP/1.1 503 Slow Down\r\n\r\n", "HTTP/1.1 200 OK\r\nVia: 1.1 google\r\n\r\n"}) {
        CAPTURE(head);
        for (const auto word : {"http", "https"})
            CHECK(stream(word).exchange->read(asked, head).says == verdict::confirmed);
    }
}

TEST_CASE("the words before the end of a connection") {
    for (const auto& row : std::initializer_list<std::pair<std::string, std::string>>{
             {"Exceeded MaxStartups\r\n", "Exceeded MaxStartups"},
             {"Not allowed at this time\r\n", "Not allowed at this time"},
             {"  two\r\n\r\nlines\t", "two lines"},
             {"", ""},
             {"\r\n", ""},
             {"SSH-2.0", "SSH-2.0"},
             {"bell\x07", ""},
             {std::string("\x82\0\0\0", 4), ""},
             {"gr\xc3\xbc\xc3\x9f", "gr????"},
             {std::string(500, 'x'), std::string(80, 'x') + "…"},
         }) {
        CAPTURE(row.first);
        CHECK(last_words(row.first) == row.second);
    }
}

TEST_CASE("no protocol takes another's answer for its own") {
    for (const capture& c : all_answers())
        for (const protocol* p : streams()) {
            if (family(p->word) == family(c.protocol)) continue;
            CAPTURE(p->word);
            CAPTURE(c.protocol);
            CAPTURE(c.server);
            CHECK(read_growing(*p, c.bytes, 1).says != verdict::confirmed);
            // Whatever follows, the wait ends before the limit does.
            const reply at_limit =
                p->exchange->read(asked, c.bytes + std::string(longest_answer - c.bytes.size(), '\xff'));
            CHECK(at_limit.says != verdict::more);
            CHECK(at_limit.says != verdict::confirmed);
        }
}

TEST_CASE("our own question back is no answer") {
    for (const protocol& p : protocols()) {
        CAPTURE(p.word);
        if (p.exchange->request == nullptr) continue;
        const std::string request = p.exchange->request(asked);
        CHECK(!request.empty());
        CHECK(p.exchange->read(asked, request).says == verdict::wrong);
    }
}

TEST_CASE("a datagram is an answer when it is whole and repeats the cookie") {
    for (const capture& c : datagram_answers()) {
        CAPTURE(c.protocol);
        CAPTURE(c.server);
        const protocol* p = find_protocol(c.protocol, fairway::protocol::udp);
        REQUIRE(p);
        const reply said = p->exchange->read(asked, c.bytes);
        CHECK(said.says == verdict::confirmed);
        CHECK(said.identity == c.identity);
        for (std::size_t length = 0; length < c.enough; ++length) {
            CAPTURE(length);
            CHECK(p->exchange->read(asked, std::string_view(c.bytes).substr(0, length)).says != verdict::confirmed);
        }
        CHECK(p->exchange->read({"", asked.cookie ^ 1}, c.bytes).says != verdict::confirmed);
        CHECK(p->exchange->request({"", 1}) != p->exchange->request({"", 2}));
        for (const protocol& other : protocols())
            if (other.transport == transport::udp && other.exchange != p->exchange) {
                CAPTURE(other.word);
                CHECK(other.exchange->read(asked, c.bytes).says != verdict::confirmed);
            }
    }
}

TEST_CASE("what answers instead is named") {
    struct row {
        std::string bytes;
        std::string_view want;
    };
    const std::string sent_back = unhex("000000fe fe534d42 40");
    for (const row& r : std::initializer_list<row>{
             {"SSH-2.0-OpenSSH_9.2p1\r\n", "SSH"},
             {"HTTP/1.1 400 Bad Request\r\n\r\n", "HTTP"},
             {"220 mail.example ESMTP Postfix\r\n", "SMTP greeting"},
             {"220-Welcome\r\n220 ftp ready\r\n", "FTP greeting"},
             {"220 Ready.\r\n", "SMTP/FTP greeting"},
             {"+OK ready\r\n", "POP3 greeting"},
             {"* OK ready\r\n", "IMAP greeting"},
             {"RFB 003.008\n", "VNC"},
             {"220 VMware Authentication Daemon Version 1.0, ServerDaemonProtocol:SOAP\r\n",
              "VMware Authentication Daemon"},
             {unhex("45 00000013") + std::string("SFATAL\0Mx\0", 10), "PostgreSQL"},
             {unhex("0401002b00000100 00001a0006"), "SQL Server (TDS)"},
             {unhex("80000024 00000001 00000000 00000000 00000502 00000000 00000000 00000000 00000004 00000000"),
              "NDMP"},
             {unhex("0000003e 7e3c 303a a003020105 a10302011e a411180f") + "20261128003848Z" +
                  unhex("a503020100 a60302013d a9031b0141 aa0c300a a003020102 a1033001 00"),
              "Kerberos"},
             {unhex("3f800400 00000000 0000000000000000 ffffffff 00000000 00000000 00000001 00000001 00000000 "
                    "0000000000000000"),
              "iSCSI"},
             {unhex("240500e700000000000000007f7f0101eeb4a11686f9e6f20000000000004657eeb4a118322d75cfeeb4a118323253c0"),
              "NTP"},
             {unhex("15 0301 0002 0246"), "TLS"},
             {unhex("16 0303 0031 0200"), "TLS"},
             {unhex("000000e0 fe534d42 4000 0100"), "SMB"},
             {unhex("00000023 ff534d42 72"), "SMB 1"},
             {unhex("83000001 8f"), "NetBIOS session service"},
             {unhex("05000d0310000000 1800 0000 00000000 0400 01 0500 000000"), "DCE/RPC"},
             {unhex("03000013 0ed000001234000200080000000000"), "remote desktop (TPKT)"},
             {unhex("deadbeef"), "unknown bytes: de ad be ef"},
             {unhex("deadbeef0102030405"), "unknown bytes: de ad be ef 01 02 03 04 …"},
         }) {
        CAPTURE(r.want);
        int wrong = 0;
        for (const protocol* p : streams()) {
            if (family(p->word) == "http" && r.want == "HTTP") continue;
            const reply said = p->exchange->read(asked, r.bytes);
            if (said.says != verdict::wrong) continue;
            CAPTURE(p->word);
            CHECK(said.identity == r.want);
            ++wrong;
        }
        // At most the protocol itself and its kin take it, or wait for more of it.
        CHECK(wrong >= 9);
    }
}

TEST_CASE("a server of the same form that is not the one asked for") {
    struct row {
        std::string_view protocol;
        std::string bytes;
        std::string_view want;
    };
    const std::string no_program = unhex("80000018 46574159 00000001 00000000 00000000 00000000 00000001");
    for (const row& r : std::initializer_list<row>{
             {"winrm", captures().back().bytes, "HTTP, but not WinRM: 204, nginx/1.22.1"},
             {"winrm", "HTTP/1.1 404 \r\nServer: Microsoft-HTTPAPI/2.0\r\n\r\n",
              "HTTP, but not WinRM: 404, Microsoft-HTTPAPI/2.0"},
             {"winrm", "HTTP/1.1 503 \r\nServer: Microsoft-HTTPAPI/2.0\r\n\r\n",
              "HTTP, but not WinRM: 503, Microsoft-HTTPAPI/2.0"},
             {"winrm", "HTTP/1.1 401 No\r\nWWW-Authenticate: Basic realm=\"intranet\"\r\n\r\n",
              "HTTP, but not WinRM: 401"},
             {"vsphere", captures().back().bytes, "HTTP, but not vSphere: 204, nginx/1.22.1"},
             {"vsphere", "HTTP/1.1 404 Not Found\r\nServer: nginx\r\n\r\n", "HTTP, but not vSphere: 404, nginx"},
             {"vsphere", "HTTP/1.1 200 OK\r\n\r\n<!DOCTYPE html>", "HTTP, but not vSphere: 200"},
             {"smtp", "220 (vsFTPd 3.0.3)\r\n", "FTP greeting"},
             {"smtp", "220 Welcome\r\n", "SMTP/FTP greeting"},
             {"nfs", no_program, "ONC RPC, but not NFS"},
             {"rpcbind", no_program, "ONC RPC, but not rpcbind"},
         }) {
        CAPTURE(r.protocol);
        CAPTURE(r.want);
        const reply said = stream(r.protocol).exchange->read(asked, r.bytes);
        CHECK(said.says == verdict::wrong);
        CHECK(said.identity == r.want);
    }
}

TEST_CASE("a stranger's text is cut and made printable") {
    const std::string long_text(5000, 'x');
    const std::string controls = "a\x1b[2J\x80z";
    struct row {
        std::string_view protocol;
        std::string bytes;
        std::string want;
    };
    const std::string cut(80, 'x');
    for (const row& r : std::initializer_list<row>{
             {"http", "HTTP/1.1 200 OK\r\nServer: " + long_text + "\r\n\r\n", "HTTP 200, " + cut + "…"},
             {"http", "HTTP/1.1 200 OK\r\nServer: " + controls + "\r\n\r\n", "HTTP 200, a?[2J?z"},
             {"winrm", "HTTP/1.1 200 OK\r\nServer: " + controls + "\r\n\r\n", "HTTP, but not WinRM: 200, a?[2J?z"},
             {"ssh", "SSH-2.0-" + long_text.substr(0, 240) + "\r\n", cut + "…"},
             {"smtp", "220 " + long_text + " ESMTP\r\n", "SMTP, " + cut + "…"},
             {"postgresql", unhex("45 00000015") + std::string("C57P03\0Ma\x1b[2J\x80z\0\0", 17),
              "PostgreSQL, error 57P03: a?[2J?z"},
             {"ldap", unhex("302602010164210400301d301b0414") + "supportedLDAPVersion" + unhex("3103040107"),
              "LDAP, version ?"},
         }) {
        CAPTURE(r.want);
        CHECK(stream(r.protocol).exchange->read(asked, r.bytes).identity == r.want);
    }
}

TEST_CASE("garbage is never an answer, and is told so at the limit at the latest") {
    std::mt19937 random(1);
    for (const protocol* p : streams()) {
        CAPTURE(p->word);
        for (int value = 0; value < 256; ++value) {
            CAPTURE(value);
            CHECK(p->exchange->read(asked, std::string(longest_answer, static_cast<char>(value))).says ==
                  verdict::wrong);
        }
        for (int i = 0; i < 2000; ++i) {
            std::string bytes(random() % 200, '\0');
            for (char& c : bytes)
                c = static_cast<char>(random());
            CHECK(read_growing(*p, bytes, 7).says != verdict::confirmed);
        }
    }
}

TEST_CASE("damaged answers keep every promise") {
    std::mt19937 random(2);
    const auto damaged = [&](std::string bytes) {
        for (auto n = random() % 3 + 1; n > 0; --n)
            bytes[random() % bytes.size()] = static_cast<char>(random());
        return bytes;
    };
    for (const capture& c : all_answers())
        for (int i = 0; i < 300; ++i)
            read_growing(stream(c.protocol), damaged(c.bytes), random() % 9 + 1);
    for (const capture& c : datagram_answers())
        for (int i = 0; i < 300; ++i) {
            const auto* p = find_protocol(c.protocol, fairway::protocol::udp);
            CHECK(fits_a_report(p->exchange->read(asked, damaged(c.bytes)).identity));
        }
}

TEST_CASE("every exchange has answers to be tested with") {
    const auto answered = [](const std::vector<capture>& answers, const protocol& p) {
        return std::any_of(answers.begin(), answers.end(), [&](const capture& c) {
            return find_protocol(c.protocol, p.carrier())->exchange == p.exchange;
        });
    };
    for (const protocol& p : protocols()) {
        CAPTURE(p.word);
        CHECK(answered(p.transport == transport::udp ? datagram_answers() : all_answers(), p));
    }
}

TEST_CASE("lines before the SSH banner are read up to a limit") {
    const protocol& ssh = stream("ssh");
    const std::string line = "Authorised use only. Grüße!\r\n";
    std::string preamble;
    while (preamble.size() + line.size() <= 16 * 1024)
        preamble += line;
    CHECK(ssh.exchange->read(asked, preamble).says == verdict::more);
    CHECK(read_growing(ssh, preamble + "SSH-2.0-late\r\n", 13).identity == "late");
    CHECK(read_growing(ssh, preamble + line + line + "SSH-2.0-late\r\n", 13).says == verdict::wrong);
    // A banner may begin at the limit itself.
    preamble.resize(16 * 1024 - 1, 'x');
    preamble += '\n';
    CHECK(ssh.exchange->read(asked, preamble + "SS").says == verdict::more);
    CHECK(ssh.exchange->read(asked, preamble + "SSH-2.0-late\r\n").identity == "late");
    CHECK(ssh.exchange->read(asked, preamble + "SX").says == verdict::wrong);
    CHECK(ssh.exchange->read(asked, std::string(20000, 'x')).says == verdict::wrong);
    CHECK(ssh.exchange->read(asked, "SSH-2.0-" + std::string(250, 'x')).says == verdict::wrong);
    for (const std::string_view bad :
         {"SSH-2.0\r\n", "SSH--x\r\n", "SSH-2.0-\r\n", "SSH-2.0-a\x07\r\n", "SSH-two-x\r\n"}) {
        CAPTURE(bad);
        CHECK(ssh.exchange->read(asked, bad).says == verdict::wrong);
    }
}

} // namespace fairway::identify
