#include "text/json_text.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <chrono>

using namespace fairway;
using namespace std::string_literals;

TEST_CASE("good JSON is read, comments and a byte order mark included") {
    for (const auto* text :
         {R"({"a":[1,-2,3.5,"ä",true,null]})", R"([])", "\xEF\xBB\xBF{}", "// a\n{ /* b */ \"a\": 1 // c\n}\n",
          R"({"a":{"x":1},"b":{"x":1}})", R"("\ud83d\ude00")"}) {
        CAPTURE(text);
        const auto read = parse_json(text, "f");
        REQUIRE(read.value);
        CHECK(read.problems.empty());
    }
    const auto read = parse_json("\xEF\xBB\xBF {\"b\": [1, {\"c\": 18446744073709551615}], \"a\": -1}", "f");
    REQUIRE(read.value);
    CHECK(*read.value == nlohmann::json::parse(R"({"b": [1, {"c": 18446744073709551615}], "a": -1})"));
}

TEST_CASE("commas behind the last entry, where they are allowed") {
    json_limits limits;
    limits.trailing_commas = true;
    for (const auto& [text, same] : std::vector<std::pair<std::string, std::string>>{
             {"{\"a\": [1, 2,], \"b\": {\"c\": 3,},}", R"({"a": [1, 2], "b": {"c": 3}})"},
             {"[1 , // one, two\n /* , */ \n]", "[1]"},
             {R"(["a,]", "\",}", "x\\", ])", R"(["a,]", "\",}", "x\\"])"},
             {"[[],]", "[[]]"},
             {"{ /* { */ }", "{}"},
         }) {
        const auto& this_text = text;
        CAPTURE(this_text);
        const auto read = parse_json(text, "f", limits);
        for (const auto& p : read.problems)
            MESSAGE(to_string(p));
        REQUIRE(read.value);
        CHECK(*read.value == nlohmann::json::parse(same));
        CHECK_FALSE((text != same && parse_json(text, "f").value && text.find("/*") == std::string::npos));
    }
    // Commas behind nothing stay mistakes, and everything stays where it was.
    for (const auto& [text, said] : std::vector<std::pair<std::string, std::string>>{
             {"[,]", R"(line 1, column 2: expected a value, found ",")"},
             {"[1,,]", R"(line 1, column 4: expected a value, found ",")"},
             {"{,}", R"(line 1, column 2: expected a name in double quotes, found ",")"},
             {"{\"a\":,}", R"(line 1, column 6: expected a value, found ",")"},
             {"{},", R"(line 1, column 3: expected the end of the file, found ",")"},
             {"[1,", "line 1, column 4: expected a value, found the end of the file"},
             {"[1,\n // x", "line 2, column 6: expected a value, found the end of the file"},
             {"{\"a\": [1,],\n\"a\": 2,}", R"(/a: the key "a" is given twice; keep one)"},
             {"{\"a\": [1,],\n\"b\" 2,}", R"(line 2, column 5: expected ":", found "2")"},
         }) {
        const auto& this_text = text;
        CAPTURE(this_text);
        const auto read = parse_json(text, "f", limits);
        CHECK_FALSE(read.value);
        REQUIRE_FALSE(read.problems.empty());
        CHECK(to_string(read.problems[0]).starts_with("f: " + said));
    }
}

