#include "matrix/condition.hpp"

#include <doctest/doctest.h>

#include <map>

using namespace fairway;

namespace {

using condition_kind = condition::kind;

condition is_true(std::string fact) {
    return {condition_kind::fact, std::move(fact), condition::comparison::is_true, "", {}};
}
condition is(std::string fact, std::string value) {
    return {condition_kind::fact, std::move(fact), condition::comparison::is, std::move(value), {}};
}
condition before(std::string fact, std::string value) {
    return {condition_kind::fact, std::move(fact), condition::comparison::before, std::move(value), {}};
}
condition all(std::vector<condition> parts) {
    return {condition_kind::all, "", {}, "", std::move(parts)};
}
condition any(std::vector<condition> parts) {
    return {condition_kind::any, "", {}, "", std::move(parts)};
}
condition none(condition part) {
    return {condition_kind::none, "", {}, "", {std::move(part)}};
}

const fact_lookup stated = [](const std::string& id) -> std::optional<std::string> {
    static const std::map<std::string, std::string> facts = {
        {"t", "true"}, {"f", "false"}, {"v", "13.0.1"}, {"os", "linux"}};
    const auto it = facts.find(id);
    return it == facts.end() ? std::nullopt : std::optional(it->second);
};

} // namespace

TEST_CASE("conditions have three values, and an unknown one names the facts that would settle it") {
    using open = std::vector<std::string>;
    struct row {
        condition c;
        std::string words;
        truth value;
        open facts;
    };
    for (const auto& [c, words, value, facts] : std::vector<row>{
             {{}, "", truth::yes, {}},
             {is_true("t"), "t", truth::yes, {}},
             {is_true("f"), "f", truth::no, {}},
             {is_true("u"), "u", truth::unknown, {"u"}},
             {is("os", "linux"), "os is linux", truth::yes, {}},
             {is("os", "windows"), "os is windows", truth::no, {}},
             {before("v", "13.0.2"), "v before 13.0.2", truth::yes, {}},
             {before("v", "13.0.1"), "v before 13.0.1", truth::no, {}},
             {before("u", "13.0.1"), "u before 13.0.1", truth::unknown, {"u"}},
             {all({}), "always", truth::yes, {}},
             {any({}), "never", truth::no, {}},
             {none(is_true("t")), "not t", truth::no, {}},
             {none(is_true("f")), "not f", truth::yes, {}},
             {none(is_true("u")), "not u", truth::unknown, {"u"}},
             {all({is_true("t"), is_true("u")}), "t and u", truth::unknown, {"u"}},
             {all({is_true("u"), is_true("f")}), "u and f", truth::no, {}},
             {all({is_true("t"), is_true("t")}), "t and t", truth::yes, {}},
             {any({is_true("f"), is_true("u")}), "f or u", truth::unknown, {"u"}},
             {any({is_true("u"), is_true("t")}), "u or t", truth::yes, {}},
             {any({is_true("f"), is_true("f")}), "f or f", truth::no, {}},
             {all({is_true("u2"), is_true("u1"), is_true("u2")}), "u2 and u1 and u2", truth::unknown, {"u2", "u1"}},
             // Only what matters is asked for: u1 cannot change the first, f settles the second.
             {all({is_true("u2"), any({is_true("u1"), is_true("t")})}), "u2 and (u1 or t)", truth::unknown, {"u2"}},
             {any({all({is_true("u1"), is_true("f")}), is_true("u2")}), "(u1 and f) or u2", truth::unknown, {"u2"}},
             {all({is_true("t"), none(is("os", "linux"))}), "t and not (os is linux)", truth::no, {}},
             {none(any({is_true("f"), is_true("u")})), "not (f or u)", truth::unknown, {"u"}},
         }) {
        const auto& this_words = words;
        CAPTURE(this_words);
        CHECK(to_string(c) == words);
        const auto result = evaluate(c, stated);
        CHECK(result.value == value);
        CHECK(result.open == facts);
    }
}

TEST_CASE("versions are dotted numbers") {
    for (const auto* text : {"13", "13.0", "13.0.1.1071", "0"}) {
        CAPTURE(text);
        CHECK(is_version(text));
    }
    for (const auto* text : {"", ".", "13.", ".13", "13..1", "v13", "13.0.1-rc1", "13 ", "-1"}) {
        CAPTURE(text);
        CHECK_FALSE(is_version(text));
    }
}

TEST_CASE("versions compare number by number") {
    const std::vector<std::string> ascending = {"6",
                                                "12.3",
                                                "13.0",
                                                "13.0.1",
                                                "13.0.1.1071",
                                                "13.0.2",
                                                "13.0.10",
                                                "13.1",
                                                "99999999999999999999",
                                                "100000000000000000000"};
    for (std::size_t i = 0; i < ascending.size(); ++i)
        for (std::size_t j = 0; j < ascending.size(); ++j) {
            CAPTURE(ascending[i]);
            CAPTURE(ascending[j]);
            CHECK(version_before(ascending[i], ascending[j]) == (i < j));
        }
    CHECK_FALSE(version_before("13.0", "13.0.0"));
    CHECK_FALSE(version_before("13.0.0", "13.0"));
    CHECK_FALSE(version_before("013.00", "13"));
}
