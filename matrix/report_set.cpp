#include "matrix/report_set.hpp"

#include <algorithm>
#include <map>
#include <tuple>

namespace fairway {

bool is_empty(const report_set& reports) {
    return std::all_of(reports.all.begin(), reports.all.end(), [](const auto* r) { return is_empty(*r); });
}

report_set newest_of_each_host(const std::vector<report>& given) {
    struct told {
        const report* newest;
        std::size_t count = 0;
        bool other_roles = false;
    };
    std::vector<told> hosts;
    using host_key = std::tuple<std::string_view, std::string_view>; // into `given`
    std::map<host_key, std::size_t> places;
    for (const auto& r : given) {
        const auto [place, is_new] = places.emplace(host_key(r.host, r.stand_in_for), hosts.size());
        if (is_new) hosts.push_back({&r});
        told& host = hosts[place->second];
        ++host.count;
        host.other_roles = host.other_roles || r.roles != host.newest->roles;
        // UTC in one notation: later texts are later times.
        if (r.started_at >= host.newest->started_at) host.newest = &r;
    }
    report_set set;
    for (const auto& host : hosts) {
        set.all.push_back(host.newest);
        if (host.count == 1) continue;
        set.notes.push_back(host.newest->host + " has " + std::to_string(host.count) +
                            " reports: only the newest, of " + host.newest->started_at + ", counts" +
                            (host.other_roles ? ", although another one is of other roles" : ""));
    }
    return set;
}

} // namespace fairway
