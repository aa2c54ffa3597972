#include "matrix/report_file.hpp"

#include "matrix/report_object.hpp"
#include "text/json_text.hpp"
#include "text/object_reader.hpp"
#include "text/utf8.hpp"
#include "text/wording.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

namespace fairway {

namespace {

using namespace report_json;

constexpr std::uint64_t most_microseconds = 0xFFFF'FFFF;
constexpr std::uint64_t most_rows = 100'000;

template <class Enum>
auto one_of(std::initializer_list<Enum> values) {
    return [values](std::string_view word) -> std::optional<Enum> {
        for (const auto v : values)
            if (to_string(v) == word) return v;
        return std::nullopt;
    };
}

class file_reader {
  public:
    explicit file_reader(problem_list& problems) : problems_(problems) {}

    report_file read(const json& document) {
        const place whole;
        const object in(document, whole, problems_);
        report& r = out_.content;
        read_header(in, r, out_.part, out_.parts);
        in.each("not_probed", report_limits::findings,
                [&](const json& one, const place& there) { r.skipped.push_back(read_skipped(one, there)); });
        in.each("notes", report_limits::findings, [&](const json& one, const place& there) {
            r.notes.push_back(read_any(one, there, report_file_limits::text, problems_));
        });
        in.each("findings", report_limits::findings,
                [&](const json& one, const place& there) { r.findings.push_back(read_finding(one, there)); });
        return std::move(out_);
    }

  private:
    not_probed read_skipped(const json& value, const place& there) {
        const object in(value, there, problems_);
        not_probed n;
        n.flow = in.name("flow", report_limits::flow);
        n.target = in.text_or_null("target", report_file_limits::text); // may be several
        n.why = in.word("why", "\"not-applicable\" or \"needs-config\"",
                        one_of({skip_reason::not_applicable, skip_reason::needs_config}))
                    .value_or(n.why);
        n.text = in.text("text", report_file_limits::text);
        return n;
    }

    finding read_finding(const json& value, const place& there) {
        const object in(value, there, problems_);
        flow f;
        finding found;
        requirement& c = found.requirement;
        f.id = in.name("flow", report_limits::flow);
        f.from = in.name("from");
        f.to = in.name("to");
        c.target = in.name("target");
        if (auto labels = read_labels(in, "target_labels"); !labels.empty())
            c.labels = shared(std::move(labels), c.target);
        c.installed = in.word("state_of_target", "\"planned\" or \"installed\"", parse_installed).value_or(true);
        f.protocol = in.word("protocol", "\"tcp\" or \"udp\"", parse_protocol).value_or(f.protocol);
        f.ports = c.ports = read_port_list(in);
        f.select = in.word("select", "\"all\" or \"any\"", one_of({select::all, select::any})).value_or(f.select);
        f.listens = in.word("listens", "\"service\", \"on-demand\" or \"external\"",
                            one_of({listens::service, listens::on_demand, listens::external}))
                        .value_or(f.listens);
        c.required = in.flag("required");
        if (in.find("fallback_of") != nullptr) f.fallback_of = read_port_list(in, "fallback_of"); // most have none
        if (in.find("open_end") != nullptr) c.open_end = in.flag("open_end");
        if (in.find("proxy") != nullptr) c.proxy = in.name_or_null("proxy"); // older reports have none
        found.kind = kind(in);
        found.outcome = outcome_in(in);
        found.text = in.text("text", report_file_limits::text);
        found.advice = in.text_or_null("advice", report_file_limits::text);
        found.blocker = read_blocker(in);
        read_questions(in, c.questions);
        if (in.find("assumptions") != nullptr) read_sentences(in, "assumptions", c.assumptions);
        if (const auto* why = in.get_or_null("accepted")) {
            const object accepted(*why, in.at("accepted"), problems_);
            acceptance a;
            a.reason = accepted.text("reason");
            a.until = accepted.name("until");
            found.accepted = std::move(a);
        }
        f.purpose = in.text("purpose");
        // Reports of the first versions were of one matrix.
        f.sources = {{out_.content.matrices.empty() ? "" : name_of(out_.content.matrices[0]), read_rows(in)}};
        if (in.find("sources") != nullptr) {
            f.sources.clear();
            in.each("sources", report_limits::matrices, [&](const json& one, const place& at) {
                const object source(one, at, problems_);
                f.sources.push_back({source.name("matrix"), read_rows(source)});
            });
        }
        in.each("addresses", report_limits::findings,
                [&](const json& one, const place& at) { found.addresses.push_back(read_address(one, at)); });
        for (const auto& a : found.addresses) {
            c.addresses.push_back(a.name);
            for (const auto& s : a.spans)
                if (s.finding != finding_kind::not_run) c.probed.insert(c.probed.end(), s.ports.begin(), s.ports.end());
        }
        c.probed = normalize(std::move(c.probed));
        if (problems_.empty() && !told_.insert(f.id + '\n' + c.target).second)
            problems_.add(there.pointer(),
                          "the flow " + in_quotes(f.id) + " to " + in_quotes(c.target) + " is given twice");
        c.flow = shared(std::move(f));
        return found;
    }

