#include "probes/identify/protocol.hpp"

#include "captures.hpp"
#include "matrix/shipped.hpp"
#include "text/names.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <set>
#include <utility>

using namespace fairway::identify;
using verdict = reply::verdict;

namespace {

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
    all.insert(all.end(), written_answers().begin(), written_answers().end());
    return all;
}

/// Protocols whose answers are of one form.
std::string_view family(std::string_view protocol) {
    if (protocol == "ldaps") return "ldap";
    if (protocol == "https" || protocol == "winrm") return "http";
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
    const auto shipped = fairway::shipped_matrix(fairway::default_matrix);
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
    for (const capture& c : all_answers()) {
        CAPTURE(c.protocol);
        CAPTURE(c.server);
        const protocol* p = &stream(c.protocol);
        const std::size_t enough = c.enough ? c.enough : c.bytes.size();
        for (std::size_t length = 0; length <= c.bytes.size(); ++length) {
            CAPTURE(length);
            const reply r = p->exchange->read(asked, std::string_view(c.bytes).substr(0, length));
            CHECK(r.says == (length < enough ? verdict::more : verdict::confirmed));
            CHECK(r.identity == (length < enough ? "" : c.identity));
        }
        CHECK(p->exchange->read(asked, c.bytes + "more").says == verdict::confirmed);
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
            CHECK(at_limit.says == verdict::wrong);
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
             {"220 mail.example ESMTP Postfix\r\n", "SMTP/FTP greeting"},
             {"220-Welcome\r\n220 ftp ready\r\n", "SMTP/FTP greeting"},
             {"+OK ready\r\n", "POP3 greeting"},
             {"* OK ready\r\n", "IMAP greeting"},
             {"RFB 003.008\n", "VNC"},
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
