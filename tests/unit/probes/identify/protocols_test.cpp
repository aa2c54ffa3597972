// What follows from the table of protocols. FAIRWAY_UPDATE_GOLDEN=1 writes it, as it does golden files.
#include "captures.hpp"
#include "probes/identify/protocol.hpp"
#include "tests/golden.hpp"

#include <doctest/doctest.h>

#include <cctype>
#include <filesystem>
#include <regex>
#include <set>
#include <utility>

using namespace fairway;

namespace {

std::string read_source(const std::string& name) {
    std::ifstream file(source_directory() + "/" + name, std::ios::binary);
    REQUIRE(file.good());
    return {std::istreambuf_iterator<char>(file), {}};
}

/// The name of the exchange that asks for a protocol, as the table has it.
std::string exchange_of(std::string_view asked_word, bool udp) {
#define PROTOCOL(word, transport, asked, exchange)                                                                     \
    if (asked_word == word && udp == (std::string_view(#transport) == "udp")) return #exchange;
#include "probes/identify/protocols.def"
#undef PROTOCOL
    return {};
}

std::string file_name(std::string_view server) {
    std::string name;
    for (const char c : server)
        if (std::isalnum(static_cast<unsigned char>(c)))
            name += static_cast<char>(std::tolower(c));
        else if (!name.ends_with('-'))
            name += '-';
    return name.substr(0, 40);
}

} // namespace

TEST_CASE("the documents list exactly the protocols of the table") {
    constexpr std::string_view begin = "<!-- protocols -->\n", end = "<!-- /protocols -->\n";
    std::string list = "| word | transport | question |\n|---|---|---|\n";
    for (const auto& p : identify::protocols()) {
        const char* const transport = p.transport == identify::transport::tcp   ? "TCP"
                                      : p.transport == identify::transport::tls ? "TCP, TLS"
                                                                                : "UDP";
        list += "| `" + std::string(p.word) + "` | " + transport + " | " + std::string(p.asked) + " |\n";
    }
    std::string page = read_source("docs/check.md");
    const auto from = page.find(begin), to = page.find(end);
    REQUIRE(from != std::string::npos);
    REQUIRE(to != std::string::npos);
    page.replace(from + begin.size(), to - from - begin.size(), list);
    check_file("docs/check.md", page);
}

TEST_CASE("no document has a word for identify that no protocol has") {
    std::set<std::string> words;
    for (const auto& p : identify::protocols())
        words.emplace(p.word);
    const std::regex identify(R"re("identify": *"([^"]*)")re");
    std::vector<std::string> pages{"README.md", "CONTRIBUTING.md"};
    for (const auto& entry : std::filesystem::directory_iterator(source_directory() + "/docs"))
        if (entry.path().extension() == ".md") pages.push_back("docs/" + entry.path().filename().string());
    CHECK(pages.size() > 10);
    for (const auto& page : pages) {
        CAPTURE(page);
        const std::string text = read_source(page);
        for (std::sregex_iterator found(text.begin(), text.end(), identify), none; found != none; ++found) {
            const std::string word = (*found)[1];
            CAPTURE(word);
            CHECK(words.count(word) == 1);
        }
    }
}

// Each exchange has a fuzz target (tests/fuzz reads the table), and each answer is a seed of its corpus. The first byte
// tells the target of a stream where to cut.
TEST_CASE("the fuzz corpora have every answer") {
    for (const auto* answers : {&captures(), &written_answers(), &refusals(), &proxy_answers()})
        for (const auto& c : *answers)
            check_file("tests/fuzz/corpus/" + exchange_of(c.protocol, false) + "/" + file_name(c.server),
                       "\x80" + c.bytes);
    for (const auto& c : datagram_answers())
        check_file("tests/fuzz/corpus/" + exchange_of(c.protocol, true) + "/" + file_name(c.server), c.bytes);
}
