#include "matrix/report_reader.hpp"

#include "matrix/flow_weight.hpp"
#include "matrix/report_object.hpp"
#include "text/json_text.hpp"
#include "text/object_reader.hpp"
#include "text/wording.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>
#include <unordered_set>

namespace fairway {

namespace {

using nlohmann::json;

/// What two reports have to say alike to be the same. Each text has its length in front: none can pose as two.
class essence {
  public:
    essence() { text_.reserve(512); } // most fit, and need not be moved while they grow

    essence& operator<<(std::string_view text) {
        number(text.size());
        text_ += ':';
        text_ += text;
        return *this;
    }
    essence& operator<<(const std::optional<std::uint64_t>& n) {
        if (n) number(*n);
        text_ += '.';
        return *this;
    }
    essence& operator<<(const std::vector<std::string>& texts) {
        *this << std::optional<std::uint64_t>(texts.size());
        for (const auto& one : texts)
            *this << std::string_view(one);
        return *this;
    }
    /// Only where there are some: without, what was kept of a finding before there were labels stays the same.
    essence& operator<<(const host_labels& l) { return l.empty() ? *this : *this << l.owner << l.contact << l.tags; }
    std::string take() && { return std::move(text_); }

  private:
    void number(std::uint64_t n) {
        char digits[20];
        text_.append(digits, std::to_chars(std::begin(digits), std::end(digits), n).ptr);
    }

    std::string text_;
};

std::string_view yes_or_no(bool yes) {
    return yes ? "yes" : "no";
}

/// Of things whose order and number say nothing.
std::vector<std::string> as_set(std::vector<std::string> things) {
    std::sort(things.begin(), things.end());
    things.erase(std::unique(things.begin(), things.end()), things.end());
    return things;
}

using namespace report_json;

class part_reader {
  public:
    /// `details`: the findings as they stand in the text.
    part_reader(problem_list& problems, const std::vector<std::string_view>& details)
        : problems_(problems), details_(details) {}

    reported_part read(const json& document) {
        const place whole;
        const object in(document, whole, problems_);
        reported_part p;
        in.get("schema");
        read_header(in, p, p.part, p.parts);
        if (const auto* value = in.get("summary")) {
            const object counts(*value, in.at("summary"), problems_);
            p.counts = {counts.number("pass", 0, most_counted), counts.number("warn", 0, most_counted),
                        counts.number("unknown", 0, most_counted), counts.number("fail", 0, most_counted),
                        counts.number("skip", 0, most_counted)};
            // Reports of the first versions did not count them.
            if (counts.find("unchecked")) p.counts.unchecked = counts.number("unchecked", 0, most_counted);
        }
        in.each("not_probed", report_limits::findings, [&](const json& one, const place& there) {
            const object skipped(one, there, problems_);
            skipped.name("flow", report_limits::flow);
            skipped.text_or_null("target"); // may be several
            if (skipped.name("why") == to_string(skip_reason::needs_config)) ++p.unseen;
            skipped.text("text");
        });
        in.each("notes", report_limits::findings,
                [this](const json& one, const place& there) { read_any(one, there, report_limits::text, problems_); });
        if (p.part == p.parts)
            p.targets = in.names("targets", report_limits::targets);
        else if (p.part < p.parts && in.find("targets") != nullptr)
            in.fail("targets", "only the last part has it");
        in.each("findings", report_limits::findings,
                [&](const json& one, const place& there) { p.findings.push_back(read_finding(one, there)); });
        if (!problems_.empty()) return p;

        p.not_probed = in.find("not_probed")->dump();
        p.notes = in.find("notes")->dump();
        essence e;
        e << p.host << p.stand_in_for << p.roles << to_string(p.phase) << names_of(p.matrices)
          << p.targets.value_or(std::vector<std::string>()) << p.not_probed << p.labels;
        p.essence = std::move(e).take();
        return p;
    }

  private:
    reported_finding read_finding(const json& value, const place& there) {
        const object in(value, there, problems_);
        reported_finding f;
        f.flow = in.name("flow", report_limits::flow);
        f.from = in.name("from");
        f.to = in.name("to");
        f.target = in.name("target");
        f.installed = in.word("state_of_target", "\"planned\" or \"installed\"", parse_installed).value_or(true);
        f.protocol = to_string(in.word("protocol", "\"tcp\" or \"udp\"", parse_protocol).value_or(protocol::tcp));
        f.ports = in.name("ports", report_limits::text);
        f.required = in.flag("required");
        f.finding = kind(in).value_or(f.finding);
        f.outcome = outcome_in(in).value_or(f.outcome);
        f.text = in.text("text");
        f.advice = in.text_or_null("advice");
        f.blocker = read_blocker(in);
        f.question = in.text_or_null("question");
        f.purpose = in.text("purpose");

        essence e;
        e << f.flow << f.target << f.ports << yes_or_no(f.installed) << yes_or_no(f.required) << to_string(f.finding)
          << to_string(f.outcome);
        const auto* why = in.get_or_null("accepted");
        f.accepted = why != nullptr;
        e << yes_or_no(f.accepted);
        if (why) {
            const object acceptance(*why, in.at("accepted"), problems_);
            e << acceptance.text("reason") << acceptance.name("until");
        }
        e << f.question << read_labels(in, "target_labels");
        f.weight = to_string(weight(in, f));
        e << f.weight;
        read_sources(in, e);
        const bool sampled = is_sampled(in);
        std::vector<std::string> addresses;
        in.each("addresses", report_limits::findings,
                [&](const json& one, const place& at) { addresses.push_back(read_address(one, at, sampled)); });
        e << as_set(std::move(addresses)); // a name server gives them in any order
        if (!sampled) e << f.text << f.advice;
        if (!problems_.empty()) return f;

        if (!told_.insert(f.flow + '\n' + f.target).second)
            problems_.add(there.pointer(),
                          "the flow " + in_quotes(f.flow) + " to " + in_quotes(f.target) + " is given twice");
        f.detail = details_.at(there.index);
        if (f.detail.size() > report_limits::detail)
            problems_.add(there.pointer(), "has " + std::to_string(f.detail.size()) + " bytes; at most " +
                                               std::to_string(report_limits::detail) + " are read");
        f.essence = std::move(e).take();
        return f;
    }

