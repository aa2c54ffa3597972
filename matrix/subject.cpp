#include "matrix/subject.hpp"

#include <utility>

namespace fairway {

subject subject_of(const finding& f) {
    subject s;
    for (const auto& a : f.addresses) {
        if (a.finding != f.kind) continue;
        if (s.at == nullptr) s.at = &a;
        for (const auto& one : a.spans) {
            if (one.finding != f.kind) continue;
            if (s.first == nullptr) s.first = &one;
            s.ports.insert(s.ports.end(), one.ports.begin(), one.ports.end());
        }
    }
    s.ports = normalize(std::move(s.ports));
    return s;
}

} // namespace fairway
