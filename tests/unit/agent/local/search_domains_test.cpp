#include "agent/local/search_domains.hpp"

#include <doctest/doctest.h>

using namespace fairway;
using domain_list = std::vector<std::string>;

TEST_CASE("the domains of a resolv.conf") {
    struct row {
        const char* text;
        domain_list domains;
    };
    const row rows[] = {
        {"", {}},
        {"nameserver 10.0.0.1\n", {}},
        {"search corp.test\n", {"corp.test"}},
        {"search corp.test lab.test", {"corp.test", "lab.test"}},
        {"domain corp.test\nnameserver 10.0.0.1\n", {"corp.test"}},
        {"\tsearch\ta.test  b.test \r\n", {"a.test", "b.test"}},
        {"domain a.test\nsearch b.test c.test\n", {"b.test", "c.test"}}, // resolv.conf(5): the last one counts
        {"search a.test\nsearch\n", {}},
        {"# search a.test\n; search b.test\n", {}},
        {"searching a.test\n", {}},
        {"search a.test bad/name b.test\n", {"a.test", "b.test"}},
        {"search a b c d e f g h\n", {"a", "b", "c", "d", "e", "f"}},
        {"\n\n\nsearch a.test\n\n", {"a.test"}},
    };
    for (const auto& r : rows) {
        CAPTURE(std::string(r.text));
        CHECK(parse_search_domains(r.text) == r.domains);
    }
}

TEST_CASE("the domains that Windows searches, in its order") {
    struct row {
        const char* what;
        windows_suffixes suffixes;
        domain_list domains;
    };
    const row rows[] = {
        {"nothing is set", {}, {}},
        {"its own domain, then those of connections",
         {"", "", "corp.test", {"lan.test", "", "vpn.test"}},
         {"corp.test", "lan.test", "vpn.test"}},
        {"a list counts alone", {"", "a.test,b.test", "corp.test", {"lan.test"}}, {"a.test", "b.test"}},
        {"that of the policy first", {"p.test", "a.test", "corp.test", {}}, {"p.test"}},
        {"blanks, dots, doubles and nonsense",
         {"", " a.test , .b.test.,A.TEST,bad/name,,", "", {}},
         {"a.test", "b.test"}},
        {"a list of nothing is none", {" , ", "", "corp.test", {}}, {"corp.test"}},
        {"doubles of connections", {"", "", "corp.test", {"CORP.test", "lan.test"}}, {"corp.test", "lan.test"}},
        {"at most six", {"", "a,b,c,d,e,f,g", "", {}}, {"a", "b", "c", "d", "e", "f"}},
    };
    for (const auto& r : rows) {
        CAPTURE(std::string(r.what));
        CHECK(search_domains_of(r.suffixes) == r.domains);
    }
}