    std::vector<int> read_rows(const object& in) {
        std::vector<int> rows;
        in.each("rows", most_rows, [&](const json& one, const place& at) {
            if (one.is_number_unsigned() && one.get<std::uint64_t>() <= most_rows)
                rows.push_back(one.get<int>());
            else
                problems_.add(at.pointer(), "expected the number of a row, found " + describe(one));
        });
        return rows;
    }

    /// A flow has the same text at each of its targets, as a rule.
    shared_value<flow> shared(flow f) {
        auto& known = flows_[f.id];
        if (!known || *known != f) known = std::move(f);
        return known;
    }

    /// A target has the same labels in all its findings.
    shared_value<host_labels> shared(host_labels labels, const std::string& target) {
        auto& known = labels_[target];
        if (!known || *known != labels) known = std::move(labels);
        return known;
    }

    /// Several questions stand in "question" as one text, in "questions" each for itself; old reports have no list.
    void read_questions(const object& in, std::vector<std::string>& questions) {
        const auto& together = in.text_or_null("question");
        if (in.find("questions") == nullptr) {
            if (!together.empty()) questions.push_back(together);
            return;
        }
        read_sentences(in, "questions", questions);
    }

    void read_sentences(const object& in, const char* name, std::vector<std::string>& sentences) {
        in.each(name, report_limits::roles, [&](const json& one, const place& at) {
            sentences.push_back(read_any(one, at, report_limits::text, problems_));
        });
    }

    address_finding read_address(const json& value, const place& there) {
        const object in(value, there, problems_);
        address_finding a;
        a.name = in.name("name");
        a.address = in.name_or_null("address");
        a.source = in.name_or_null("source");
        a.finding = kind(in);
        a.outcome = outcome_in(in);
        if (const auto hops = in.number_or_null("hops", most_hops)) a.hops = static_cast<int>(*hops);
        if (in.find("loss_percent") != nullptr) // older reports have none
            a.loss = static_cast<double>(in.number_or_null("loss_percent", 100).value_or(0)) / 100;
        a.path_end = read_path_end(in);
        // Only of dynamic RPC ports, and not in older reports.
        if (const auto* rpc = in.find("rpc"); rpc != nullptr && !rpc->is_null())
            a.rpc = read_rpc(object(*rpc, in.at("rpc"), problems_));
        in.each("spans", most_ports,
                [&](const json& one, const place& at) { a.spans.push_back(read_span(one, at, a.address)); });
        a.no_family_route = a.source.empty() && std::any_of(a.spans.begin(), a.spans.end(), [](const span& s) {
                                return is_without_route(s.seen.reason);
                            });
        return a;
    }

