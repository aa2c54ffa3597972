#include "matrix/firewall_request.hpp"

#include "matrix/address_products.hpp"
#include "text/columns.hpp"
#include "text/names.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

namespace fairway {

namespace {

/// What all pairs of a rule have in common before their ports are compared.
struct common {
    request_kind kind;
    blocker_kind stops;
    std::string at, place;
    fairway::protocol protocol;
    bool is_addressed, v6;

    auto operator<=>(const common&) const = default;
};

/// What was seen between two addresses.
struct seen_pair {
    std::map<justification, port_list> needs;
    std::set<std::string> evidence, culprits;
    std::set<std::uint8_t> hops;
    std::string first_seen, last_seen;
};

using names_by_address = std::map<std::string, std::set<std::string>>;

bool is_numeric(const std::string& address) {
    return is_ip_address(address.substr(0, address.find('%')));
}

bool is_v6(const std::string& address) {
    return address.find(':') != std::string::npos;
}

object_group group_of(const std::set<std::string>& keys, const names_by_address& names, const names_by_address& owners,
                      const std::string& role) {
    object_group group{role, {}, {}};
    std::set<std::string> of_all;
    for (const auto& key : keys)
        if (const auto known = owners.find(key); known != owners.end())
            of_all.insert(known->second.begin(), known->second.end());
    group.owners.assign(of_all.begin(), of_all.end());
    for (const auto& key : keys) {
        const auto& known = names.at(key);
        group.members.push_back({key.starts_with('?') ? "" : key, {known.begin(), known.end()}});
    }
    return group;
}

class collector {
  public:
    void add(const report& r) {
        const auto request = make_change_request(r);
        for (const auto& l : request.lines)
            add(r, l);
        for (const auto* f : request.not_a_firewall_matter)
            add(r, *f);
    }

    firewall_requests take() {
        for (const auto& [key, pairs] : seen_)
            add_rules(key, pairs);
        const auto place = [](const firewall_request& r) { return std::tuple(r.kind, r.stops.kind, r.place); };
        std::stable_sort(out_.requests.begin(), out_.requests.end(),
                         [&](const auto& a, const auto& b) { return place(a) < place(b); });
        std::size_t number = 0;
        for (std::size_t i = 0; i < out_.requests.size(); ++i) {
            if (i == 0 || place(out_.requests[i - 1]) != place(out_.requests[i])) ++number;
            out_.requests[i].number = number;
        }
        return std::move(out_);
    }

  private:
    void add(const report& r, const request_line& l) {
        // An address that is not known is that of one host only.
        const std::string source = l.source.empty() ? "?" + r.host : l.source;
        common key{l.kind,
                   l.stops.kind,
                   l.stops.is_on_path() ? l.stops.address : "",
                   l.place,
                   l.of->requirement.flow->protocol,
                   is_numeric(l.source) && is_numeric(l.destination),
                   is_v6(l.destination)};
        if (is_v6(l.source) != key.v6 || l.ports.empty()) key.is_addressed = false;
        const flow& f = *l.of->requirement.flow;
        seen_pair& seen = seen_[key][{source, l.destination}];
        for (const auto& s : f.sources) {
            auto& ports = seen.needs[{f.id, f.from, f.to, f.purpose, s.matrix, url_of(r.matrices, s.matrix), s.rows}];
            ports.insert(ports.end(), l.ports.begin(), l.ports.end());
        }
        seen.evidence.insert(l.evidence);
        seen.culprits.insert(l.culprit);
        seen.hops.insert(l.stops.hop);
        if (seen.first_seen.empty() || r.started_at < seen.first_seen) seen.first_seen = r.started_at;
        seen.last_seen = std::max(seen.last_seen, r.started_at);
        sources_[source].insert(r.host);
        destinations_[l.destination].insert(l.of->requirement.target);
        if (const auto owner = owner_in_words(r.labels); !owner.empty()) owners_[source].insert(owner);
        const auto& labels = l.of->requirement.labels;
        if (const auto owner = labels ? owner_in_words(*labels) : std::string(); !owner.empty())
            owners_[l.destination].insert(owner);
    }