    static flow_weight weight(const object& in, const reported_finding& f) {
        const auto& word = in.find("listens") == nullptr ? none : in.name("listens");
        const auto listens_ = word == to_string(listens::on_demand)  ? listens::on_demand
                              : word == to_string(listens::external) ? listens::external
                                                                     : listens::service;
        return {f.required, !f.question.empty(), in.find("fallback_of") != nullptr, listens_};
    }

    /// A newer revision of a page is to be seen, even if nothing else changes with it.
    void read_sources(const object& in, essence& e) {
        if (in.find("sources") == nullptr) return; // reports of the first versions were of one matrix
        in.each("sources", report_limits::matrices, [&](const json& one, const place& at) {
            const object source(one, at, problems_);
            e << source.name("matrix");
            if (const auto* rows = source.get("rows")) e << rows->dump();
        });
    }

    /// Scheduled runs take other ports of a long range each time: which ones, and what was said of them, is no change.
    bool is_sampled(const object& finding) {
        const auto* value = finding.get("coverage");
        if (value == nullptr) return false;
        const object coverage(*value, finding.at("coverage"), problems_);
        return coverage.number("probed", 0, most_ports) != coverage.number("of", 0, most_ports);
    }

    std::string read_address(const json& value, const place& there, bool sampled) {
        const object in(value, there, problems_);
        essence e;
        e << in.name_or_null("address") << in.name_or_null("source") << word_of(kind(in)) << word_of(outcome_in(in))
          << in.number_or_null("hops", 255);
        std::vector<std::string> spans;
        in.each("spans", most_ports,
                [&](const json& one, const place& at) { spans.push_back(read_span(one, at, sampled)); });
        e << (sampled ? as_set(std::move(spans)) : spans);
        const auto end = read_path_end(in);
        if (!sampled && end) e << end->router << end->hop << end->of << to_string(end->dropped) << to_string(end->way);
        return std::move(e).take();
    }

    std::string read_span(const json& value, const place& there, bool sampled) {
        const object in(value, there, problems_);
        essence e;
        e << word_of(kind(in)) << word_of(outcome_in(in)) << in.name("state") << in.name("reason")
          << in.name("evidence") << in.name_or_null("answered_by");
        // A hop check that was cut short in one of two runs is no change, so who_answered does not count.
        in.word("who_answered", "who answered, e.g. \"host\"", parse_who_answered);
        if (const auto by = read_on_way(in))
            e << to_string(by->kind) << by->address << by->hop;
        else
            e << std::nullopt;
        if (const auto* icmp_value = in.get_or_null("icmp")) {
            const object icmp(*icmp_value, in.at("icmp"), problems_);
            e << icmp.number("version", 4, 6) << icmp.number("type", 0, 255) << icmp.number("code", 0, 255);
        } else {
            e << std::nullopt;
        }
        e << in.text_or_null("identity");
        if (const auto* tls_value = in.get_or_null("tls")) {
            const object tls(*tls_value, in.at("tls"), problems_);
            e << tls.name("sha256") << tls.name_or_null("not_after");
        } else {
            e << std::nullopt;
        }
        const auto& ports = in.name("ports", report_limits::text);
        if (!sampled) e << ports;
        return std::move(e).take();
    }

    static std::optional<finding_kind> kind(const object& in) {
        return in.word("finding", "a finding, e.g. \"path-open\"", parse_finding_kind);
    }
    static std::optional<outcome> outcome_in(const object& in) {
        return in.word("outcome", "\"pass\", \"warn\", \"unknown\", \"fail\" or \"skip\"", parse_outcome);
    }
    template <class Enum>
    static std::string_view word_of(std::optional<Enum> value) {
        return value ? to_string(*value) : std::string_view();
    }

    problem_list& problems_;
    const std::vector<std::string_view>& details_;
    std::unordered_set<std::string> told_; ///< flows and targets
};

} // namespace

read_result<reported_part> read_reported_part(std::string_view text) {
    static const std::string file = "report";
    const json_limits limits{.bytes = report_limits::bytes,
                             .depth = report_limits::depth,
                             .comments = false,
                             .values = report_limits::values};
    std::vector<std::string_view> details;
    const auto document = parse_json(text, file, limits, "findings", details);
    if (!document) return {std::nullopt, document.problems};
    problem_list problems(file);
    if (!is_of_schema(*document.value, "fairway-report/1", problems)) return {std::nullopt, std::move(problems).take()};
    auto part = part_reader(problems, details).read(*document.value);
    if (!problems.empty()) return {std::nullopt, std::move(problems).take()};
    return {std::move(part), {}};
}

} // namespace fairway