    rpc_ports read_rpc(const object& in) {
        rpc_ports r;
        r.mapper = in.word("mapper", "what came of asking, e.g. \"told\"", parse_rpc_mapper).value_or(r.mapper);
        r.mapper_port = static_cast<std::uint16_t>(in.number("mapper_port", 1, 0xffff));
        r.refusal = in.text_or_null("refusal");
        r.registered = read_ports_or_null(in, "registered");
        r.left_out = read_ports_or_null(in, "left_out");
        r.elsewhere = read_ports_or_null(in, "elsewhere");
        r.other_address = in.text_or_null("other_address");
        r.host_only = read_ports_or_null(in, "host_only");
        r.outside = read_ports_or_null(in, "outside");
        return r;
    }

    span read_span(const json& value, const place& there, const std::string& address) {
        const object in(value, there, problems_);
        span s;
        observation& seen = s.seen;
        s.ports = read_port_list(in);
        s.finding = kind(in);
        s.outcome = outcome_in(in);
        seen.state = in.word("state", "a state, e.g. \"open\"", parse_state).value_or(seen.state);
        seen.reason = in.word("reason", "a reason, e.g. \"syn-ack\"", parse_reason).value_or(seen.reason);
        seen.evidence =
            in.word("evidence", "a kind of evidence, e.g. \"refused\"", parse_evidence).value_or(seen.evidence);
        seen.answered_by = in.name_or_null("answered_by");
        seen.who_answered =
            in.word("who_answered", "who answered, e.g. \"host\"", parse_who_answered).value_or(seen.who_answered);
        seen.on_way = read_on_way(in);
        if (const auto* value_of = in.get_or_null("icmp")) {
            const object icmp(*value_of, in.at("icmp"), problems_);
            seen.icmp =
                icmp_error{static_cast<std::uint8_t>(icmp.number("type", 0, 255)),
                           static_cast<std::uint8_t>(icmp.number("code", 0, 255)), icmp.number("version", 4, 6) == 6};
        }
        seen.identity = in.text_or_null("identity");
        if (const auto* value_of = in.get_or_null("tls"))
            seen.tls = std::make_shared<const tls_facts>(read_tls(object(*value_of, in.at("tls"), problems_)));
        if (const auto* value_of = in.find("proxy"); value_of != nullptr && !value_of->is_null()) {
            const object proxy(*value_of, in.at("proxy"), problems_);
            proxy_answer p;
            p.proxy = proxy.name("address");
            p.part = proxy.word("part", "\"passed\", \"refused\", \"unclear\" or \"itself\"", parse_proxy_part)
                         .value_or(p.part);
            p.status = static_cast<std::uint16_t>(proxy.number_or_null("status", 599).value_or(0));
            p.with_credentials = proxy.flag("with_credentials");
            seen.proxy = std::move(p);
        }
        if (const auto rtt = in.number_or_null("rtt_us", most_microseconds))
            seen.rtt_us = static_cast<std::uint32_t>(*rtt);
        s.own_firewall =
            s.finding == finding_kind::blocked && seen.answered_by == address && seen.reason != reason::conn_refused;
        return s;
    }

    tls_facts read_tls(const object& in) {
        tls_facts t;
        t.version = in.name("version");
        t.subject = in.text("subject");
        t.issuer = in.text("issuer");
        t.sha256 = in.name("sha256");
        t.not_after = in.name_or_null("not_after");
        const auto* judged = in.get("chain_valid");
        t.chain_judged = judged != nullptr && !judged->is_null();
        t.chain_valid = t.chain_judged && in.flag("chain_valid");
        t.chain_problem = in.text_or_null("chain_problem");
        if (in.find("chain_faults") != nullptr) // older reports have none
            in.each("chain_faults", report_limits::findings, [&](const json& one, const place& at) {
                const auto* word = one.get_ptr<const std::string*>();
                if (word == nullptr || !set_fault(t.faults, *word))
                    problems_.add(at.pointer(),
                                  "expected what can be wrong with a chain, e.g. \"expired\", found " + describe(one));
            });
        t.name_matches = in.flag("name_matches");
        in.each("revocation", report_limits::findings, [&](const json& one, const place& at) {
            t.revocation.push_back(read_any(one, at, report_limits::text, problems_));
        });
        return t;
    }

