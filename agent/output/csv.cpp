#include "agent/output/escape.hpp"
#include "agent/output/format.hpp"
#include "agent/output/matrix.hpp"
#include "agent/output/report_words.hpp"
#include "text/columns.hpp"

namespace fairway {

namespace {

/// What one line is about: a span; else an address; else a finding; or a flow that was not probed, and nothing else.
struct csv_subject {
    const report& of;
    const finding* found = nullptr;
    const address_finding* address = nullptr;
    const span* part = nullptr;
    const not_probed* skipped = nullptr;
};

using csv_value = std::string (*)(const csv_subject&);

// A cell that only lines of findings, of addresses or of spans fill. `get` has no state: it makes a plain function.
template <auto get>
std::string of_finding(const csv_subject& s) {
    return s.found == nullptr ? std::string() : get(*s.found);
}
template <auto get>
std::string of_address(const csv_subject& s) {
    return s.address == nullptr ? std::string() : get(*s.address);
}
template <auto get>
std::string of_span(const csv_subject& s) {
    return s.part == nullptr ? std::string() : get(s.part->seen);
}

template <class Value>
std::string word(const Value& value) {
    return std::string(to_string(value));
}

std::string hop(std::uint8_t n) {
    return n > 0 ? std::to_string(n) : "";
}

std::string outcome_of(const not_probed& n) {
    return n.why == skip_reason::needs_config ? "unknown" : "skip";
}

using F = const finding&;
using A = const address_finding&;
using O = const observation&;
using S = const csv_subject&;

struct csv_column {
    const char* name;
    csv_value value;
};

// What the columns mean is documented: they are only added to, at places where that disturbs nobody.
const csv_column csv_columns[] = {
    {"host", [](S s) { return s.of.host; }},
    {"started_at", [](S s) { return s.of.started_at; }},
    {"phase", [](S s) { return word(s.of.phase); }},
    {"target", [](S s) { return s.skipped != nullptr ? s.skipped->target : s.found->requirement.target; }},
    {"state_of_target", of_finding<[](F f) { return std::string(f.requirement.installed ? "installed" : "planned"); }>},
    {"name", of_address<[](A a) { return a.name; }>},
    {"address", of_address<[](A a) { return a.address; }>},
    {"source", of_address<[](A a) { return a.source; }>},
    {"flow", [](S s) { return s.skipped != nullptr ? s.skipped->flow : s.found->requirement.flow->id; }},
    {"from", of_finding<[](F f) { return f.requirement.flow->from; }>},
    {"to", of_finding<[](F f) { return f.requirement.flow->to; }>},
    {"protocol", of_finding<[](F f) { return word(f.requirement.flow->protocol); }>},
    {"ports",
     [](S s) {
         return s.part != nullptr    ? to_string(s.part->ports)
                : s.found != nullptr ? to_string(s.found->requirement.ports)
                                     : std::string();
     }},
    {"finding",
     [](S s) {
         return s.skipped != nullptr   ? word(s.skipped->why)
                : s.part != nullptr    ? word(s.part->finding)
                : s.address != nullptr ? word(s.address->finding)
                                       : word(s.found->kind);
     }},
    {"outcome",
     [](S s) {
         return s.skipped != nullptr   ? outcome_of(*s.skipped)
                : s.part != nullptr    ? word(s.part->outcome)
                : s.address != nullptr ? word(s.address->outcome)
                                       : word(s.found->outcome);
     }},
    {"counts_as", [](S s) { return s.skipped != nullptr ? outcome_of(*s.skipped) : word(counts_as(*s.found)); }},
    {"state", of_span<[](O o) { return word(o.state); }>},
    {"reason", of_span<[](O o) { return word(o.reason); }>},
    {"evidence", of_span<[](O o) { return word(o.evidence); }>},
    {"answered_by", of_span<[](O o) { return o.answered_by; }>},
    {"who_answered", of_span<[](O o) { return word(o.who_answered); }>},
    {"on_way", of_span<[](O o) { return o.on_way ? word(o.on_way->kind) : ""; }>},
    {"on_way_address", of_span<[](O o) { return o.on_way ? o.on_way->address : std::string(); }>},
    {"on_way_hop", of_span<[](O o) { return o.on_way ? hop(o.on_way->hop) : ""; }>},
    {"icmp", of_span<[](O o) { return o.icmp ? word(*o.icmp) : ""; }>},
    {"identity", of_span<[](O o) { return o.identity; }>},
    {"rtt_us", of_span<[](O o) { return o.rtt_us ? std::to_string(*o.rtt_us) : ""; }>},
    {"hops", of_address<[](A a) { return a.hops ? std::to_string(*a.hops) : ""; }>},
    {"path_end_router", of_address<[](A a) { return a.path_end ? a.path_end->router : std::string(); }>},
    {"path_end_hop", of_address<[](A a) { return a.path_end ? hop(a.path_end->hop) : ""; }>},
    {"path_end_of", of_address<[](A a) { return a.path_end ? hop(a.path_end->of) : ""; }>},
    {"path_end_dropped", of_address<[](A a) { return a.path_end ? word(a.path_end->dropped) : ""; }>},
    {"path_end_way", of_address<[](A a) { return a.path_end ? word(a.path_end->way) : ""; }>},
    {"required", of_finding<[](F f) { return std::string(f.requirement.required ? "yes" : "no"); }>},
    {"question", of_finding<[](F f) { return joined(f.requirement.questions, std::string::npos, " "); }>},
    {"accepted",
     of_finding<[](F f) { return f.accepted ? "until " + f.accepted->until + ": " + f.accepted->reason : ""; }>},
    {"purpose", of_finding<[](F f) { return f.requirement.flow->purpose; }>},
    {"rows", of_finding<[](F f) { return row_numbers(*f.requirement.flow); }>},
    {"matrix", of_finding<[](F f) { return names_of(f.requirement.flow->sources, "; "); }>},
    {"finding_of_flow", [](S s) { return s.skipped != nullptr ? word(s.skipped->why) : word(s.found->kind); }},
    {"outcome_of_flow", [](S s) { return s.skipped != nullptr ? outcome_of(*s.skipped) : word(s.found->outcome); }},
    {"blocker", of_finding<[](F f) { return f.blocker ? word(f.blocker->kind) : ""; }>},
    {"blocker_address", of_finding<[](F f) { return f.blocker ? f.blocker->address : std::string(); }>},
    {"blocker_hop", of_finding<[](F f) { return f.blocker ? hop(f.blocker->hop) : ""; }>},
    {"text", [](S s) { return s.skipped != nullptr ? s.skipped->text : s.found->text; }},
    {"advice", of_finding<[](F f) { return f.advice; }>},
};

std::string line_of(const csv_subject& s) {
    std::vector<std::string> cells;
    for (const auto& column : csv_columns)
        cells.push_back(column.value(s));
    return csv_line(cells);
}

} // namespace

std::string render_csv(const report& r, const output_style&) {
    std::vector<std::string> names;
    for (const auto& column : csv_columns)
        names.emplace_back(column.name);
    std::string text = csv_line(names);
    for (const auto& f : r.findings) {
        if (f.addresses.empty()) text += line_of({r, &f});
        for (const auto& a : f.addresses) {
            if (a.spans.empty()) text += line_of({r, &f, &a});
            for (const auto& s : a.spans)
                text += line_of({r, &f, &a, &s});
        }
    }
    for (const auto& n : r.skipped)
        text += line_of({r, nullptr, nullptr, nullptr, &n});
    return text;
}

} // namespace fairway
