#include "matrix/page/cell_text.hpp"
#include "matrix/page/phrase_cell.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace fairway;

namespace {

std::string phrases_of(const std::string& text, const std::vector<std::string>& known = {}) {
    std::string joined;
    for (const auto& phrase : split_phrases(
             text, [&](const std::string& p) { return std::find(known.begin(), known.end(), p) != known.end(); }))
        joined += "[" + phrase + "]";
    return joined;
}

std::string hosts_of(const std::vector<endpoint>& endpoints) {
    std::string joined;
    for (const auto& e : endpoints)
        joined += e.host + e.path + " ";
    return joined;
}

} // namespace

TEST_CASE("who stands in a From or To cell, and under which host names") {
    struct row {
        std::string cell, phrases, hosts;
    };
    for (const auto& [cell, phrases, hosts] : std::vector<row>{
             {"Server", "[Server]", ""},
             {"Server,  Proxy (Linux),  Console", "[Server][Proxy (Linux)][Console]", ""},
             {"Server, Proxy", "[Server][Proxy]", ""},
             {"Server; Proxy", "[Server][Proxy]", ""},
             {"Gateway or  proxy", "[Gateway][proxy]", ""},
             {"Gateway or proxy", "[Gateway][proxy]", ""},
             {"Gateway  or proxy", "[Gateway][proxy]", ""},
             {"Proxy (direct)/  Gateway/  Appliance", "[Proxy (direct)][Gateway][Appliance]", ""},
             {"Store (backup) / Vault (backup)", "[Store (backup)][Vault (backup)]", ""},
             {"Store  Gateway that works with a store", "[Store][Gateway that works with a store]", ""},
             {"Server, Server", "[Server]", ""},
             {"Windows/Linux-based store", "[Windows/Linux-based store]", ""},
             {"Orchestra", "[Orchestra]", ""},
             // parentheses: part of the phrase, unless they hold host names
             {"File server (Windows or Linux, any)", "[File server (Windows or Linux, any)]", ""},
             {"Gateway  (for stores  on site),  Proxy", "[Gateway (for stores on site)][Proxy]", ""},
             {"Filer (Big (once Small) or Other)", "[Filer (Big (once Small) or Other)]", ""},
             {"Host (a", "[Host (a]", ""},
             {"Updates  (updates.example.com)", "[Updates]", "updates.example.com "},
             {R"(Updates  (a.example.com, \*.b.example.com))", "[Updates]", "a.example.com *.b.example.com "},
             {"Mirror (local)  (<mirror.domain>)", "[Mirror (local)]", "<mirror.domain> "},
             {"Vault  (<account>.a.example, <account>.b.example)", "[Vault]",
              "<account>.a.example <account>.b.example "},
             {"Vault  api.example.com", "[Vault]", "api.example.com "},
             {"Store  (http://a.example.com/ubuntu/)", "[Store]", "a.example.com/ubuntu/ "},
             {"Metadata  (http://169.254.169.254)", "[Metadata]", "169.254.169.254 "},
             {"Server (version 13.0.1)", "[Server (version 13.0.1)]", ""},
             {"Server (13.0)", "[Server (13.0)]", ""},
             {"A (a.example.com), B (b.example.com)", "[A][B]", "a.example.com b.example.com "},
             {"", "", ""},
         }) {
        const auto& this_cell = cell;
        CAPTURE(this_cell);
        const auto read = read_phrase_cell(plain_text(cell));
        CHECK(phrases_of(read.text) == phrases);
        CHECK(hosts_of(read.endpoints) == hosts);
    }
}

TEST_CASE("what is known keeps a phrase whole") {
    CHECK(phrases_of("Oslo, Bergen storage") == "[Oslo][Bergen storage]");
    CHECK(phrases_of("Oslo, Bergen storage", {"Oslo, Bergen storage"}) == "[Oslo, Bergen storage]");
    CHECK(phrases_of("Server,\nOslo, Bergen storage or Gateway", {"Oslo, Bergen storage"}) ==
          "[Server][Oslo, Bergen storage][Gateway]");
    CHECK(phrases_of("First or second store", {"First or second store", "First"}) == "[First or second store]");
    std::string many = "a";
    for (int i = 0; i < 500; ++i)
        many += ", a" + std::to_string(i);
    CHECK(split_phrases(many, [](const std::string&) { return false; }).size() == 501);
}

TEST_CASE("host names among other words") {
    CHECK(hosts_of(endpoints_among(
              "For all: * a.example.com * *.b.example (abroad) * microsoft.example/pki a.example.com.")) ==
          "a.example.com *.b.example microsoft.example/pki ");
    CHECK(hosts_of(endpoints_among("443, 6160-6162 v1.2 1.2.3")) == "");
}
