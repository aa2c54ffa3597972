#include "matrix/condition.hpp"

#include <algorithm>
#include <string_view>

namespace fairway {

namespace {

bool holds(const condition& c, const std::string& value) {
    switch (c.compare) {
    case condition::comparison::is_true: return value == "true";
    case condition::comparison::is: return value == c.value;
    case condition::comparison::before: return version_before(value, c.value);
    }
    return false;
}

/// `all` and `any` are one rule, mirrored: a part with the value that decides settles it, an unknown one keeps it open.
evaluation combine(const std::vector<condition>& parts, truth decides, truth otherwise, const fact_lookup& facts) {
    evaluation result{otherwise, {}};
    for (const auto& part : parts) {
        const auto one = evaluate(part, facts);
        if (one.value == decides) return {decides, {}};
        if (one.value != truth::unknown) continue;
        result.value = truth::unknown;
        for (const auto& fact : one.open)
            if (std::find(result.open.begin(), result.open.end(), fact) == result.open.end())
                result.open.push_back(fact);
    }
    return result;
}

std::string join(const std::vector<condition>& parts, std::string_view word) {
    std::string text;
    for (const auto& part : parts) {
        if (!text.empty()) text.append(" ").append(word).append(" ");
        const bool compound = part.what == condition::kind::all || part.what == condition::kind::any;
        text += compound ? "(" + to_string(part) + ")" : to_string(part);
    }
    return text;
}

/// Cuts the first number off; a version that has ended goes on with zeros. Without leading zeros, numbers of any
/// length compare by length, then as text.
std::string_view take_number(std::string_view& version) {
    const auto dot = version.find('.');
    auto number = version.substr(0, dot);
    version = dot == std::string_view::npos ? std::string_view{} : version.substr(dot + 1);
    number.remove_prefix(std::min(number.find_first_not_of('0'), number.size()));
    return number;
}

} // namespace

evaluation evaluate(const condition& c, const fact_lookup& facts) {
    switch (c.what) {
    case condition::kind::always: break;
    case condition::kind::fact: {
        const auto value = facts(c.fact);
        if (!value) return {truth::unknown, {c.fact}};
        return {holds(c, *value) ? truth::yes : truth::no, {}};
    }
    case condition::kind::all: return combine(c.parts, truth::no, truth::yes, facts);
    case condition::kind::any: return combine(c.parts, truth::yes, truth::no, facts);
    case condition::kind::none: {
        auto inner = evaluate(c.parts.at(0), facts);
        if (inner.value != truth::unknown) inner.value = inner.value == truth::yes ? truth::no : truth::yes;
        return inner;
    }
    }
    return {};
}

std::string to_string(const condition& c) {
    switch (c.what) {
    case condition::kind::always: break;
    case condition::kind::fact:
        switch (c.compare) {
        case condition::comparison::is_true: return c.fact;
        case condition::comparison::is: return c.fact + " is " + c.value;
        case condition::comparison::before: return c.fact + " before " + c.value;
        }
        break;
    case condition::kind::all: return c.parts.empty() ? "always" : join(c.parts, "and");
    case condition::kind::any: return c.parts.empty() ? "never" : join(c.parts, "or");
    case condition::kind::none: {
        const auto& part = c.parts.at(0);
        const bool bare = part.what == condition::kind::fact && part.compare == condition::comparison::is_true;
        return bare ? "not " + to_string(part) : "not (" + to_string(part) + ")";
    }
    }
    return "";
}

bool is_version(const std::string& text) {
    bool digit_before = false;
    for (const char c : text) {
        if (c == '.' ? !digit_before : c < '0' || c > '9') return false;
        digit_before = c != '.';
    }
    return digit_before;
}

bool version_before(const std::string& a, const std::string& b) {
    std::string_view left = a, right = b;
    while (!left.empty() || !right.empty()) {
        const auto l = take_number(left), r = take_number(right);
        if (l.size() != r.size()) return l.size() < r.size();
        if (l != r) return l < r;
    }
    return false;
}

} // namespace fairway