TEST_CASE("bad JSON: the place, what was found and what was expected") {
    struct row {
        std::string text, pointer, message;
    };
    for (const auto& [text, pointer, message] : std::vector<row>{
             {"", "", "is empty; expected a JSON object"},
             {" \n\t", "", "is empty; expected a JSON object"},
             {"\xEF\xBB\xBF", "", "is empty; expected a JSON object"},
             {"{", "line 1, column 2", "expected a name in double quotes, found the end of the file"},
             {"{\"a\":1", "line 1, column 7", R"(expected "," or "}", found the end of the file)"},
             {"// only words", "line 1, column 14", "expected a value, found the end of the file"},
             {"{\n  \"a\": 1\n  \"b\": 2\n}", "line 3, column 3", R"(expected "," or "}", found the string "b")"},
             {"{\"a\" 1}", "line 1, column 6", R"(expected ":", found "1")"},
             {"{\"a\":1,}", "line 1, column 8",
              R"(expected a name in double quotes, found "}"; no comma after the last one)"},
             {"[1,2,\n]", "line 2, column 1", R"(expected a value, found "]"; no comma after the last one)"},
             {"[1 2]", "line 1, column 4", R"(expected "," or "]", found "2")"},
             {"[1}", "line 1, column 3", R"(expected "," or "]", found "}")"},
             {"{a:1}", "line 1, column 2",
              R"(expected a name in double quotes, found "a"; strings and names need double quotes)"},
             {"{\"a\": vbr01}", "line 1, column 7",
              R"(expected a value, found "vbr01"; strings and names need double quotes)"},
             {"{\"a\": 'x'}", "line 1, column 7",
              R"(expected a value, found "'"; strings and names need double quotes)"},
             {"{\"a\": 10.0.0.1}", "line 1, column 7", R"(expected "," or "}", found "10.0.0.1")"},
             {"{\"a\": -}", "line 1, column 8", "the number is not complete"},
             {"{} xyz", "line 1, column 4", R"(expected the end of the file, found "xyz")"},
             {"{}{}", "line 1, column 3", R"(expected the end of the file, found "{")"},
             {"{} \"x\"", "line 1, column 4", R"(expected the end of the file, found the string "x")"},
             {"[\"abc", "line 1, column 6", "the string has no closing double quote"},
             {"[\"abc\n\"]", "line 1, column 6", "the string has no closing double quote on its line"},
             {"[\"a\tb\"]", "line 1, column 4", "a tab inside a string must be written \\t"},
             {"[\"a\x01\"]", "line 1, column 4",
              "a control character inside a string must be written as \\u and four hex digits"},
             {"[\"C:\\Windows\"]", "line 1, column 6", "a backslash inside a string must be doubled: \\\\"},
             {"[\"\\u12g4\"]", "line 1, column 7", "\\u must be followed by four hex digits"},
             {"[\"\\ud800\"]", "line 1, column 9", "the \\u escape is one half of a pair whose other half is missing"},
             {"[1e999]", "line 1, column 6", "the number is too large"},
             {"[1 / 2]", "line 1, column 5", "a lone /; comments are // to the end of the line, or /* … */"},
             {"[1 /* 2]", "line 1, column 9", "the comment has no closing */"},
             {"[1,\0]"s, "line 1, column 4", "contains a zero byte; expected a text file"},
             {"{}\0xyz"s, "line 1, column 3", "contains a zero byte; expected a text file"},
             {"[\"ä\", \"\xFF\"]", "line 1, column 8", "is not valid UTF-8 (byte 0xFF); save the file as UTF-8"},
             {"[\n\"\xC3", "line 2, column 2", "is not valid UTF-8 (byte 0xC3); save the file as UTF-8"},
             {"[\"\xC0\x80\"]", "line 1, column 3", "is not valid UTF-8 (byte 0xC0); save the file as UTF-8"},
             {"[\"\xED\xA0\x80\"]", "line 1, column 3", "is not valid UTF-8 (byte 0xED); save the file as UTF-8"},
             {"[\"\xF4\x90\x80\x80\"]", "line 1, column 3", "is not valid UTF-8 (byte 0xF4); save the file as UTF-8"},
             {"\xFF\xFE{\0}\0"s, "line 1, column 1", "looks like UTF-16; save the file as UTF-8"},
             {R"({"a":1,"a":2})", "/a", R"(the key "a" is given twice; keep one)"},
             {R"({"h":[{},{"n/m":{"~":1,"~":{"x":[]}}}]})", "/h/1/n~1m/~0", R"(the key "~" is given twice; keep one)"},
         }) {
        const auto& this_text = text;
        CAPTURE(this_text);
        const auto read = parse_json(text, "site.json");
        CHECK_FALSE(read.value);
        REQUIRE(read.problems.size() == 1);
        CHECK(read.problems[0].file == "site.json");
        CHECK(read.problems[0].pointer == pointer);
        CHECK(read.problems[0].message == message);
    }
}

TEST_CASE("every duplicate key is told, up to the limit") {
    const auto read = parse_json(R"({"a":1,"a":2,"b":{"c":1,"c":2,"c":3},"b":4})", "f");
    REQUIRE(read.problems.size() == 4);
    CHECK(read.problems[3].pointer == "/b");
    const auto few = parse_json(R"({"a":1,"a":2,"b":{"c":1,"c":2,"c":3},"b":4})", "f", {.problems = 1});
    REQUIRE(few.problems.size() == 1); // reading ended there
    CHECK(few.problems[0].pointer == "/a");
}

