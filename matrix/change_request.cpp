#include "matrix/change_request.hpp"

#include "matrix/firewall_matter.hpp"
#include "matrix/path_words.hpp"
#include "matrix/stopped_by.hpp"
#include "matrix/subject.hpp"

#include <algorithm>

namespace fairway {

namespace {

request_kind kind_of(const requirement& c, const span& s) {
    if (!c.required || !c.questions.empty()) return request_kind::optional;
    return s.outcome == outcome::fail ? request_kind::allow : request_kind::confirm;
}

std::string culprit_of(const report& r, const finding& f, const address_finding& a, const span& s, const blocker& b) {
    if (s.finding != finding_kind::blocked) return a.path_end ? in_words(*a.path_end) : std::string();
    switch (b.kind) {
    case blocker_kind::this_host: return "the firewall of " + r.host + " itself";
    case blocker_kind::host_firewall: return in_words(b, f.requirement.target) + " itself";
    case blocker_kind::unknown: return {};
    default: return s.seen.on_way ? in_words(*s.seen.on_way) : in_words(b, f.requirement.target);
    }
}

/// The same words for every host behind the same place.
std::string place_of(const address_finding& a, const span& s, const blocker& b) {
    if (s.finding != finding_kind::blocked) {
        if (!a.path_end) return {};
        auto end = *a.path_end;
        end.hop = end.of = 0;
        return in_words(end);
    }
    switch (b.kind) {
    case blocker_kind::this_host: return "the source's own firewall";
    case blocker_kind::host_firewall: return "the destination's own firewall";
    case blocker_kind::unknown: return {};
    default: break;
    }
    if (!s.seen.on_way) return in_words(blocker{b.kind, b.address, 0}, {});
    auto by = *s.seen.on_way;
    by.hop = 0;
    return in_words(by);
}

std::string evidence_of(const address_finding& a, const span& s) {
    std::string text = std::string(to_string(s.seen.state)) + ", " + std::string(to_string(s.seen.reason));
    if (!s.seen.answered_by.empty() && s.seen.answered_by != a.address) text += ", from " + s.seen.answered_by;
    if (s.seen.icmp) text += ": " + to_string(*s.seen.icmp);
    return text;
}

void add_lines(const report& r, const finding& f, const address_finding& a, std::vector<request_line>& lines) {
    const auto first = static_cast<std::ptrdiff_t>(lines.size());
    for (const auto& s : a.spans) {
        // What a proxy does or not is for those who run it.
        if (!is_firewall_matter(s) || s.seen.proxy) continue;
        request_line line;
        line.kind = kind_of(f.requirement, s);
        line.of = &f;
        line.source = a.source;
        line.destination = a.address;
        line.ports = s.ports;
        // What is dropped on the path may be dropped by the host as well: of that, nothing is known.
        if (s.finding == finding_kind::blocked) line.where = stopped_by(a, s).value_or(blocker{});
        line.stops = stopped_by(a, s).value_or(blocker{});
        line.culprit = culprit_of(r, f, a, s, line.where);
        line.place = place_of(a, s, line.where);
        line.evidence = evidence_of(a, s);
        const auto same = std::find_if(lines.begin() + first, lines.end(), [&](const request_line& l) {
            return l.kind == line.kind && l.where == line.where && l.culprit == line.culprit &&
                   l.evidence == line.evidence;
        });
        if (same == lines.end())
            lines.push_back(std::move(line));
        else
            same->ports.insert(same->ports.end(), s.ports.begin(), s.ports.end());
    }
    if (f.requirement.open_end)
        for (auto line = lines.begin() + first; line != lines.end(); ++line)
            line->evidence += " (the service takes the first free port from " +
                              std::to_string(f.requirement.ports.front().first) + " on)";
    const auto tried = count(probed_at(a)), needed = count(f.requirement.ports);
    for (auto line = lines.begin() + first; line != lines.end(); ++line) {
        line->ports = asked_for(f, a, normalize(std::move(line->ports)));
        if (tried < needed)
            line->evidence += " (sample: " + std::to_string(tried) + " of " + std::to_string(needed) + " ports probed)";
    }
}

} // namespace

std::string_view to_string(request_kind k) {
    switch (k) {
    case request_kind::allow: return "allow";
    case request_kind::confirm: return "confirm";
    case request_kind::optional: return "optional";
    }
    return "confirm";
}

change_request make_change_request(const report& r) {
    change_request c;
    for (const auto& f : r.findings) {
        if (f.accepted.has_value() || is_fine(f.outcome)) continue;
        const auto before = c.lines.size();
        for (const auto& a : f.addresses)
            if (!a.no_family_route && !is_served(f, a)) add_lines(r, f, a, c.lines);
        if (c.lines.size() == before) c.not_a_firewall_matter.push_back(&f);
    }
    std::stable_sort(c.lines.begin(), c.lines.end(), [](const auto& a, const auto& b) { return a.kind < b.kind; });
    return c;
}

} // namespace fairway
