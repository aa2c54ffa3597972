#include "matrix/page/flow_join.hpp"

#include "matrix/flow_join.hpp"

#include <utility>

namespace fairway {

std::vector<std::string> join(row_flow& have, const row_flow& more) {
    auto& a = have.flow;
    const auto& b = more.flow;
    std::vector<std::string> differ;
    if (have.is_decided == more.is_decided) {
        const auto compare = [&](bool same, const char* key) {
            if (!same) differ.emplace_back(key);
        };
        compare(a.open_end == b.open_end, "open_end");
        compare(a.dynamic == b.dynamic, "dynamic");
        compare(a.fallback_of == b.fallback_of, "fallback_of");
        compare(a.listens == b.listens, "listens");
        compare(a.identify == b.identify, "identify");
        compare(a.never_answers == b.never_answers, "never_answers");
        compare(a.resolves == b.resolves, "resolves");
        // Where one row needs it anyway, it is no mere fallback.
        if (a.fallback_of != b.fallback_of) a.fallback_of.clear();
    }
    auto joined = !have.is_decided && more.is_decided ? b : a;
    joined.when = a.when;
    joined.required_when = a.required_when;
    joined.endpoints = a.endpoints;
    joined.sources = a.sources;
    join_needs(joined, b);
    a = std::move(joined);
    have.is_decided = have.is_decided || more.is_decided;
    return differ;
}

} // namespace fairway
