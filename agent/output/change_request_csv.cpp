#include "agent/output/change_request_words.hpp"
#include "agent/output/escape.hpp"
#include "agent/output/format.hpp"

namespace fairway {

std::string render_change_request_csv(const report& r, const output_style&) {
    const auto request = make_change_request(r);
    std::string text =
        csv_line({"request", "source_host", "source", "destination", "destination_host", "protocol", "ports",
                  "where_it_stops", "evidence", "seen_at", "purpose", "flow", "source_page", "rows", "text", "advice"});
    for (const auto& l : request.lines) {
        const flow& f = *l.of->requirement.flow;
        text += csv_line({std::string(to_string(l.kind)), r.host, l.source, l.destination, l.of->requirement.target,
                          std::string(to_string(f.protocol)), to_string(l.ports), l.culprit, l.evidence, r.started_at,
                          f.purpose, f.id, r.source_url, rows_in_words(f), l.of->text, l.of->advice});
    }
    for (const auto* f : request.not_a_firewall_matter) {
        const auto* a = f->addresses.empty() ? nullptr : &f->addresses.front();
        text +=
            csv_line({"not-a-firewall-matter", r.host, a == nullptr ? "" : a->source, a == nullptr ? "" : a->address,
                      f->requirement.target, std::string(to_string(f->requirement.flow->protocol)),
                      to_string(f->requirement.ports), "", std::string(to_string(f->kind)), r.started_at,
                      f->requirement.flow->purpose, f->requirement.flow->id, r.source_url,
                      rows_in_words(*f->requirement.flow), f->text, f->advice});
    }
    return text;
}

} // namespace fairway
