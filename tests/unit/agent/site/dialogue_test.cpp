#include "agent/site/dialogue.hpp"

#include "tests/has.hpp"
#include "tests/unit/agent/veeam.hpp"

#include <doctest/doctest.h>

#include <sstream>

using namespace fairway;
using test::has;
using test::veeam;

namespace {

using texts = std::vector<std::string>;

/// The shipped matrix with few facts, one of each type, so that scripts stay short.
matrix short_matrix() {
    matrix m = veeam();
    std::erase_if(m.facts, [](const fact& f) {
        return f.id != "backup_server_os" && f.id != "oldest_agent_version" && f.id != "netbios";
    });
    return m;
}

struct played {
    std::optional<site> result;
    std::string shown;
};

played play(const matrix& m, const std::string& answers, std::size_t width = 1000) {
    std::istringstream in(answers);
    std::ostringstream out;
    auto result = ask_for_site(m, "web01", in, out, width);
    return {std::move(result), out.str()};
}

} // namespace

TEST_CASE("answers become a site") {
    const played p = play(short_matrix(), "\nagent-windows\nvbr01\nrepo01, 10.0.0.7\nlinux\n13.0.1\nn\n");
    REQUIRE(p.result);
    const site& s = *p.result;
    REQUIRE(s.hosts.size() == 4);
    CHECK(s.hosts[0].name == "web01");
    CHECK(s.hosts[0].roles == texts{"agent-windows"});
    CHECK(s.hosts[1].name == "vbr01");
    CHECK(s.hosts[1].roles == texts{"backup-server"});
    CHECK(s.hosts[2].name == "repo01");
    CHECK(s.hosts[3].name == "10.0.0.7");
    CHECK(s.hosts[3].roles == texts{"repository"});
    CHECK(s.facts ==
          fact_values{{"backup_server_os", "linux"}, {"oldest_agent_version", "13.0.1"}, {"netbios", "false"}});
    CHECK(has(p.shown, "Name of this host [web01]: "));
    CHECK(has(p.shown, "Do you use NetBIOS in this network (old-style Windows names, ports 137 to 139)? [y/n/skip] "));
    CHECK(has(p.shown, "[windows/linux/skip] "));
    CHECK(has(p.shown, "[version/skip] "));
}

TEST_CASE("what the machine shows of its roles stands below them") {
    std::istringstream in("\nagent-windows\n");
    std::ostringstream out;
    ask_for_site(short_matrix(), "web01", in, out, 1000, "this machine runs X: it may be y");
    CHECK(has(out.str(), "\nHint: this machine runs X: it may be y\nIts roles (numbers or names"));
    CHECK_FALSE(has(play(short_matrix(), "\nagent-windows\n").shown, "Hint"));
}

TEST_CASE("what is not known is left out") {
    const played p = play(short_matrix(), "db01\r\nagent-windows\r\n\r\n\r\nskip\r\n\r\ns\r\n");
    REQUIRE(p.result);
    REQUIRE(p.result->hosts.size() == 1);
    CHECK(p.result->hosts[0].name == "db01");
    CHECK(p.result->facts.empty());
}

TEST_CASE("roles may be chosen by number, and what this host is itself is not asked") {
    const matrix m = short_matrix();
    const played list = play(m, "\n");
    REQUIRE(has(list.shown, "   1  backup-server "));
    CHECK_FALSE(has(list.shown, "  agent  ")); // abstract: no host can be that
    const played p = play(m, "vbr01\n1, repository 1\nskip\nskip\nskip\n");
    REQUIRE(p.result);
    REQUIRE(p.result->hosts.size() == 1);
    CHECK(p.result->hosts[0].roles == texts{"backup-server", "repository"});
    CHECK_FALSE(has(p.shown, "Backup server: "));
}

