#include "agent/service/settle.hpp"

#include "text/json_text.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <map>
#include <utility>

namespace fairway {

namespace {

using nlohmann::ordered_json;

using by_check = std::map<std::pair<std::string_view, std::string_view>, const settled_finding*>;

by_check indexed(const settled_run& run) {
    by_check all;
    for (const auto& f : run)
        all.emplace(std::pair(std::string_view(f.flow), std::string_view(f.target)), &f);
    return all;
}

const settled_finding* find(const by_check& all, const requirement& c) {
    const auto at = all.find({c.flow->id, c.target});
    return at == all.end() ? nullptr : at->second;
}

/// Ports that are not fine, and those that were not and have not been seen since: what this run did not get to see
/// (no name, no time) is no better than it was.
port_list troubled_ports(const finding& f, const settled_finding* before) {
    port_list ports, seen;
    for (const auto& a : f.addresses)
        for (const auto& s : a.spans) {
            if (s.finding != finding_kind::not_run) seen.insert(seen.end(), s.ports.begin(), s.ports.end());
            // What was not seen is no trouble: or each run would see less while the network shuts this host out.
            if (s.finding != finding_kind::not_run && s.outcome != outcome::pass && s.outcome != outcome::skip)
                ports.insert(ports.end(), s.ports.begin(), s.ports.end());
        }
    if (before != nullptr) {
        seen = normalize(std::move(seen));
        for (const auto& range : before->troubled)
            for (unsigned n = range.first; n <= range.last; ++n) {
                const auto port = static_cast<std::uint16_t>(n);
                if (contains(f.requirement.ports, port) && !contains(seen, port)) ports.push_back({port, port});
            }
    }
    return normalize(std::move(ports));
}

} // namespace

settled_run settled(const std::vector<finding>& findings, const std::optional<settled_run>& last) {
    const auto known = last ? indexed(*last) : by_check();
    settled_run run;
    for (const auto& f : findings)
        run.push_back({f.requirement.flow->id, f.requirement.target, f.kind, counts_as(f),
                       troubled_ports(f, find(known, f.requirement))});
    return run;
}

void keep_watching(plan& p, const settled_run& last) {
    const auto known = indexed(last);
    for (auto& c : p.requirements) {
        const auto* before = find(known, c);
        if (before == nullptr) continue;
        port_list watched = c.probed;
        for (const auto& range : before->troubled)
            for (unsigned n = range.first; n <= range.last; ++n)
                if (const auto port = static_cast<std::uint16_t>(n); contains(c.ports, port))
                    watched.push_back({port, port});
        c.probed = normalize(std::move(watched));
    }
}

std::vector<std::size_t> changed(const std::optional<settled_run>& last, const std::vector<finding>& now) {
    const auto known = last ? indexed(*last) : by_check();
    std::vector<std::size_t> which;
    for (std::size_t i = 0; i < now.size(); ++i) {
        const auto* before = find(known, now[i].requirement);
        if (now[i].kind == finding_kind::not_run) continue; // looking again would make it worse
        const auto counts = counts_as(now[i]);
        if (before == nullptr ? counts == outcome::fail : before->finding != now[i].kind || before->outcome != counts)
            which.push_back(i);
    }
    return which;
}

std::size_t settle(std::vector<finding>& findings, const std::vector<std::size_t>& which, std::vector<finding> second) {
    std::size_t gone = 0;
    for (std::size_t i = 0; i < which.size(); ++i) {
        auto& first = findings[which[i]];
        if (second[i].kind != first.kind || counts_as(second[i]) != counts_as(first)) ++gone;
        first = std::move(second[i]);
    }
    return gone;
}

std::string to_json_text(const settled_run& run) {
    // One by one: as JSON in memory, tens of thousands of them take many times their text.
    std::string text = R"({"schema":"fairway-last-run/1","findings":[)";
    for (const auto& f : run) {
        ordered_json one;
        one["flow"] = f.flow;
        one["target"] = f.target;
        one["finding"] = to_string(f.finding);
        one["outcome"] = to_string(f.outcome);
        for (const auto& range : f.troubled)
            one["troubled"].push_back(to_string(range));
        if (&f != &run.front()) text += ',';
        text += one.dump(-1, ' ', false, ordered_json::error_handler_t::replace);
    }
    return text + "]}\n";
}

std::optional<settled_run> read_settled_run(std::string_view text) {
    const auto parsed = parse_json(text, "last_run.json");
    if (!parsed || !parsed.value->is_object()) return std::nullopt;
    const auto& file = *parsed.value;
    const auto text_of = [](const nlohmann::json& object, const char* name) -> std::optional<std::string> {
        const auto at = object.find(name);
        if (at == object.end() || !at->is_string()) return std::nullopt;
        return at->get<std::string>();
    };
    if (text_of(file, "schema") != "fairway-last-run/1" || !file.contains("findings") || !file["findings"].is_array())
        return std::nullopt;
    settled_run run;
    for (const auto& one : file["findings"]) {
        if (!one.is_object()) return std::nullopt;
        const auto flow = text_of(one, "flow"), target = text_of(one, "target");
        const auto kind = parse_finding_kind(text_of(one, "finding").value_or(""));
        const auto counts = parse_outcome(text_of(one, "outcome").value_or(""));
        if (!flow || !target || !kind || !counts) return std::nullopt;
        port_list troubled;
        const auto words = one.value("troubled", nlohmann::json::array());
        if (!words.is_array()) return std::nullopt;
        for (const auto& word : words) {
            const auto range = word.is_string() ? parse_port_range(word.get_ref<const std::string&>()) : std::nullopt;
            if (!range) return std::nullopt;
            troubled.push_back(*range);
        }
        run.push_back({*flow, *target, *kind, *counts, normalize(std::move(troubled))});
    }
    return run;
}

} // namespace fairway
