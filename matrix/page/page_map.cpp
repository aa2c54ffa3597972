#include "matrix/page/page_map.hpp"

#include "matrix/page/cell_text.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <tuple>

namespace fairway {

namespace {

using nlohmann::ordered_json;

ordered_json to_json(const port_list& ports) {
    auto json = ordered_json::array();
    for (const auto& range : ports)
        json.push_back(to_string(range));
    return json;
}

ordered_json to_json(const row_part& part) {
    ordered_json json{{"ports", to_json(part.ports)}};
    if (part.open_end) json["open_end"] = true;
    if (!part.dynamic.empty()) json["dynamic"] = part.dynamic;
    if (part.protocols)
        for (const auto p : *part.protocols)
            json["protocols"].push_back(to_string(p));
    if (part.from) json["from"] = *part.from;
    if (part.to) json["to"] = *part.to;
    if (part.select != select::all) json["select"] = to_string(part.select);
    if (part.listens) json["listens"] = to_string(*part.listens);
    if (!part.identify.empty()) json["identify"] = part.identify;
    if (part.never_answers) json["never_answers"] = true;
    if (part.when.what != condition::kind::always) json["when"] = to_json(part.when);
    if (part.required_when) json["required_when"] = to_json(*part.required_when);
    if (!part.fallback_of.empty()) json["fallback_of"] = to_json(part.fallback_of);
    if (part.endpoints) {
        json["endpoints"] = ordered_json::array();
        for (const auto& e : *part.endpoints)
            json["endpoints"].push_back(to_json(e));
    }
    if (!part.resolves.empty()) json["resolves"] = part.resolves;
    json["purpose"] = part.purpose;
    if (!part.why.empty()) json["why"] = part.why;
    return json;
}

} // namespace

seen_row seen(const page_row& row) {
    std::string protocols;
    for (const auto p : row.protocols)
        protocols += (protocols.empty() ? "" : ",") + std::string(to_string(p));
    return {row.section,          in_one_line(row.from), in_one_line(row.to),
            std::move(protocols), to_string(row.ports),  row.notes_digest};
}

bool is_same_row(const seen_row& a, const seen_row& b) {
    return std::tie(a.section, a.from, a.to, a.protocols, a.ports) ==
           std::tie(b.section, b.from, b.to, b.protocols, b.ports);
}

bool case_does_not_matter::operator()(const std::string& a, const std::string& b) const {
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
    return std::lexicographical_compare(a.begin(), a.end(), b.begin(), b.end(),
                                        [&](char left, char right) { return lower(left) < lower(right); });
}

ordered_json to_json(const page_map& m) {
    ordered_json json{{"schema", "fairway-page-map/1"},
                      {"id", m.id},
                      {"version", m.version},
                      {"title", m.title},
                      {"url", m.url},
                      {"phrases", ordered_json::object()},
                      {"rows", ordered_json::object()}};
    for (const auto& [phrase, roles] : m.phrases)
        json["phrases"][phrase] = roles;
    for (const auto& [row, parts] : m.rows)
        for (const auto& part : parts)
            json["rows"][std::to_string(row)].push_back(to_json(part));
    for (const auto& [row, s] : m.seen) {
        auto& of_row = json["seen"][std::to_string(row)] = {
            {"section", s.section}, {"from", s.from}, {"to", s.to}, {"protocols", s.protocols}, {"ports", s.ports}};
        if (!s.notes.empty()) of_row["notes"] = s.notes;
    }
    return json;
}

} // namespace fairway
