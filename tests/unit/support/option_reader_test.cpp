#include "support/option_reader.hpp"

#include <doctest/doctest.h>

using namespace fairway;

namespace {

command_table table() {
    command_table t;
    t.name = "cook";
    t.summary = "cook a dish";
    t.usage = {"DISH [options]", "--list"};
    t.arguments = {{"DISH", "what to cook; a second one is the dessert", 1, 2, "which dish?"}};
    t.sections = {{"How",
                   {{"heat", "DEGREES", "how hot"},
                    {"add", "THING[,THING]",
                     "what else goes into it, of all that is in the kitchen, the garden and the "
                     "cellar",
                     true},
                    {"list", "", "only list what there is"}}},
                  {"Output", {{"a-very-long-name", "OF-A-VALUE", "stands alone"}}}};
    t.notes = "One paragraph.\n\n  cook soup\n\nAnother one.";
    t.exit_codes = {{0, "well done"}, {2, "raw"}};
    return t;
}

std::string problems_of(const option_reader& given_before, const arguments& args) {
    auto given = given_before;
    std::string text;
    if (!given.parse(args))
        for (const auto& p : given.problems())
            text += to_string(p) + "\n";
    return text;
}

} // namespace

TEST_CASE("what a command line gives") {
    option_reader given(table());
    REQUIRE(given.parse({"soup", "--heat", "-5", "--add=salt,pepper", "--list", "--add", "a=b", "--", "--cake"}));
    CHECK(given.words() == std::vector<std::string>{"soup", "--cake"});
    CHECK(given.once("heat") == "-5");
    CHECK(given.list("add") == std::vector<std::string>{"salt", "pepper", "a=b"});
    CHECK(given.has("list"));
    CHECK(!given.has("a-very-long-name"));
    CHECK(!given.once("a-very-long-name"));
    CHECK(given.all("a-very-long-name").empty());
    CHECK(given.pair("add", "a=b=c", "X=Y") == std::pair<std::string, std::string>("a", "b=c"));
    CHECK(given.number("heat", -10, 10, "") == -5);
    CHECK(given.problems().empty());
}

TEST_CASE("a single - is an argument, and may be a value") {
    option_reader given(table());
    REQUIRE(given.parse({"-", "--heat", "-"}));
    CHECK(given.words() == std::vector<std::string>{"-"});
    CHECK(given.once("heat") == "-");
}

TEST_CASE("what is wrong with a command line, all at once") {
    struct row {
        arguments args;
        std::string problems;
    };
    for (const auto& r : std::initializer_list<row>{
             {{}, "which dish?\n"},
             {{"a", "b", "c", "d"}, "unexpected argument \"c\"\nunexpected argument \"d\"\n"},
             {{"a", "--heat"}, "--heat needs a value\n"},
             {{"a", "--heat", "--list"}, "--heat needs a value\n"},
             {{"a", "--heat="}, "--heat needs a value\n"},
             {{"a", "--add", ""}, "--add needs a value\n"},
             {{"a", "--heat", "1", "--heat=2"}, "--heat is given more than once\n"},
             {{"a", "--list=yes"}, "--list takes no value\n"},
             {{"a", "--hea", "1"}, "unknown option --hea; did you mean \"--heat\"?\n"},
             {{"a", "-x", "--lst"}, "unknown option -x\nunknown option --lst; did you mean \"--list\"?\n"},
             {{"--help", "--bogus", "a", "b", "c"}, ""},
             {{"--bogus", "-h"}, ""},
         }) {
        CAPTURE(r.problems);
        CHECK(problems_of(option_reader(table()), r.args) == r.problems);
    }
}

TEST_CASE("values that are wrong") {
    option_reader given(table());
    REQUIRE(given.parse({"a", "--heat", "hot", "--add", "a,,b"}));
    CHECK(!given.number("heat", 0, 300, "degrees from 0 to 300"));
    CHECK(given.list("add") == std::vector<std::string>{"a", "b"});
    CHECK(!given.pair("add", "=x", "NAME=VALUE"));
    CHECK(given.refuse({{"f.json", "/a", "is bad"}}) == exit_status::usage);
    std::string text;
    for (const auto& p : given.problems())
        text += to_string(p) + "\n";
    CHECK(text == "--heat: \"hot\": expected degrees from 0 to 300\n--add: \"a,,b\": empty name between commas\n"
                  "--add: \"=x\": expected NAME=VALUE\nf.json: /a: is bad\n");
}

TEST_CASE("the help of a command is made of its table") {
    CHECK(render_help("chef", table(), 100) == R"(chef cook - cook a dish

Usage: chef cook DISH [options]
       chef cook --list

  DISH                 what to cook; a second one is the dessert

How
  --heat DEGREES       how hot
  --add THING[,THING]  what else goes into it, of all that is in the kitchen, the garden and the
                       cellar (repeatable)
  --list               only list what there is

Output
  --a-very-long-name OF-A-VALUE
                       stands alone

One paragraph.

  cook soup

Another one.

Exit codes
  0  well done
  2  raw
)");
}