    void add(const report& r, const finding& f) {
        const auto [place, is_new] = other_places_.emplace(
            std::tuple(f.requirement.flow->id, f.requirement.target, f.kind, f.text), out_.others.size());
        if (is_new) out_.others.push_back({&r, &f, {}});
        auto& hosts = out_.others[place->second].hosts;
        if (hosts.empty() || hosts.back() != r.host) hosts.push_back(r.host);
    }

    void add_rules(const common& key, const std::map<end_pair, seen_pair>& pairs) {
        // Pairs that need the same ports for the same reasons may share a rule.
        std::map<std::pair<port_list, std::vector<justification>>, std::vector<end_pair>> alike;
        for (const auto& [pair, seen] : pairs) {
            std::map<port_list, std::vector<justification>> reasons;
            for (const auto& [why, ports] : seen.needs)
                reasons[normalize(ports)].push_back(why);
            for (auto& [ports, why] : reasons)
                alike[{ports, std::move(why)}].push_back(pair);
        }
        for (const auto& [need, some] : alike) {
            for (const auto& [sources, destinations] : products_of(some)) {
                firewall_request one;
                one.kind = key.kind;
                one.is_addressed = key.is_addressed;
                one.v6 = key.v6;
                one.protocol = key.protocol;
                one.ports = need.first;
                one.required_by = need.second;
                add_evidence(one, key, pairs, sources, destinations);
                out_.requests.push_back(std::move(one));
            }
        }
    }

    void add_evidence(firewall_request& one, const common& key, const std::map<end_pair, seen_pair>& pairs,
                      const std::set<std::string>& sources, const std::set<std::string>& destinations) const {
        std::set<std::string> evidence, culprits;
        std::set<std::uint8_t> hops;
        for (const auto& source : sources)
            for (const auto& destination : destinations) {
                const seen_pair& seen = pairs.at({source, destination});
                evidence.insert(seen.evidence.begin(), seen.evidence.end());
                culprits.insert(seen.culprits.begin(), seen.culprits.end());
                hops.insert(seen.hops.begin(), seen.hops.end());
                if (one.first_seen.empty() || seen.first_seen < one.first_seen) one.first_seen = seen.first_seen;
                one.last_seen = std::max(one.last_seen, seen.last_seen);
            }
        one.evidence.assign(evidence.begin(), evidence.end());
        one.place = key.at.empty() ? key.place : key.at;
        one.where = culprits.size() == 1 ? *culprits.begin() : key.place;
        one.stops = {key.stops, key.at, hops.size() == 1 ? *hops.begin() : std::uint8_t{0}};
        if (key.stops == blocker_kind::host_firewall && destinations.size() == 1)
            one.stops.address = *destinations.begin();
        if (key.stops == blocker_kind::this_host && sources.size() == 1 && !sources.begin()->starts_with('?'))
            one.stops.address = *sources.begin();
        one.source = group_of(sources, sources_, owners_, one.required_by.front().from);
        one.destination = group_of(destinations, destinations_, owners_, one.required_by.front().to);
    }

    std::map<common, std::map<end_pair, seen_pair>> seen_;
    names_by_address sources_, destinations_, owners_;
    std::map<std::tuple<std::string, std::string, finding_kind, std::string>, std::size_t> other_places_;
    firewall_requests out_;
};

} // namespace

std::string owner_in_words(const host_labels& labels) {
    std::string text = labels.owner.empty() || labels.contact.empty() ? labels.owner + labels.contact
                                                                      : labels.owner + " (" + labels.contact + ")";
    if (!labels.tags.empty()) text += (text.empty() ? "[" : " [") + joined(labels.tags, 8) + "]";
    return text;
}

firewall_requests make_firewall_requests(const report_set& reports) {
    collector all;
    for (const auto* r : reports.all)
        all.add(*r);
    return all.take();
}

} // namespace fairway
