#include "agent/source.hpp"

#include <algorithm>

namespace fairway {

namespace {

/// Where the site file says it.
std::string pointer_to_source(const assignment& a) {
    const auto& hosts = a.site.hosts;
    const auto self = std::find_if(hosts.begin(), hosts.end(), [&](const auto& h) { return h.name == a.self.name; });
    return "/hosts/" + std::to_string(self - hosts.begin()) + "/source";
}

/// A link-local address names an interface, which may be gone, or not there yet.
read_result<source_addresses> with_interface(read_result<source_addresses> chosen) {
    if (chosen && !chosen.value->v6.empty() && !parse_address(chosen.value->v6))
        return {std::nullopt, {{"", "", "this host has no network interface for the address " + chosen.value->v6}}};
    return chosen;
}

} // namespace

read_result<source_addresses> source_of(const assignment& a, const check_options& o, const local_identity& local) {
    if (!o.source.empty()) {
        auto chosen = with_interface(choose_source(o.source, local.addresses));
        for (auto& p : chosen.problems)
            p.file = "--source";
        return chosen;
    }
    // Another host's addresses are not ours.
    if (!a.stand_in_for.empty()) return {source_addresses{}, {}};
    auto chosen = with_interface(choose_source(a.self.source, local.addresses));
    for (auto& p : chosen.problems) {
        p.file = o.site_file;
        p.pointer = pointer_to_source(a);
    }
    return chosen;
}

read_result<assignment> with_source(read_result<assignment> a, const check_options& o, const local_identity& local) {
    if (!a) return a;
    auto source = source_of(*a.value, o, local);
    if (!source) return {std::nullopt, std::move(source.problems)};
    a.value->source = std::move(*source.value);
    return a;
}

departure departure_of(const source_addresses& source) {
    departure from;
    if (!source.v4.empty()) from.v4 = parse_address(source.v4);
    if (!source.v6.empty()) from.v6 = parse_address(source.v6);
    return from;
}

} // namespace fairway