TEST_CASE("large keys that are doubled over and over cost next to nothing") {
    const std::string large(1 << 20, 'A');
    std::string text = "{\"" + large + "\":{\"a\":0";
    for (int i = 0; i < 100'000; ++i)
        text += ",\"a\":0";
    const auto began = std::chrono::steady_clock::now();
    const auto read = parse_json(text + "}}", "f");
    CHECK(std::chrono::steady_clock::now() - began < std::chrono::seconds(5)); // it was a quarter of an hour
    CHECK(read.problems.size() == 20);
    std::size_t said = 0;
    for (const auto& p : read.problems)
        said += p.pointer.size() + p.message.size();
    CHECK(said < 20'000);
    const auto itself = parse_json("{\"" + large + "\":0,\"" + large + "\":1}", "f");
    REQUIRE(itself.problems.size() == 1);
    CHECK(itself.problems[0].message.size() < 1000);
}

TEST_CASE("depth and size are bounded") {
    for (const auto& [open, close] : {std::pair{"["s, "]"s}, std::pair{"{\"a\":"s, "}"s}}) {
        const auto& this_open = open;
        CAPTURE(this_open);
        const auto nested = [&before = open, &after = close](int depth) {
            std::string text;
            for (int i = 0; i < depth; ++i)
                text += before;
            text += "1";
            for (int i = 0; i < depth; ++i)
                text += after;
            return text;
        };
        CHECK(parse_json(nested(32), "f").value);
        for (const int depth : {33, 500000}) {
            CAPTURE(depth);
            const auto read = parse_json(nested(depth), "f");
            REQUIRE(read.problems.size() == 1);
            CHECK(read.problems[0].message == "lists and objects are nested deeper than 32 levels");
        }
    }
    const auto unclosed = parse_json(std::string(500000, '['), "f");
    REQUIRE(unclosed.problems.size() == 1);
    CHECK(unclosed.problems[0].message == "lists and objects are nested deeper than 32 levels");

    CHECK(parse_json("[1,2]", "f", {.bytes = 5}).value);
    const auto large = parse_json("[1,2]", "f", {.bytes = 4});
    REQUIRE(large.problems.size() == 1);
    CHECK(large.problems[0].message == "is larger than 4 bytes, the most that is read");
}

TEST_CASE("comments can be refused, and values are counted") {
    CHECK(parse_json("[1] // c", "f").value);
    const auto comment = parse_json("[1] // c", "f", {.comments = false});
    REQUIRE(comment.problems.size() == 1);
    CHECK(comment.problems[0].message == R"(expected the end of the file, found "/")");
    CHECK(parse_json(R"({"a":[1,"x"],"b":null})", "f", {.values = 5}).value);
    const auto many = parse_json(R"({"a":[1,"x"],"b":null,"c":{}})", "f", {.values = 5});
    REQUIRE(many.problems.size() == 1);
    CHECK(many.problems[0].message == "has more than 5 values, the most that are read");
}

TEST_CASE("a text cut off anywhere is one clear problem, never an exception") {
    const std::string whole = R"({"a": [1, -2.5e3, "ä\u00e4\n", true, null], /* c */ "b": {"c": false}} )";
    for (std::size_t length = 0; length + 2 < whole.size(); ++length) {
        const auto cut = whole.substr(0, length);
        CAPTURE(cut);
        const auto read = parse_json(cut, "f");
        REQUIRE(read.problems.size() == 1);
        CHECK(read.problems[0].message.find("json.exception") == std::string::npos);
    }
}

TEST_CASE("the objects of a list are found as they stand in the text") {
    const auto found = [](std::string_view text) {
        std::vector<std::string_view> elements;
        parse_json(text, "f", {}, "findings", elements);
        return elements;
    };
    using parts = std::vector<std::string_view>;
    CHECK(
        found(R"({"a":[{"x":1}],"findings":[ {"n": 1.5} ,{"deep":[{"findings":[{}]}]}, {}],"b":{"findings":[{}]}})") ==
        parts{R"({"n": 1.5})", R"({"deep":[{"findings":[{}]}]})", "{}"});
    CHECK(found(R"({"findings":[12,{"a":12},[{}]]})") == parts{R"({"a":12})"});
    for (const char* none : {"[[{}]]", "{}", R"({"findings":{"a":{}}})", R"([{"findings":[{}]}])", "5"})
        CHECK(found(none).empty());
}

TEST_CASE("JSON for people: one line, with spaces, and UTF-8 whatever it was made of") {
    using nlohmann::ordered_json;
    const std::pair<ordered_json, const char*> cases[] = {
        {ordered_json::parse(R"({"name":"web01","roles":["a","b"],"facts":{"x":true},"n":null})"),
         R"({"name": "web01", "roles": ["a", "b"], "facts": {"x": true}, "n": null})"},
        {ordered_json::array(), "[]"},
        {ordered_json::object(), "{}"},
        {"one", R"("one")"},
        {12, "12"},
        {ordered_json::array({"a\xffz", "\"\n"}), "[\"a\uFFFDz\", \"\\\"\\n\"]"},
        {{{"k\xff", 1}}, "{\"k\uFFFD\": 1}"},
    };
    for (const auto& [value, text] : cases)
        CHECK(spaced_json(value) == text);
}
