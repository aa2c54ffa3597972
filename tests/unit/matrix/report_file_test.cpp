#include "matrix/report_file.hpp"

#include "matrix/report_parts.hpp"
#include "tests/unit/agent/rich_report.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

using namespace fairway;
using nlohmann::json;

namespace {

const json& rich() {
    static const json document = json::parse(to_json(test::rich_report()).dump());
    return document;
}

std::vector<std::string> problems_of(const std::string& text) {
    std::vector<std::string> texts;
    for (const auto& p : read_report_file(text, "r.json").problems)
        texts.push_back(to_string(p));
    return texts;
}

} // namespace

TEST_CASE("a report comes back as it was written") {
    const auto text = to_json(test::rich_report()).dump();
    const auto file = read_report_file(text, "r.json");
    REQUIRE(file);
    CHECK(to_json(file.value->content).dump() == text);
    const auto& spans = file.value->content.findings;
    // What JSON does not have is concluded anew.
    std::size_t own = 0, families = 0;
    for (const auto& f : spans)
        for (const auto& a : f.addresses) {
            families += a.no_family_route;
            for (const auto& s : a.spans)
                own += s.own_firewall;
        }
    CHECK(own == 2);
    CHECK(families == 1);
}

TEST_CASE("a report of an earlier version lacks the newer keys") {
    json old_one = rich();
    old_one["matrix"].erase("source");
    old_one.erase("matrices");
    for (auto& f : old_one["findings"]) {
        f.erase("questions");
        f.erase("proxy");
        f.erase("sources");
        for (auto& a : f["addresses"]) {
            a.erase("loss_percent");
            for (auto& s : a["spans"])
                s.erase("proxy");
        }
    }
    const auto file = read_report_file(old_one.dump(), "r.json");
    REQUIRE(file);
    CHECK(file.value->content.matrices.at(0).url.empty());
    const auto& last = file.value->content.findings.back();
    CHECK(last.requirement.questions ==
          std::vector<std::string>{"Do you restore files? (--fact "
                                   "file_level_restore=true|false) Do you use NetBIOS? (--fact "
                                   "netbios=true|false)"});
    json newer = rich();
    newer["tomorrow"] = newer["findings"][0]["tomorrow"] = {1, 2};
    CHECK(read_report_file("\xEF\xBB\xBF" + newer.dump(), "r.json"));
}

TEST_CASE("labels of hosts travel with a report, and only where they are stated") {
    CHECK_FALSE(rich().contains("host_labels"));
    CHECK_FALSE(rich()["findings"][0].contains("target_labels"));
    const json labels{{"owner", "DB team"}, {"contact", nullptr}, {"tags", {"dmz", "tier 2"}}};
    json labeled = rich();
    labeled["host_labels"] = {{"owner", nullptr}, {"contact", "ext. 4711"}, {"tags", json::array()}};
    for (const std::size_t i : {0, 1})
        labeled["findings"][i]["target_labels"] = labels;
    labeled["findings"][2]["target_labels"] = nullptr;
    const auto file = read_report_file(labeled.dump(), "r.json");
    REQUIRE(file);
    const auto& r = file.value->content;
    CHECK(r.labels == host_labels{"", "ext. 4711", {}});
    CHECK(*r.findings[1].requirement.labels == host_labels{"DB team", "", {"dmz", "tier 2"}});
    CHECK_FALSE(r.findings[2].requirement.labels);
    labeled["findings"][2].erase("target_labels");
    CHECK(json::parse(to_json(r).dump()) == labeled);
}

TEST_CASE("loss comes back in whole percents, and only where it matters") {
    json lossy = rich();
    lossy["findings"][0]["addresses"][0]["loss_percent"] = 36;
    const auto file = read_report_file(lossy.dump(), "r.json");
    REQUIRE(file);
    CHECK(file.value->content.findings[0].addresses[0].loss == .36);
    CHECK(to_json(file.value->content)["findings"][0]["addresses"][0]["loss_percent"] == 36);
    CHECK(rich()["findings"][0]["addresses"][0]["loss_percent"].is_null());
}

TEST_CASE("a wrong value is a problem with its place") {
    struct row {
        std::string pointer;
        json value;
        std::string message;
    };
    for (const auto& [pointer, value, message] : std::vector<row>{
             {"/schema", "fairway-site/1", R"(expected "fairway-report/1", found the string "fairway-site/1")"},
             {"/run_id", "a b", R"(expected 1 to 64 letters, digits or "-", found the string "a b")"},
             {"/host", "a\nb", R"(must be one line without control characters, found the string "a\x0ab")"},
             {"/not_probed/0/why", "so", R"(expected "not-applicable" or "needs-config", found the string "so")"},
             {"/findings/0/ports", "22-", R"("22-" is not a port or a range such as 2500-3300)"},
             {"/findings/0/ports", "22,,23", R"("" is not a port or a range such as 2500-3300)"},
             {"/findings/0/select", "some", R"(expected "all" or "any", found the string "some")"},
             {"/findings/0/listens", 1, R"(expected "service", "on-demand" or "external", found the number 1)"},
             {"/findings/0/rows/0", -1, "expected the number of a row, found the number -1"},
             {"/host_labels", "x", R"(expected an object, found the string "x")"},
             {"/findings/0/target_labels", json::array(), "expected an object, found a list"},
             {"/findings/0/questions", "?", R"(expected a list, found the string "?")"},
             {"/findings/0/addresses/0/hops", 256, "expected a number from 0 to 255, found the number 256"},
             {"/findings/0/addresses/0/spans/0/ports", "70000", "port 70000 is out of range 1-65535"},
             {"/findings/0/addresses/0/spans/0/state", "ajar",
              R"(expected a state, e.g. "open", found the string "ajar")"},
             {"/findings/0/addresses/0/spans/0/reason", "rst",
              R"(expected a reason, e.g. "syn-ack", found the string "rst")"},
             {"/findings/0/addresses/0/spans/0/evidence", nullptr,
              R"(expected a kind of evidence, e.g. "refused", found null)"},
             {"/findings/8/addresses/0/spans/0/tls/chain_faults/0", "odd",
              R"(expected what can be wrong with a chain, e.g. "expired", found the string "odd")"},
         }) {
        const auto& this_pointer = pointer;
        CAPTURE(this_pointer);
        json document = rich();
        document[json::json_pointer(pointer)] = value;
        CHECK(problems_of(document.dump()) == std::vector<std::string>{"r.json: " + pointer + ": " + message});
    }
}

