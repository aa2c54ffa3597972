#include "matrix/report_parts.hpp"
#include "matrix/report_reader.hpp"

#include "tests/unit/agent/sample_report.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <set>
#include <string>

using namespace fairway;
using nlohmann::json;
using namespace std::string_literals;

namespace {

const json& sample() {
    static const json document = json::parse(to_parts(test::sample_report()).at(0));
    return document;
}

json& at(json& document, const char* pointer) {
    return document[json::json_pointer(pointer)];
}

void erase(json& document, const std::string& pointer) {
    const json::json_pointer place(pointer);
    document[place.parent_pointer()].erase(place.back());
}

reported_part read_part(const json& document) {
    auto part = read_reported_part(document.dump());
    for (const auto& p : part.problems)
        MESSAGE(to_string(p));
    REQUIRE(part.value);
    return std::move(*part.value);
}

std::string nested(std::size_t depth) {
    return std::string(depth, '[') + std::string(depth, ']');
}

} // namespace

TEST_CASE("a wrong value is one problem with its place") {
    struct row {
        std::string pointer;
        json value;
        std::string message;
    };
    const std::string long_name(256, 'x'), long_text(8193, 'x');
    const auto too_long = [](std::size_t has, std::size_t most) {
        return "has " + std::to_string(has) + " bytes; at most " + std::to_string(most) + " are read";
    };
    const auto control = [](const std::string& shown) {
        return "must be one line without control characters, found the string \"" + shown + "\"";
    };
    const std::string outcomes = "expected \"pass\", \"warn\", \"unknown\", \"fail\" or \"skip\", found ";
    for (const auto& [pointer, value, message] : std::vector<row>{
             {"/schema", "fairway-report/2", R"(expected "fairway-report/1", found the string "fairway-report/2")"},
             {"/run_id", "", "must not be empty"},
             {"/run_id", std::string(65, 'a'),
              R"(expected 1 to 64 letters, digits or "-", found the string ")" + std::string(60, 'a') + "…\""},
             {"/run_id", "a/b", R"(expected 1 to 64 letters, digits or "-", found the string "a/b")"},
             {"/run_id", 7, "expected a string, found the number 7"},
             {"/part", 0, "expected a number from 1 to 1000, found the number 0"},
             {"/part", 2, "expected at most 1, the parts, found the number 2"},
             {"/part", 1.0, "expected a number from 1 to 1000, found the number 1.0"},
             {"/part", -1, "expected a number from 1 to 1000, found the number -1"},
             {"/part", "1", R"(expected a number from 1 to 1000, found the string "1")"},
             {"/parts", 1001, "expected a number from 1 to 1000, found the number 1001"},
             {"/host", nullptr, "expected a string, found null"},
             {"/host", "", "must not be empty"},
             {"/host", "a\nb", control(R"(a\x0ab)")},
             {"/host", "\x7f", control(R"(\x7f)")},
             {"/host", "a\0b"s, control(R"(a\x00b)")},
             {"/host", long_name, too_long(256, 255)},
             {"/fairway", json::array(), "expected a string, found a list"},
             {"/stand_in_for", 1, "expected a string, found the number 1"},
             {"/stand_in_for", "", "must not be empty"},
             {"/roles", "agent-linux", R"(expected a list, found the string "agent-linux")"},
             {"/roles", std::vector<std::string>(65, "r"), "has 65 entries; at most 64 are read"},
             {"/roles/0", long_name, too_long(256, 255)},
             {"/roles/0", "\x1b[2J", control(R"(\x1b[2J)")},
             {"/phase", "later", R"(expected "onboarding" or "operation", found the string "later")"},
             {"/complete", 1, "expected true or false, found the number 1"},
             {"/matrix", json::array(), "expected an object, found a list"},
             {"/matrix/id", 1, "expected a string, found the number 1"},
             {"/matrix/version", "", "must not be empty"},
             {"/started_at", "2026-11-23 01:59:58Z",
              R"(expected a time such as "2026-11-23T14:41:30Z", found the string "2026-11-23 01:59:58Z")"},
             {"/started_at", "2026-02-30T01:59:58Z",
              R"(expected a time such as "2026-11-23T14:41:30Z", found the string "2026-02-30T01:59:58Z")"},
             {"/duration_ms", -1, "expected a number from 0 to 31622400000, found the number -1"},
             {"/interval_s", 604801, "expected a number from 0 to 604800, found the number 604801"},
             {"/summary", nullptr, "expected an object, found null"},
             {"/summary/fail", -1, "expected a number from 0 to 100000000, found the number -1"},
             {"/summary/unchecked", -1, "expected a number from 0 to 100000000, found the number -1"},
             {"/not_probed", json::object(), "expected a list, found an object"},
             {"/not_probed/0", 1, "expected an object, found the number 1"},
             {"/not_probed/1/flow", "", "must not be empty"},
             {"/not_probed/0/text", nullptr, "expected a string, found null"},
             {"/notes", nullptr, "expected a list, found null"},
             {"/notes/0", 1, "expected a string, found the number 1"},
             {"/notes/0", long_text, too_long(8193, 8192)},
             {"/targets", nullptr, "expected a list, found null"},
             {"/targets/3", 1, "expected a string, found the number 1"},
             {"/targets", std::vector<std::string>(100'001, "t"), "has 100001 entries; at most 100000 are read"},
             {"/findings", nullptr, "expected a list, found null"},
             {"/findings", std::vector<int>(100'001, 0), "has 100001 entries; at most 100000 are read"},
             {"/findings/3", json::array(), "expected an object, found a list"},
             {"/findings/0/flow", std::string(301, 'f'), too_long(301, 300)},
             {"/findings/0/from", false, "expected a string, found false"},
             {"/findings/0/to", "", "must not be empty"},
             {"/findings/0/target", "\t", control(R"(\x09)")},
             {"/findings/0/state_of_target", "new", R"(expected "planned" or "installed", found the string "new")"},
             {"/findings/0/protocol", "sctp", R"(expected "tcp" or "udp", found the string "sctp")"},
             {"/findings/0/ports", 22, "expected a string, found the number 22"},
             {"/findings/0/required", nullptr, "expected true or false, found null"},
             {"/findings/0/finding", "fine", R"(expected a finding, e.g. "path-open", found the string "fine")"},
             {"/findings/0/outcome", "Pass", outcomes + R"(the string "Pass")"},
             {"/findings/0/outcome", 0, outcomes + "the number 0"},
             {"/findings/0/text", long_text, too_long(8193, 8192)},
             {"/findings/0/text", nullptr, "expected a string, found null"},
             {"/findings/0/advice", long_text, too_long(8193, 8192)},
             {"/findings/0/question", 1, "expected a string, found the number 1"},
             {"/findings/0/purpose", long_text, too_long(8193, 8192)},
             {"/findings/0/accepted", true, "expected an object, found true"},
             {"/findings/5/accepted/reason", nullptr, "expected a string, found null"},
             {"/findings/0/coverage", nullptr, "expected an object, found null"},
             {"/findings/0/coverage/of", 65536, "expected a number from 0 to 65535, found the number 65536"},
             {"/findings/0/addresses", nullptr, "expected a list, found null"},
             {"/findings/0/addresses/0", nullptr, "expected an object, found null"},
             {"/findings/0/addresses/0/address", 1, "expected a string, found the number 1"},
             {"/findings/0/addresses/0/finding", "", R"(expected a finding, e.g. "path-open", found the string "")"},
             {"/findings/0/addresses/0/hops", 256, "expected a number from 0 to 255, found the number 256"},
             {"/findings/0/blocker", "router", R"(expected an object, found the string "router")"},
             {"/findings/0/blocker",
              {{"kind", "wall"}, {"address", nullptr}, {"hop", nullptr}},
              R"(expected a blocker, e.g. "router", found the string "wall")"},
             {"/findings/0/addresses/0/path_end", "hop 3", R"(expected an object, found the string "hop 3")"},
             {"/findings/0/addresses/0/path_end",
              {{"router", "10.1.0.1"}, {"hop", 0}, {"of", nullptr}, {"dropped", "unknown"}, {"way", "either"}},
              "expected a number from 1 to 255, found the number 0"},
             {"/findings/0/addresses/0/spans/0/who_answered", "me",
              R"(expected who answered, e.g. "host", found the string "me")"},
             {"/findings/0/addresses/0/spans/0/on_way",
              {{"kind", "router"}, {"address", 1}, {"hop", nullptr}},
              "expected a string, found the number 1"},
             {"/findings/0/addresses/0/spans", 1, "expected a list, found the number 1"},
             {"/findings/1/addresses/0/spans/1/outcome", nullptr, outcomes + "null"},
             {"/findings/1/addresses/0/spans/1/reason", nullptr, "expected a string, found null"},
             {"/findings/2/addresses/1/spans/0/icmp", "3/13", R"(expected an object, found the string "3/13")"},
             {"/findings/2/addresses/1/spans/0/icmp/type", 256,
              "expected a number from 0 to 255, found the number 256"},
             {"/findings/8/addresses/0/spans/0/tls", false, "expected an object, found false"},
             {"/findings/8/addresses/0/spans/0/tls/sha256", nullptr, "expected a string, found null"},
             {"/findings/3/unknown", std::string(256 * 1024, 'x'), ""},
         }) {
        const auto& this_pointer = pointer;
        const auto& this_message = message;
        CAPTURE(this_pointer);
        CAPTURE(this_message);
        json document = sample();
        at(document, pointer.c_str()) = value;
        const auto part = read_reported_part(document.dump());
        CHECK_FALSE(part.value);
        REQUIRE(part.problems.size() == 1);
        if (pointer == "/findings/3/unknown") { // only the finding as a whole is too large
            CHECK(part.problems[0].pointer == "/findings/3");
            CHECK(part.problems[0].message.ends_with(" bytes; at most 262144 are read"));
            continue;
        }
        // What is wrong within an object has the object's place in front.
        CHECK(part.problems[0].pointer.starts_with(pointer));
        CHECK(part.problems[0].message == message);
    }
}

TEST_CASE("no value of the wrong kind passes, whatever its place") {
    const std::string places[] = {"",
                                  "/matrix",
                                  "/matrices/0",
                                  "/summary",
                                  "/not_probed/0",
                                  "/findings/8",
                                  "/findings/5/accepted",
                                  "/findings/8/coverage",
                                  "/findings/8/addresses/0",
                                  "/findings/8/addresses/0/spans/0",
                                  "/findings/2/addresses/1/spans/0/icmp",
                                  "/findings/8/addresses/0/spans/0/tls"};
    // What a reader has no use for may be anything.
    const std::set<std::string> unused{
        "coverage",  "select", "listens",     "rows",         "name",          "rtt_us",       "version",
        "subject",   "issuer", "chain_valid", "revocation",   "chain_problem", "name_matches", "source",
        "questions", "proxy",  "unchecked",   "loss_percent", "chain_faults",  "sources",      "assumptions"};
    for (const auto& place : places) {
        for (const auto& [key, value] : sample()[json::json_pointer(place)].items()) {
            const auto pointer = place + "/" + key;
            if (unused.contains(key) && pointer != "/findings/8/coverage" && pointer != "/matrix/version" &&
                pointer != "/matrices/0/version" && !place.ends_with("icmp"))
                continue;
            CAPTURE(pointer);
            json document = sample();
            for (const json& wrong : {json(1.5), json(json::array({json::array()})), json(json::object({{"", 0}}))}) {
                at(document, pointer.c_str()) = wrong;
                CHECK_FALSE(read_reported_part(document.dump()).value);
            }
            if (pointer == "/matrices") continue; // reports of the first versions lack it
            erase(document, pointer);
            const auto part = read_reported_part(document.dump());
            CHECK_FALSE(part.value);
            REQUIRE_FALSE(part.problems.empty());
            CHECK(part.problems[0].pointer == place);
            CHECK(part.problems[0].message == "the key \"" + key + "\" is missing");
        }
    }
}

TEST_CASE("unknown keys are ignored, and kept with their finding") {
    json document = sample();
    at(document, "/later") = {1, 2};
    at(document, "/findings/0/later") = {{"a", nullptr}};
    at(document, "/findings/0/addresses/0/spans/0/later") = "x";
    const auto part = read_part(document);
    CHECK(json::parse(part.findings[0].detail) == document["findings"][0]);
    CHECK(part.findings[0].essence == read_part(sample()).findings[0].essence);
}

TEST_CASE("what was not probed may be of many targets at once") {
    json document = sample();
    at(document, "/not_probed/0/target") = std::string(2000, 'x'); // names of hosts, with commas
    CHECK(read_part(document).not_probed.find(std::string(2000, 'x')) != std::string::npos);
}

TEST_CASE("targets stand in the last part and nowhere else") {
    json document = sample();
    document["parts"] = 2;
    auto part = read_reported_part(document.dump());
    REQUIRE(part.problems.size() == 1);
    CHECK(to_string(part.problems[0]) == "report: /targets: only the last part has it");
    document.erase("targets");
    CHECK_FALSE(read_part(document).targets);
    document["part"] = 2;
    part = read_reported_part(document.dump());
    REQUIRE(part.problems.size() == 1);
    CHECK(to_string(part.problems[0]) == "report: the key \"targets\" is missing");
}

TEST_CASE("one flow to one target stands in a part once") {
    json document = sample();
    document["findings"].push_back(document["findings"][2]);
    const auto part = read_reported_part(document.dump());
    REQUIRE(part.problems.size() == 1);
    CHECK(to_string(part.problems[0]) ==
          R"(report: /findings/9: the flow "agent:repository:tcp:6162" to "repo01" is given twice)");
    document["findings"][9]["target"] = "repo02";
    CHECK(read_part(document).findings.size() == 10);
}

TEST_CASE("limits, to the byte") {
    json document = sample();
    at(document, "/run_id") = std::string(64, 'Z');
    at(document, "/host") = std::string(255, 'h');
    at(document, "/roles") = std::vector<std::string>(64, std::string(255, 'r'));
    at(document, "/interval_s") = 604800;
    at(document, "/part") = at(document, "/parts") = 1000;
    at(document, "/findings/0/flow") = std::string(300, 'f');
    at(document, "/findings/0/text") = std::string(8192, 't');
    const auto size = document["findings"][3].dump().size() + R"("fill":"",)"s.size();
    at(document, "/findings/3/fill") = std::string(256 * 1024 - size, 'x');
    const auto part = read_part(document);
    CHECK(part.findings[3].detail.size() == 256 * 1024);
    CHECK(part.interval_s == 604800);
    at(document, "/findings/3/fill") = std::string(256 * 1024 - size + 1, 'x');
    CHECK_FALSE(read_reported_part(document.dump()).value);
}

TEST_CASE("texts that are no report") {
    const auto with = [](const std::string& member) { return sample().dump().insert(1, member + ","); };
    const auto in_finding = [](const std::string& member) {
        auto text = sample().dump();
        return text.insert(text.find("\"findings\":[{") + 13, member + ",");
    };
    struct row {
        std::string text, pointer, message;
    };
    for (const auto& [text, pointer, message] : std::vector<row>{
             {"", "", "is empty; expected a JSON object"},
             {"[]", "", R"(expected an object with "schema": "fairway-report/1", found a list)"},
             {"null", "", R"(expected an object with "schema": "fairway-report/1", found null)"},
             {"{} {}", "line 1, column 4", R"(expected the end of the file, found "{")"},
             {"/* c */ {}", "line 1, column 1", R"(expected a value, found "/"; strings and names need double quotes)"},
             {"{}// c", "line 1, column 3", R"(expected the end of the file, found "/")"},
             {with(R"("host":"a")"), "/host", R"(the key "host" is given twice; keep one)"},
             {with(R"("x":{"y":1,"y":1})"), "/x/y", R"(the key "y" is given twice; keep one)"},
             {in_finding(R"("flow":"a")"), "/findings/0/flow", R"(the key "flow" is given twice; keep one)"},
             {with("\"x\":\"\xff\""), "line 1, column 7", "is not valid UTF-8 (byte 0xFF); save the file as UTF-8"},
             {with("\"x\":\"\0\""s), "line 1, column 7", "contains a zero byte; expected a text file"},
             {with("\"x\":" + nested(15)), "", ""},
             {with("\"x\":" + nested(16)), "/x/0/0/0/0/0/0/0/0/0/0/0/0/0/0",
              "lists and objects are nested deeper than 16 levels"},
             {nested(500'000), "/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0", "lists and objects are nested deeper than 16 levels"},
             {std::string(500'000, '['), "/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0",
              "lists and objects are nested deeper than 16 levels"},
             {std::string(8 * 1024 * 1024 + 1, ' '), "", "is larger than 8388608 bytes, the most that is read"},
             {with("\"x\":[0" +
                   [] {
                       std::string many;
                       for (int i = 0; i < 1'000'000; ++i)
                           many += ",0";
                       return many;
                   }() +
                   "]"),
              "", "has more than 1000000 values, the most that are read"},
         }) {
        const auto& this_message = message;
        CAPTURE(this_message);
        const auto part = read_reported_part(text);
        REQUIRE(part.problems.size() == (message.empty() ? 0 : 1));
        CHECK(part.value.has_value() == message.empty());
        if (message.empty()) continue;
        CHECK(part.problems[0].pointer == pointer);
        CHECK(part.problems[0].message == message);
    }
}

TEST_CASE("a report cut off anywhere is refused") {
    report r = test::sample_report();
    r.findings.resize(3);
    const auto text = to_parts(r).at(0);
    for (std::size_t length = 0; length < text.size(); ++length) {
        CAPTURE(length);
        const auto part = read_reported_part(std::string_view(text).substr(0, length));
        REQUIRE_FALSE(part.value);
        REQUIRE(part.problems.size() == 1);
    }
}

TEST_CASE("what is wrong a hundred thousand times is told a few times") {
    json document = sample();
    document["findings"] = std::vector<json>(100'000, json::object());
    const auto part = read_reported_part(document.dump());
    CHECK_FALSE(part.value);
    CHECK(part.problems.size() <= 21);
}

TEST_CASE("the essence of a finding: what counts, and what does not") {
    struct row {
        std::string pointer; ///< below a finding
        json value;
        int finding = 8;    ///< the one that was seen most of
        bool whole = true;  ///< counts where all ports were probed
        bool sample = true; ///< counts where only some were
    };
    const std::string span = "/addresses/0/spans/0";
    for (const auto& [below, value, finding, whole, sample_counts] : std::vector<row>{
             {"/flow", "other"},
             {"/target", "other"},
             {"/state_of_target", "planned"},
             {"/required", false},
             {"/listens", "on-demand"},
             {"/fallback_of", "6162"},
             {"/sources/0/matrix", "veeam-agents@2027-01-01"},
             {"/sources/0/rows", {1}},
             {"/finding", "silent"},
             {"/outcome", "unknown"},
             {"/question", "Do you?"},
             {"/target_labels", {{"owner", "DB team"}, {"contact", nullptr}, {"tags", json::array()}}},
             {"/target_labels", nullptr, 8, false, false}, // the same as before there were any
             {"/accepted", {{"reason", "r"}, {"until", "2027-01-01"}}},
             {"/accepted/until", "2028-01-01", 5},
             {"/accepted", nullptr, 5},
             {"/addresses/0/address", "192.0.2.2"},
             {"/addresses/0/address", nullptr},
             {"/addresses/0/source", nullptr},
             {"/addresses/0/finding", "silent"},
             {"/addresses/0/outcome", "warn"},
             {"/addresses/0/hops", 3},
             {span + "/finding", "silent"},
             {span + "/outcome", "warn"},
             {span + "/state", "closed"},
             {span + "/reason", "reset"},
             {span + "/evidence", "proven"},
             {span + "/answered_by", "192.0.2.9"},
             {span + "/answered_by", nullptr},
             {span + "/on_way", {{"kind", "something"}, {"address", nullptr}, {"hop", 2}}},
             {span + "/who_answered", "unchecked", 8, false, false}, // cut short in one of two runs
             {span + "/icmp", {{"version", 4}, {"type", 3}, {"code", 1}}},
             {span + "/identity", "HTTP 200"},
             {span + "/tls", nullptr},
             {span + "/tls/sha256", std::string(64, 'b')},
             {span + "/tls/not_after", "2028-01-31T12:00:00Z"},
             {"/addresses/1/spans/0/icmp/code", 10, 2},
             {"/text", "other", 8, true, false},
             {"/advice", "other", 8, true, false},
             {"/addresses/0/path_end",
              {{"router", "10.1.0.1"}, {"hop", 1}, {"of", 3}, {"dropped", "here-or-after"}, {"way", "either"}},
              8,
              true,
              false},
             {"/blocker", {{"kind", "unknown"}, {"address", nullptr}, {"hop", nullptr}}, 8, false, false}, // follows
             {span + "/ports", "444", 8, true, false},
             {span + "/rtt_us", 1, 8, false, false},
             {span + "/tls/issuer", "CN=other", 8, false, false},
             {"/purpose", "other", 8, false, false},
             {"/rows", {1}, 8, false, false},
         }) {
        const auto& this_pointer = below;
        CAPTURE(this_pointer);
        const auto pointer = "/findings/" + std::to_string(finding) + below;
        for (const bool is_sample : {false, true}) {
            CAPTURE(is_sample);
            json before = sample();
            auto& f = before["findings"][static_cast<std::size_t>(finding)];
            f["coverage"] = {{"probed", is_sample ? 1 : 5}, {"of", 5}};
            json after = before;
            at(after, pointer.c_str()) = value;
            const auto n = static_cast<std::size_t>(finding);
            const auto old_part = read_part(before), new_part = read_part(after);
            CHECK((old_part.findings[n].essence != new_part.findings[n].essence) ==
                  (is_sample ? sample_counts : whole));
            CHECK(old_part.essence == new_part.essence);
        }
    }
}

TEST_CASE("a sample of other ports is no change, however they fall into spans") {
    json before = sample();
    auto& f = before["findings"][1]; // 2500-3000 connected, 3001-3300 silent
    f["coverage"]["probed"] = 10;
    json after = before;
    auto& spans = after["findings"][1]["addresses"][0]["spans"];
    spans = {spans[1], spans[0], spans[1], spans[0]};
    for (std::size_t i = 0; i < spans.size(); ++i)
        spans[i]["ports"] = std::to_string(2500 + 100 * i);
    after["findings"][1]["text"] = "said of other ports";
    CHECK(read_part(after).findings[1].essence == read_part(before).findings[1].essence);
    spans[0]["reason"] = "host-unreach";
    CHECK(read_part(after).findings[1].essence != read_part(before).findings[1].essence);
}

TEST_CASE("a name server may give addresses in any order") {
    const json before = sample();
    json after = before;
    auto& addresses = after["findings"][2]["addresses"];
    REQUIRE(addresses.size() == 2);
    std::swap(addresses[0], addresses[1]);
    CHECK(read_part(after).findings[2].essence == read_part(before).findings[2].essence);
}

TEST_CASE("reports of the first versions do not say how many findings were unchecked") {
    json document = sample();
    at(document, "/summary/unchecked") = 7;
    CHECK(read_part(document).counts.unchecked == 7);
    erase(document, "/summary/unchecked");
    CHECK(read_part(document).counts.unchecked == 0);
}

TEST_CASE("the essence of the header: what counts, and what does not") {
    struct row {
        const char* pointer;
        json value;
        bool counts;
    };
    for (const auto& [pointer, value, counts] : std::vector<row>{
             {"/host", "web02", true},
             {"/roles", {"agent-windows"}, true},
             {"/roles/1", "repository", true},
             {"/stand_in_for", "appliance", true},
             {"/host_labels", {{"owner", nullptr}, {"contact", nullptr}, {"tags", {"dmz"}}}, true},
             {"/host_labels", nullptr, false},
             {"/phase", "operation", true},
             {"/matrices/0/id", "other", true},
             {"/matrices/0/version", "14", true},
             {"/targets/0", "vbr02", true},
             {"/not_probed/0/text", "other", true},
             {"/not_probed", json::array(), true},
             {"/run_id", "other", false},
             {"/started_at", "2026-11-24T01:59:58Z", false},
             {"/duration_ms", 1, false},
             {"/interval_s", 60, false},
             {"/summary/fail", 0, false},
             {"/summary/unchecked", 7, false},
             {"/notes", json::array(), false},
             {"/fairway", "0.2.0", false},
         }) {
        const auto* this_pointer = pointer;
        CAPTURE(this_pointer);
        json after = sample();
        at(after, pointer) = value;
        CHECK((read_part(after).essence != read_part(sample()).essence) == counts);
    }
}

TEST_CASE("texts cannot pose as others in an essence") {
    json before = sample(), after = sample();
    at(before, "/findings/0/text") = "ab";
    at(before, "/findings/0/advice") = "c";
    at(after, "/findings/0/text") = "a";
    at(after, "/findings/0/advice") = "bc";
    CHECK(read_part(after).findings[0].essence != read_part(before).findings[0].essence);
}
