#include "matrix/report.hpp"

#include "matrix/loss.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <set>

namespace fairway {

namespace {

using nlohmann::ordered_json;

ordered_json text_or_null(const std::string& text) {
    return text.empty() ? ordered_json(nullptr) : ordered_json(text);
}

ordered_json to_json(const tls_facts& t) {
    ordered_json j;
    j["version"] = t.version;
    j["subject"] = t.subject;
    j["issuer"] = t.issuer;
    j["sha256"] = t.sha256;
    j["not_after"] = text_or_null(t.not_after);
    j["chain_valid"] = t.chain_judged ? ordered_json(t.chain_valid) : ordered_json(nullptr);
    j["chain_problem"] = text_or_null(t.chain_problem);
    j["chain_faults"] = words_of(t.faults);
    j["name_matches"] = t.name_matches;
    j["revocation"] = t.revocation;
    return j;
}

ordered_json hop_or_null(std::uint8_t hop) {
    return hop > 0 ? ordered_json(hop) : ordered_json(nullptr);
}

ordered_json to_json(const on_way& w) {
    return {{"kind", to_string(w.kind)}, {"address", text_or_null(w.address)}, {"hop", hop_or_null(w.hop)}};
}

ordered_json to_json(const path_end& e) {
    return {{"router", e.router},
            {"hop", e.hop},
            {"of", hop_or_null(e.of)},
            {"dropped", to_string(e.dropped)},
            {"way", to_string(e.way)}};
}

ordered_json to_json(const blocker& b) {
    return {{"kind", to_string(b.kind)}, {"address", text_or_null(b.address)}, {"hop", hop_or_null(b.hop)}};
}

ordered_json to_json(const host_labels& l) {
    return {{"owner", text_or_null(l.owner)}, {"contact", text_or_null(l.contact)}, {"tags", l.tags}};
}

ordered_json to_json(const span& s) {
    ordered_json j;
    j["ports"] = to_string(s.ports);
    j["finding"] = to_string(s.finding);
    j["outcome"] = to_string(s.outcome);
    j["state"] = to_string(s.seen.state);
    j["reason"] = to_string(s.seen.reason);
    j["evidence"] = to_string(s.seen.evidence);
    j["answered_by"] = text_or_null(s.seen.answered_by);
    j["who_answered"] = to_string(s.seen.who_answered);
    j["on_way"] = s.seen.on_way ? to_json(*s.seen.on_way) : ordered_json(nullptr);
    j["icmp"] = nullptr;
    if (s.seen.icmp)
        j["icmp"] = {{"version", s.seen.icmp->v6 ? 6 : 4}, {"type", s.seen.icmp->type}, {"code", s.seen.icmp->code}};
    j["identity"] = text_or_null(s.seen.identity);
    j["tls"] = s.seen.tls ? to_json(*s.seen.tls) : ordered_json(nullptr);
    j["proxy"] = nullptr;
    if (const auto& p = s.seen.proxy)
        j["proxy"] = {{"address", p->proxy},
                      {"part", to_string(p->part)},
                      {"status", p->status > 0 ? ordered_json(p->status) : ordered_json(nullptr)},
                      {"with_credentials", p->with_credentials}};
    j["rtt_us"] = s.seen.rtt_us ? ordered_json(*s.seen.rtt_us) : ordered_json(nullptr);
    return j;
}

ordered_json ports_or_null(const port_list& ports) {
    return text_or_null(to_string(ports));
}

ordered_json to_json(const rpc_ports& r) {
    return {{"mapper", to_string(r.mapper)},
            {"mapper_port", r.mapper_port},
            {"refusal", text_or_null(r.refusal)},
            {"registered", ports_or_null(r.registered)},
            {"left_out", ports_or_null(r.left_out)},
            {"elsewhere", ports_or_null(r.elsewhere)},
            {"other_address", text_or_null(r.other_address)},
            {"host_only", ports_or_null(r.host_only)},
            {"outside", ports_or_null(r.outside)}};
}

ordered_json to_json(const address_finding& a) {
    ordered_json j;
    j["name"] = a.name;
    j["address"] = text_or_null(a.address);
    j["source"] = text_or_null(a.source);
    j["finding"] = to_string(a.finding);
    j["outcome"] = to_string(a.outcome);
    j["hops"] = a.hops ? ordered_json(*a.hops) : ordered_json(nullptr);
    j["loss_percent"] = a.loss < lossy ? ordered_json(nullptr) : ordered_json(std::lround(a.loss * 100));
    j["path_end"] = a.path_end ? to_json(*a.path_end) : ordered_json(nullptr);
    if (a.rpc) j["rpc"] = to_json(*a.rpc);
    j["spans"] = ordered_json::array();
    for (const auto& s : a.spans)
        j["spans"].push_back(to_json(s));
    return j;
}

} // namespace

nlohmann::ordered_json to_json(const finding& f) {
    const requirement& c = f.requirement;
    ordered_json j;
    j["flow"] = c.flow->id;
    j["from"] = c.flow->from;
    j["to"] = c.flow->to;
    j["target"] = c.target;
    if (c.labels) j["target_labels"] = to_json(*c.labels);
    j["state_of_target"] = c.installed ? "installed" : "planned";
    j["protocol"] = to_string(c.flow->protocol);
    j["ports"] = to_string(c.ports);
    j["select"] = to_string(c.flow->select);
    if (c.open_end) j["open_end"] = true;
    j["listens"] = to_string(c.flow->listens);
    j["required"] = c.required;
    if (!c.flow->fallback_of.empty()) j["fallback_of"] = to_string(c.flow->fallback_of);
    j["proxy"] = text_or_null(c.proxy);
    j["finding"] = to_string(f.kind);
    j["outcome"] = to_string(f.outcome);
    j["text"] = f.text;
    j["advice"] = text_or_null(f.advice);
    j["blocker"] = f.blocker ? to_json(*f.blocker) : ordered_json(nullptr);
    std::string questions;
    for (const auto& q : c.questions)
        questions += (questions.empty() ? "" : " ") + q;
    j["question"] = text_or_null(questions);
    j["questions"] = c.questions;
    j["assumptions"] = c.assumptions;
    j["accepted"] = nullptr;
    if (f.accepted.has_value()) j["accepted"] = {{"reason", f.accepted->reason}, {"until", f.accepted->until}};
    j["purpose"] = c.flow->purpose;
    j["rows"] = c.flow->sources.empty() ? std::vector<int>() : c.flow->sources[0].rows; // as "matrix"
    j["sources"] = to_json(c.flow->sources);
    j["coverage"] = {{"probed", probed_ports(f)}, {"of", count(c.ports)}};
    j["addresses"] = ordered_json::array();
    for (const auto& a : f.addresses)
        j["addresses"].push_back(to_json(a));
    return j;
}

std::size_t probed_ports(const finding& f) {
    port_list ports;
    for (const auto& a : f.addresses)
        for (const auto& s : a.spans)
            if (s.finding != finding_kind::not_run) ports.insert(ports.end(), s.ports.begin(), s.ports.end());
    return count(normalize(std::move(ports)));
}

bool is_empty(const report& r) {
    return r.findings.empty() && std::none_of(r.skipped.begin(), r.skipped.end(),
                                              [](const not_probed& n) { return n.why == skip_reason::needs_config; });
}

summary summarize(const report& r) {
    summary s;
    const auto add = [&s](outcome o) {
        switch (o) {
        case outcome::pass: ++s.pass; break;
        case outcome::warn: ++s.warn; break;
        case outcome::unknown: ++s.unknown; break;
        case outcome::fail: ++s.fail; break;
        case outcome::skip: ++s.skip; break;
        }
    };
    for (const auto& f : r.findings) {
        add(counts_as(f));
        if (is_unchecked(f)) ++s.unchecked;
    }
    for (const auto& n : r.skipped)
        add(n.why == skip_reason::needs_config ? outcome::unknown : outcome::skip);
    if (is_empty(r)) add(outcome::unknown);
    return s;
}

int exit_code(const report& r, bool strict) {
    const summary s = summarize(r);
    if (s.fail > 0 || (strict && s.warn > 0)) return 1;
    if (s.unknown > 0 || !r.complete) return 3;
    return 0;
}

nlohmann::ordered_json header_json(const report& r) {
    ordered_json j;
    j["schema"] = "fairway-report/1";
    j["run_id"] = r.run_id;
    j["part"] = 1;
    j["parts"] = 1;
    j["fairway"] = r.fairway;
    j["host"] = r.host;
    j["roles"] = r.roles;
    j["stand_in_for"] = text_or_null(r.stand_in_for);
    if (!r.labels.empty()) j["host_labels"] = to_json(r.labels);
    j["phase"] = to_string(r.phase);
    j["complete"] = r.complete;
    auto matrices = ordered_json::array();
    for (const auto& m : r.matrices)
        matrices.push_back({{"id", m.id}, {"version", m.version}, {"source", text_or_null(m.url)}});
    if (!matrices.empty()) j["matrix"] = matrices[0]; // for readers that know of one only
    j["matrices"] = std::move(matrices);
    j["started_at"] = r.started_at;
    j["duration_ms"] = r.duration_ms;
    j["interval_s"] = r.interval_s > 0 ? ordered_json(r.interval_s) : ordered_json(nullptr);
    const summary s = summarize(r);
    j["summary"] = {{"pass", s.pass}, {"warn", s.warn}, {"unknown", s.unknown},
                    {"fail", s.fail}, {"skip", s.skip}, {"unchecked", s.unchecked}};
    std::size_t probed = 0, of = 0;
    for (const auto& f : r.findings) {
        probed += probed_ports(f);
        of += count(f.requirement.ports);
    }
    j["coverage"] = {{"probed", probed}, {"of", of}};
    j["not_probed"] = ordered_json::array();
    j["notes"] = ordered_json::array();
    return j;
}

void add_end(nlohmann::ordered_json& part, const report& r) {
    auto& skipped = part["not_probed"] = ordered_json::array();
    for (const auto& n : r.skipped)
        skipped.push_back(
            {{"flow", n.flow}, {"target", text_or_null(n.target)}, {"why", to_string(n.why)}, {"text", n.text}});
    part["notes"] = r.notes;
    auto& targets = part["targets"] = ordered_json::array();
    std::set<std::string_view> told;
    for (const auto& f : r.findings)
        if (told.insert(f.requirement.target).second) targets.push_back(f.requirement.target);
}

nlohmann::ordered_json to_json(const report& r) {
    ordered_json j = header_json(r);
    add_end(j, r);
    auto& findings = j["findings"] = ordered_json::array();
    for (const auto& f : r.findings)
        findings.push_back(to_json(f));
    return j;
}

} // namespace fairway