TEST_CASE("every missing key is named") {
    const auto lacks = [](const std::string& parent, const std::string& key) {
        json document = rich();
        document[json::json_pointer(parent)].erase(key);
        const auto problems = problems_of(document.dump());
        return std::find(problems.begin(), problems.end(),
                         "r.json: " + (parent.empty() ? "" : parent + ": ") + "the key \"" + key + "\" is missing") !=
               problems.end();
    };
    for (const char* key : {"run_id", "part", "parts", "fairway", "host", "roles", "stand_in_for", "phase", "complete",
                            "matrix", "started_at", "duration_ms", "interval_s", "not_probed", "notes", "findings"})
        CHECK_MESSAGE(lacks("", key), key);
    for (const char* key :
         {"flow",     "from",     "to",      "target", "state_of_target", "protocol", "ports",    "select",   "listens",
          "required", "finding",  "outcome", "text",   "advice",          "blocker",  "question", "accepted", "purpose",
          "rows",     "addresses"})
        CHECK_MESSAGE(lacks("/findings/0", key), key);
    for (const char* key : {"name", "address", "source", "finding", "outcome", "hops", "path_end", "spans"})
        CHECK_MESSAGE(lacks("/findings/0/addresses/0", key), key);
    for (const char* key : {"ports", "finding", "outcome", "state", "reason", "evidence", "answered_by", "who_answered",
                            "on_way", "icmp", "identity", "tls", "rtt_us"})
        CHECK_MESSAGE(lacks("/findings/0/addresses/0/spans/0", key), key);
}

TEST_CASE("what is cut off or damaged is no report") {
    // The finding with most in it: the time grows with the square of the text.
    auto r = test::sample_report();
    r.findings.erase(r.findings.begin(), r.findings.end() - 1);
    const auto text = to_json(r).dump();
    REQUIRE(read_report_file(text, "r.json"));
    for (std::size_t size = 0; size < text.size(); ++size)
        REQUIRE(!read_report_file(std::string_view(text).substr(0, size), "r.json"));
    CHECK(!read_report_file(std::string(500'000, '['), "r.json"));
    CHECK(!read_report_file("{\"schema\":\"fairway-report/1\",\"schema\":\"fairway-report/1\"}", "r.json"));
}

TEST_CASE("one flow to one target is told once") {
    json document = rich();
    document["findings"].push_back(document["findings"][2]);
    const auto problems = problems_of(document.dump());
    REQUIRE(problems.size() == 1);
    CHECK(problems[0] == "r.json: /findings/" + std::to_string(document["findings"].size() - 1) +
                             R"(: the flow "agent:repository:tcp:6162" to "repo01" is given twice)");
}

TEST_CASE("the parts of a run become one report") {
    const report& r = test::rich_report();
    const auto texts = to_parts(r, 6000);
    REQUIRE(texts.size() > 2);
    std::vector<std::string> names;
    const auto read = [&](const std::vector<std::size_t>& which) {
        std::vector<report_file> files;
        names.clear();
        for (const auto i : which) {
            auto one = read_report_file(texts[i], "p" + std::to_string(i + 1));
            REQUIRE(one);
            files.push_back(std::move(*one.value));
            names.push_back("p" + std::to_string(i + 1));
        }
        return join_parts(std::move(files), names);
    };
    std::vector<std::size_t> all(texts.size());
    for (std::size_t i = 0; i < all.size(); ++i)
        all[i] = all.size() - 1 - i; // in any order
    const auto whole = read(all);
    REQUIRE(whole);
    // Parts have the findings by target.
    const auto again = to_parts(whole.value->content, 100'000'000), wanted = to_parts(r, 100'000'000);
    CHECK(again == wanted);
    CHECK(whole.value->parts == 1);

    const auto problems = [&](const std::vector<std::size_t>& which) {
        const auto joined = read(which);
        REQUIRE(joined.problems.size() == 1);
        return to_string(joined.problems[0]);
    };
    const auto of = std::to_string(texts.size());
    CHECK(problems({0, 1, 1}) == "p2: /part: is part 2 of " + of + ", and so is p2; give each part once");
    auto most = all;
    most.pop_back(); // the first part
    CHECK(problems(most) ==
          "p" + of + ": /parts: is part " + of + " of " + of + "; give the files of all parts (missing: 1)");
    std::vector<report_file> mixed;
    mixed.push_back(std::move(*read_report_file(texts[0], "a").value));
    mixed.push_back(std::move(*read_report_file(to_json(test::sample_report()).dump(), "b").value));
    const auto joined = join_parts(std::move(mixed), {"a", "b"});
    REQUIRE(joined.problems.size() == 1);
    CHECK(to_string(joined.problems[0]) ==
          "b: /run_id: belongs to another run than a; only parts of the same report can be joined");
}
