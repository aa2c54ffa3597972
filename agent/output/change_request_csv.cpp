#include "agent/output/change_request_words.hpp"
#include "agent/output/escape.hpp"
#include "text/columns.hpp"

namespace fairway {

namespace {

std::vector<std::string> names_of(const object_group& group) {
    std::vector<std::string> names;
    for (const auto& m : group.members)
        names.push_back(joined(m.names, std::string::npos, "/"));
    return names;
}

std::vector<std::string> addresses_of(const object_group& group) {
    std::vector<std::string> addresses;
    for (const auto& m : group.members)
        addresses.push_back(m.address);
    return addresses;
}

std::string in_words(const std::vector<std::string>& words) {
    return joined(words, std::string::npos, " ");
}

/// One field of all that require it.
template <class F>
std::string of_all(const firewall_request& r, F field) {
    std::vector<std::string> words;
    for (const auto& why : r.required_by)
        if (const std::string word = field(why); words.empty() || words.back() != word) words.push_back(word);
    return joined(words, std::string::npos, "; ");
}

/// One field of all pages that require it.
template <class F>
std::string of_sources(const finding& f, F field) {
    std::vector<std::string> words;
    for (const auto& s : f.requirement.flow->sources)
        words.push_back(field(s));
    return joined(words, std::string::npos, "; ");
}

} // namespace

std::string render_change_request_csv(const report_set& reports, const output_style& style) {
    const auto all = make_firewall_requests(reports);
    const auto& known = style.request;
    std::string text = csv_line(request_columns);
    for (const auto& r : all.requests)
        text += csv_line({std::string(to_string(r.kind)),
                          std::to_string(r.number),
                          r.kind == request_kind::optional ? "" : "permit",
                          group_name(r.source),
                          in_words(names_of(r.source)),
                          in_words(addresses_of(r.source)),
                          group_name(r.destination),
                          in_words(names_of(r.destination)),
                          in_words(addresses_of(r.destination)),
                          std::string(to_string(r.protocol)),
                          to_string(r.ports),
                          r.where,
                          std::string(to_string(r.stops.kind)),
                          r.stops.address,
                          r.stops.hop == 0 ? "" : std::to_string(r.stops.hop),
                          evidence_in_words(r),
                          seen_at(r),
                          of_all(r, [](const auto& why) { return why.purpose; }),
                          of_all(r, [](const auto& why) { return why.flow; }),
                          of_all(r, [](const auto& why) { return why.matrix; }),
                          of_all(r, [](const auto& why) { return why.source_url; }),
                          of_all(r, [](const auto& why) { return rows_in_words(why.rows); }),
                          joined(r.source.owners, std::string::npos, "; "),
                          joined(r.destination.owners, std::string::npos, "; "),
                          known.requester,
                          known.ticket,
                          known.expires,
                          "",
                          ""});
    for (const auto& other : all.others) {
        const report& by = *other.by;
        const finding& f = *other.of;
        const auto* a = f.addresses.empty() ? nullptr : &f.addresses.front();
        const bool one = other.hosts.size() == 1;
        text += csv_line({"not-a-firewall-matter",
                          "",
                          "",
                          "",
                          in_words(other.hosts),
                          a == nullptr || !one ? "" : a->source,
                          "",
                          f.requirement.target,
                          a == nullptr ? "" : a->address,
                          std::string(to_string(f.requirement.flow->protocol)),
                          to_string(f.requirement.ports),
                          "",
                          f.blocker ? std::string(to_string(f.blocker->kind)) : "",
                          f.blocker && one ? f.blocker->address : "",
                          "",
                          std::string(to_string(f.kind)),
                          by.started_at,
                          f.requirement.flow->purpose,
                          f.requirement.flow->id,
                          of_sources(f, [](const auto& s) { return s.matrix; }),
                          of_sources(f, [&](const auto& s) { return url_of(by.matrices, s.matrix); }),
                          of_sources(f, [](const auto& s) { return rows_in_words(s.rows); }),
                          one ? owner_in_words(by.labels) : "",
                          f.requirement.labels ? owner_in_words(*f.requirement.labels) : "",
                          known.requester,
                          known.ticket,
                          "",
                          f.text,
                          f.advice});
    }
    return text;
}

} // namespace fairway