    /// "22,2500-3300"
    port_list read_port_list(const object& in, std::string_view key = "ports") {
        return read_ports(in, key, in.get(key));
    }

    /// null: no port.
    port_list read_ports_or_null(const object& in, std::string_view key) {
        return read_ports(in, key, in.get_or_null(key));
    }

    port_list read_ports(const object& in, std::string_view key, const json* value) {
        if (value == nullptr) return {};
        const auto& text = read_name(*value, in.at(key), report_file_limits::text, problems_);
        if (&text == &none) return {};
        std::string why;
        auto ports = parse_port_list(text, &why);
        if (!ports) in.fail(key, why);
        return std::move(ports).value_or(port_list{});
    }

    static finding_kind kind(const object& in) {
        return in.word("finding", "a finding, e.g. \"path-open\"", parse_finding_kind).value_or(finding_kind::not_run);
    }
    static outcome outcome_in(const object& in) {
        return in.word("outcome", "\"pass\", \"warn\", \"unknown\", \"fail\" or \"skip\"", parse_outcome)
            .value_or(outcome::unknown);
    }

    problem_list& problems_;
    report_file out_;
    std::unordered_map<std::string, shared_value<flow>> flows_;         ///< by id
    std::unordered_map<std::string, shared_value<host_labels>> labels_; ///< by target
    std::unordered_set<std::string> told_;                              ///< flows and targets
};

std::string part_of(const report_file& f) {
    return "part " + std::to_string(f.part) + " of " + std::to_string(f.parts);
}

} // namespace

read_result<report_file> read_report_file(std::string_view text, const std::string& file) {
    const json_limits limits{.bytes = report_file_limits::bytes,
                             .depth = report_limits::depth,
                             .comments = false,
                             .values = report_file_limits::values};
    const auto document = parse_json(without_bom(text), file, limits);
    if (!document) return {std::nullopt, document.problems};
    problem_list problems(file);
    if (!is_of_schema(*document.value, "fairway-report/1", problems)) return {std::nullopt, std::move(problems).take()};
    auto read = file_reader(problems).read(*document.value);
    if (!problems.empty()) return {std::nullopt, std::move(problems).take()};
    return {std::move(read), {}};
}

read_result<report_file> join_parts(std::vector<report_file> files, const std::vector<std::string>& names) {
    std::vector<problem> problems;
    const unsigned parts = files.front().parts;
    std::vector<std::size_t> order(parts, files.size()); // file of each part
    for (std::size_t i = 0; i < files.size(); ++i) {
        const auto& f = files[i];
        if (f.content.run_id != files.front().content.run_id || f.parts != parts)
            problems.push_back(
                {names[i], "/run_id",
                 "belongs to another run than " + names.front() + "; only parts of the same report can be joined"});
        else if (order[f.part - 1] != files.size())
            problems.push_back(
                {names[i], "/part",
                 "is " + part_of(f) + ", and so is " + names[order[f.part - 1]] + "; give each part once"});
        else
            order[f.part - 1] = i;
    }
    if (problems.empty()) {
        std::vector<std::string> missing;
        for (std::size_t n = 0; n < order.size(); ++n)
            if (order[n] == files.size()) missing.push_back(std::to_string(n + 1));
        if (!missing.empty())
            problems.push_back(
                {names.front(), "/parts",
                 "is " + part_of(files.front()) + "; give the files of all parts (missing: " + listed(missing) + ")"});
    }
    if (!problems.empty()) return {std::nullopt, std::move(problems)};

    // The last part has what is said of the run as a whole.
    report_file whole = std::move(files[order.back()]);
    std::vector<finding> findings;
    for (std::size_t n = 0; n + 1 < order.size(); ++n) {
        auto& f = files[order[n]];
        std::move(f.content.findings.begin(), f.content.findings.end(), std::back_inserter(findings));
    }
    std::move(whole.content.findings.begin(), whole.content.findings.end(), std::back_inserter(findings));
    whole.content.findings = std::move(findings);
    whole.part = whole.parts = 1;
    return {std::move(whole), {}};
}

} // namespace fairway
