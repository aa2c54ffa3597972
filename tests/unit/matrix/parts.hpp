#pragma once

#include "matrix/matrix.hpp"

#include <string>
#include <utility>
#include <vector>

/// Parts of matrices that tests put together.
namespace fairway::test {

inline condition if_fact(const char* id) {
    condition c;
    c.what = condition::kind::fact;
    c.fact = id;
    return c;
}

inline condition never() {
    condition c;
    c.what = condition::kind::any;
    return c;
}

/// From row 1 of `page`.
inline flow flow_between(const char* from, const char* to, port_list ports, protocol by = protocol::tcp,
                         const char* page = "page@1") {
    flow f;
    f.from = from;
    f.to = to;
    f.protocol = by;
    f.ports = std::move(ports);
    f.id = f.from + ":" + f.to + ":" + std::string(to_string(by)) + ":" + to_string(f.ports);
    f.sources = {{page, {1}}};
    return f;
}

inline role role_called(const char* id, const char* title, std::vector<std::string> is = {}) {
    role r;
    r.id = id;
    r.title = title;
    r.is = std::move(is);
    return r;
}

} // namespace fairway::test
