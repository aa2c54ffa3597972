#include "matrix/subject.hpp"

#include "matrix/port_sample.hpp"

#include <utility>

namespace fairway {

subject subject_of(const finding& f) {
    subject s;
    for (const auto& a : f.addresses) {
        if (a.finding != f.kind) continue;
        if (s.at == nullptr) s.at = &a;
        port_list here;
        for (const auto& one : a.spans) {
            if (one.finding != f.kind) continue;
            if (s.first == nullptr) s.first = &one;
            here.insert(here.end(), one.ports.begin(), one.ports.end());
        }
        here = normalize(std::move(here));
        const auto wide = with_unprobed(here, probed_at(a), f.requirement.ports);
        s.ports.insert(s.ports.end(), here.begin(), here.end());
        s.range.insert(s.range.end(), wide.begin(), wide.end());
    }
    s.ports = normalize(std::move(s.ports));
    s.range = normalize(std::move(s.range));
    return s;
}

port_list probed_at(const address_finding& a) {
    port_list probed;
    for (const auto& s : a.spans)
        probed.insert(probed.end(), s.ports.begin(), s.ports.end());
    return normalize(std::move(probed));
}

} // namespace fairway