TEST_CASE("what cannot be used is said and asked again") {
    struct row {
        std::string what;
        std::string before, wrong, after;
        std::string said;
    };
    const std::string host = "\"a_b!\" is neither a host name nor an IP address";
    for (const row& r : std::initializer_list<row>{
             {"name", "", "a_b!", "web02\nagent-windows\nvbr01\n\n\n\n\n", host},
             {"two names", "", "a b", "web02\nagent-windows\nvbr01\n\n\n\n\n",
              "\"a b\" is neither a host name nor an IP address"},
             {"no role", "web02\n", "", "agent-windows\nvbr01\n\n\n\n\n", "at least one role is needed"},
             {"unknown role", "web02\n", "agent-linx", "agent-windows\nvbr01\n\n\n\n\n",
              check_host_role(veeam(), "agent-linx").value()},
             {"one good and one unknown role", "web02\n", "repository,nonsense", "agent-windows\nvbr01\n\n\n\n\n",
              check_host_role(veeam(), "nonsense").value()},
             {"a service outside", "web02\n", "crl", "agent-windows\nvbr01\n\n\n\n\n",
              "\"crl\" is an external service, not a host"},
             {"number 0", "web02\n", "0", "agent-windows\nvbr01\n\n\n\n\n", "there is no number 0; the last is "},
             {"number beyond every integer", "web02\n", "99999999999999999999999", "agent-windows\nvbr01\n\n\n\n\n",
              "there is no number 99999999999999999999999; the last is "},
             {"no host's name", "", "0.0.0.0", "web02\nagent-windows\nvbr01\n\n\n\n\n",
              "\"0.0.0.0\" is no host's address (unspecified); expected the name or the address of one host"},
             {"no host", "web02\nagent-windows\n", "::", "vbr01\n\n\n\n\n",
              "\"::\" is no host's address (unspecified); expected the name or the address of one host"},
             {"backup server", "web02\nagent-windows\n", "a_b!", "vbr01\n\n\n\n\n", host},
             {"enumeration", "web02\nagent-windows\nvbr01\n\n", "solaris", "\n\n\n",
              check_fact(veeam(), "backup_server_os", "solaris").value()},
             {"version", "web02\nagent-windows\nvbr01\n\n\n", "new", "\n\n",
              check_fact(veeam(), "oldest_agent_version", "new").value()},
             {"boolean", "web02\nagent-windows\nvbr01\n\n\n\n", "maybe", "\n", "expected y, n or skip"},
             {"several words", "web02\nagent-windows\nvbr01\n\n\n\n", "y n", "\n", "expected one of y/n/skip"},
         }) {
        CAPTURE(r.what);
        const played p = play(short_matrix(), r.before + r.wrong + "\n" + r.after);
        REQUIRE(p.result);
        CHECK(has(p.shown, "  " + r.said));
        CHECK(p.result->hosts.size() == 2);
        CHECK(p.result->hosts[0].name == "web02");
        CHECK(p.result->hosts[0].roles == texts{"agent-windows"});
        CHECK(p.result->facts.empty());
    }
}

TEST_CASE("the end of the input ends the dialogue, wherever it comes") {
    const std::string whole = "web02\nagent-windows\nvbr01\n\nlinux\n13.0.1\nn\n";
    for (std::size_t length = 0; length + 1 < whole.size(); ++length) {
        if (length > 0 && whole[length - 1] != '\n') continue;
        CAPTURE(length);
        CHECK_FALSE(play(short_matrix(), whole.substr(0, length)).result);
    }
}

TEST_CASE("questions are as wide as the terminal, and are answered at their end") {
    const played p = play(short_matrix(), "\nagent-windows\nvbr01\n\nlinux\n13.0.1\nn\n", 60);
    REQUIRE(p.result);
    CHECK(has(p.shown, "(old-style Windows names,\nports 137 to 139)? [y/n/skip] "));
    std::string shown = p.shown; // without the answers, each of which ends its line
    for (auto end = shown.find("skip] "); end != std::string::npos; end = shown.find("skip] ", end))
        shown[end + 5] = '\n';
    std::istringstream lines(shown);
    for (std::string line; std::getline(lines, line);)
        CHECK(line.size() <= 61); // a blank before the answer
}
