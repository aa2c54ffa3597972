#include "matrix/report_parts.hpp"

#include "matrix/report_reader.hpp"
#include "text/utf8.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace fairway {

namespace {

using nlohmann::ordered_json;

/// Compact; bytes that are no UTF-8, such as a name server may send, become U+FFFD.
std::string dump(const ordered_json& value) {
    return value.dump(-1, ' ', false, ordered_json::error_handler_t::replace);
}

/// A text that a reader takes: the end of a longer one is not worth losing the report for.
void shorten(ordered_json& text) {
    if (!text.is_string()) return;
    auto& s = text.get_ref<std::string&>();
    // Each byte that is no UTF-8 becomes three.
    const auto most = first_invalid_utf8(s) ? report_limits::text / 3 : report_limits::text;
    if (s.size() <= most) return;
    static constexpr std::string_view mark = "…";
    s.replace(utf8_prefix(s, most - mark.size()).size(), std::string::npos, mark);
}

/// Leaves out the addresses and spans for which there is no room, the last ones first: thousands of ports that fare
/// differently by turns are of no use one by one, and `text` has said what they mean.
void trim(ordered_json& finding, std::size_t excess) {
    auto& addresses = finding["addresses"];
    const auto size = dump(addresses).size();
    std::size_t room = size - std::min(size, excess);
    const auto keep = [&room](ordered_json& list, std::size_t from, const auto& cost_of) {
        auto i = from;
        for (; i < list.size(); ++i) {
            const auto cost = cost_of(list[i]) + 1; // and a comma
            if (cost > room) break;
            room -= cost;
        }
        list.erase(list.begin() + static_cast<std::ptrdiff_t>(i), list.end());
    };
    keep(addresses, 0, [&](ordered_json& address) {
        ordered_json spans = std::exchange(address["spans"], ordered_json::array());
        const auto cost = dump(address).size();
        if (cost + 1 > room) return cost;
        room -= cost;
        keep(spans, 0, [](const ordered_json& one) { return dump(one).size(); });
        address["spans"] = std::move(spans);
        return std::size_t{0};
    });
}

/// A finding as a reader takes it.
std::string text_of(const finding& f) {
    ordered_json j = to_json(f);
    for (const auto* key : {"text", "advice", "question", "purpose"})
        shorten(j[key]);
    std::string text = dump(j);
    if (text.size() <= report_limits::detail) return text;
    trim(j, text.size() - report_limits::detail);
    return dump(j);
}

/// The findings of each target, as the inside of a list, in the order of the targets.
std::vector<std::string> findings_by_target(std::vector<finding> findings) {
    std::vector<std::string> groups;
    std::unordered_map<std::string, std::size_t> group_of;
    for (auto& each : findings) {
        const finding f = std::move(each);
        const auto [it, is_new] = group_of.try_emplace(f.requirement.target, groups.size());
        if (is_new) groups.emplace_back();
        auto& group = groups[it->second];
        if (!group.empty()) group += ',';
        group += text_of(f);
    }
    return groups;
}

constexpr std::string_view before_findings = ",\"findings\":[", after_findings = "]}";

} // namespace

std::vector<std::string> to_parts(const report& r, std::size_t limit) {
    return to_parts(report(r), limit);
}

std::vector<std::string> to_parts(report&& r, std::size_t limit) {
    ordered_json header = header_json(r);
    ordered_json end = header;
    add_end(end, r);
    auto groups = findings_by_target(std::move(r.findings));
    for (auto* outside : {&header, &end})
        (*outside)["part"] = (*outside)["parts"] = groups.size() + 1; // no number of a part is longer
    for (auto& note : end["notes"])
        shorten(note);
    for (auto& one : end["not_probed"])
        shorten(one["text"]);
    const auto frame = before_findings.size() + after_findings.size() - 1; // the last "}" of the header goes
    const auto header_size = dump(header).size() + frame, end_size = dump(end).size() + frame;

    std::vector<std::string> findings(1); // of each part
    for (auto& group : groups) {
        if (!findings.back().empty()) {
            if (header_size + findings.back().size() + 1 + group.size() > limit)
                findings.emplace_back();
            else
                findings.back() += ',';
        }
        findings.back() += std::exchange(group, {});
    }
    if (!findings.back().empty() && end_size + findings.back().size() > limit) findings.emplace_back();

    std::vector<std::string> parts;
    for (std::size_t i = 0; i < findings.size(); ++i) {
        ordered_json& outside = i + 1 == findings.size() ? end : header;
        outside["part"] = i + 1;
        outside["parts"] = findings.size();
        auto& part = parts.emplace_back(dump(outside));
        part.pop_back();
        part += before_findings;
        part += std::exchange(findings[i], {});
        part += after_findings;
    }
    return parts;
}

} // namespace fairway
