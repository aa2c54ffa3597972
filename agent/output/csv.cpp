#include "agent/output/columns.hpp"
#include "agent/output/escape.hpp"
#include "agent/output/format.hpp"
#include "agent/output/report_words.hpp"

namespace fairway {

namespace {

std::string rows_of(const flow& f) {
    std::string rows;
    for (const int row : f.rows)
        rows += (rows.empty() ? "" : " ") + std::to_string(row);
    return rows;
}

std::string hop(std::uint8_t n) {
    return n > 0 ? std::to_string(n) : "";
}

} // namespace

std::string render_csv(const report& r, const output_style&) {
    std::string text = csv_line({"host",
                                 "started_at",
                                 "phase",
                                 "target",
                                 "state_of_target",
                                 "name",
                                 "address",
                                 "source",
                                 "flow",
                                 "from",
                                 "to",
                                 "protocol",
                                 "ports",
                                 "finding",
                                 "outcome",
                                 "counts_as",
                                 "state",
                                 "reason",
                                 "evidence",
                                 "answered_by",
                                 "who_answered",
                                 "on_way",
                                 "on_way_address",
                                 "on_way_hop",
                                 "icmp",
                                 "identity",
                                 "rtt_us",
                                 "hops",
                                 "path_end_router",
                                 "path_end_hop",
                                 "path_end_of",
                                 "path_end_dropped",
                                 "path_end_way",
                                 "required",
                                 "question",
                                 "accepted",
                                 "purpose",
                                 "rows",
                                 "finding_of_flow",
                                 "outcome_of_flow",
                                 "blocker",
                                 "blocker_address",
                                 "blocker_hop",
                                 "text",
                                 "advice"});
    const std::string phase(to_string(r.phase));
    const auto line = [&](const finding& f, const address_finding* a, const span* s) {
        const requirement& c = f.requirement;
        const auto& seen = s == nullptr ? observation() : s->seen;
        const auto end = a == nullptr ? std::nullopt : a->path_end;
        const auto kind = s != nullptr ? s->finding : a != nullptr ? a->finding : f.kind;
        const auto counts = s != nullptr ? s->outcome : a != nullptr ? a->outcome : f.outcome;
        text += csv_line({r.host,
                          r.started_at,
                          phase,
                          c.target,
                          c.installed ? "installed" : "planned",
                          a == nullptr ? "" : a->name,
                          a == nullptr ? "" : a->address,
                          a == nullptr ? "" : a->source,
                          c.flow->id,
                          c.flow->from,
                          c.flow->to,
                          std::string(to_string(c.flow->protocol)),
                          to_string(s == nullptr ? c.ports : s->ports),
                          std::string(to_string(kind)),
                          std::string(to_string(counts)),
                          std::string(to_string(counts_as(f))),
                          s == nullptr ? "" : std::string(to_string(seen.state)),
                          s == nullptr ? "" : std::string(to_string(seen.reason)),
                          s == nullptr ? "" : std::string(to_string(seen.evidence)),
                          seen.answered_by,
                          s == nullptr ? "" : std::string(to_string(seen.who_answered)),
                          seen.on_way ? std::string(to_string(seen.on_way->kind)) : "",
                          seen.on_way ? seen.on_way->address : "",
                          seen.on_way ? hop(seen.on_way->hop) : "",
                          seen.icmp ? to_string(*seen.icmp) : "",
                          seen.identity,
                          seen.rtt_us ? std::to_string(*seen.rtt_us) : "",
                          a != nullptr && a->hops ? std::to_string(*a->hops) : "",
                          end ? end->router : "",
                          end ? hop(end->hop) : "",
                          end ? hop(end->of) : "",
                          end ? std::string(to_string(end->dropped)) : "",
                          end ? std::string(to_string(end->way)) : "",
                          c.required ? "yes" : "no",
                          joined(c.questions, std::string::npos, " "),
                          !f.accepted ? "" : "until " + f.accepted->until + ": " + f.accepted->reason,
                          c.flow->purpose,
                          rows_of(*c.flow),
                          std::string(to_string(f.kind)),
                          std::string(to_string(f.outcome)),
                          f.blocker ? std::string(to_string(f.blocker->kind)) : "",
                          f.blocker ? f.blocker->address : "",
                          f.blocker ? hop(f.blocker->hop) : "",
                          f.text,
                          f.advice});
    };
    for (const auto& f : r.findings) {
        if (f.addresses.empty()) line(f, nullptr, nullptr);
        for (const auto& a : f.addresses) {
            if (a.spans.empty()) line(f, &a, nullptr);
            for (const auto& s : a.spans)
                line(f, &a, &s);
        }
    }
    for (const auto& n : r.skipped) {
        std::vector<std::string> cells(45);
        cells[0] = r.host;
        cells[1] = r.started_at;
        cells[2] = phase;
        cells[3] = n.target;
        cells[8] = n.flow;
        cells[13] = cells[38] = to_string(n.why);
        cells[14] = cells[15] = cells[39] = n.why == skip_reason::needs_config ? "unknown" : "skip";
        cells[43] = n.text;
        text += csv_line(cells);
    }
    return text;
}

} // namespace fairway
