#include "matrix/subject.hpp"

#include "matrix/port_sample.hpp"

#include <algorithm>
#include <utility>

namespace fairway {

subject subject_of(const finding& f) {
    subject s = subject_of(
        f, [&](const address_finding& a, const span& one) { return a.finding == f.kind && one.finding == f.kind; });
    // A name that does not resolve has no ports.
    const auto worst = std::find_if(f.addresses.begin(), f.addresses.end(),
                                    [&](const address_finding& a) { return a.finding == f.kind; });
    s.at = worst == f.addresses.end() ? nullptr : &*worst;
    return s;
}

subject subject_of(const finding& f, const span_filter& is_meant) {
    subject s;
    for (const auto& a : f.addresses) {
        port_list here;
        for (const auto& one : a.spans) {
            if (a.is_mere_sample(one) || !is_meant(a, one)) continue;
            if (s.at == nullptr) s.at = &a;
            if (s.first == nullptr) s.first = &one;
            here.insert(here.end(), one.ports.begin(), one.ports.end());
        }
        here = normalize(std::move(here));
        const auto wide = asked_for(f, a, here);
        s.ports.insert(s.ports.end(), here.begin(), here.end());
        s.range.insert(s.range.end(), wide.begin(), wide.end());
    }
    s.ports = normalize(std::move(s.ports));
    s.range = normalize(std::move(s.range));
    return s;
}

port_list asked_for(const finding& f, const address_finding& a, const port_list& some) {
    if (a.rpc && a.rpc->decides() && !some.empty()) return f.requirement.ports;
    return with_unprobed(some, probed_at(a), f.requirement.ports);
}

port_list probed_at(const address_finding& a) {
    port_list probed;
    for (const auto& s : a.spans)
        probed.insert(probed.end(), s.ports.begin(), s.ports.end());
    return normalize(std::move(probed));
}

} // namespace fairway
