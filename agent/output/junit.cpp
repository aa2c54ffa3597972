#include "agent/output/escape.hpp"
#include "agent/output/format.hpp"
#include "agent/output/report_words.hpp"
#include "text/columns.hpp"

#include <cstdio>

namespace fairway {

namespace {

std::string in_seconds(double s) {
    char text[32];
    std::snprintf(text, sizeof text, "%.3f", s);
    return text;
}

/// The longest round trip of a finding: what its test "took".
double time_of(const finding& f) {
    std::uint32_t longest = 0;
    for (const auto& a : f.addresses)
        for (const auto& s : a.spans)
            longest = std::max(longest, s.seen.rtt_us.value_or(0));
    return longest / 1e6;
}

class junit_writer {
  public:
    explicit junit_writer(const report& r) : r_(r) {}

    std::string write() {
        for (const auto& f : r_.findings)
            one_finding(f);
        for (const auto& n : r_.skipped)
            one_not_probed(n);
        if (is_empty(r_)) {
            begin_case("run", "something was probed", 0);
            end_case("error", "nothing-probed", verdict_of(r_).text, "");
        }
        if (!r_.complete) {
            begin_case("run", "the run was complete", 0);
            end_case("error", "not-run", "The run was interrupted. What it did not reach is not-run.", "");
        }
        const std::string counts = " tests=\"" + std::to_string(tests_) + "\" failures=\"" + std::to_string(failures_) +
                                   "\" errors=\"" + std::to_string(errors_) + "\"";
        const std::string time = " time=\"" + in_seconds(static_cast<double>(r_.duration_ms) / 1000) + "\"";
        // The schema of most readers has times without a zone.
        const std::string started = r_.started_at.substr(0, r_.started_at.find('Z'));
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"fairway\"" + counts + time +
               ">\n  <testsuite name=\"" + markup("fairway check of " + who(r_)) + "\"" + counts + " skipped=\"" +
               std::to_string(skipped_) + "\"" + time + " timestamp=\"" + markup(started) + "\" hostname=\"" +
               markup(r_.host) + "\">\n    <properties>\n" + property("fairway", r_.fairway) +
               property("matrix", names_of(r_.matrices)) + property("phase", std::string(to_string(r_.phase))) +
               property("run_id", r_.run_id) + "    </properties>\n" + cases_ + "  </testsuite>\n</testsuites>\n";
    }

  private:
    static std::string property(const char* name, const std::string& value) {
        return std::string("      <property name=\"") + name + "\" value=\"" + markup(value) + "\"/>\n";
    }

    void begin_case(const std::string& target, const std::string& name, double time) {
        ++tests_;
        cases_ += "    <testcase classname=\"" + markup(r_.host + "." + target) + "\" name=\"" + markup(name) +
                  "\" time=\"" + in_seconds(time) + "\"";
    }

    /// `element`: failure, error, skipped; empty: the test passed.
    void end_case(const std::string& element, const std::string& type, const std::string& message,
                  const std::string& more) {
        if (element == "failure") ++failures_;
        if (element == "error") ++errors_;
        if (element == "skipped") ++skipped_;
        cases_ += ">\n";
        if (element == "skipped") {
            cases_ += "      <skipped message=\"" + markup(message) + "\"/>\n";
            if (!more.empty()) cases_ += "      <system-out>" + more + "</system-out>\n";
        } else if (!element.empty()) {
            cases_ += "      <" + element + " message=\"" + markup(message) + "\" type=\"" + markup(type) + "\">" +
                      more + "</" + element + ">\n";
        } else {
            cases_ += "      <system-out>" + more + "</system-out>\n";
        }
        cases_ += "    </testcase>\n";
    }

    void one_finding(const finding& f) {
        begin_case(f.requirement.target,
                   protocol_and_ports(f.requirement.flow->protocol, f.requirement.ports) + " to " +
                       f.requirement.target + " [" + f.requirement.flow->id + "]",
                   time_of(f));
        const std::string kind(to_string(f.kind));
        std::string more = markup(kind + ": " + f.text) + "\n";
        more += markup("for: " + f.requirement.flow->purpose) + "\n";
        if (!f.advice.empty()) more += markup("do: " + f.advice) + "\n";
        if (const auto note = note_on(f); !note.empty()) more += markup("note: " + note) + "\n";
        const std::string message = kind + ": " + f.text;
        if (f.accepted.has_value())
            return end_case("skipped", kind, "accepted until " + f.accepted->until + ": " + f.accepted->reason, more);
        switch (f.outcome) {
        case outcome::fail: return end_case("failure", kind, message, more);
        case outcome::unknown: return end_case("error", kind, message, more);
        case outcome::skip: return end_case("skipped", kind, message, "");
        // JUnit knows no warnings: such a test passes and says why it is not quite well.
        case outcome::warn: return end_case("", kind, message, "WARNING\n" + more);
        case outcome::pass: return end_case("", kind, message, more);
        }
    }

    void one_not_probed(const not_probed& n) {
        begin_case(n.target.empty() ? "not-probed" : n.target, n.flow, 0);
        if (n.why == skip_reason::needs_config)
            end_case("error", "needs-config", "needs-config: " + n.text, "");
        else
            end_case("skipped", "not-applicable", n.text, "");
    }

    const report& r_;
    std::string cases_;
    std::size_t tests_ = 0, failures_ = 0, errors_ = 0, skipped_ = 0;
};

} // namespace

std::string render_junit(const report& r, const output_style&) {
    return junit_writer(r).write();
}

} // namespace fairway
