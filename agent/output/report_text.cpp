#include "agent/output/report_text.hpp"

#include "agent/output/report_words.hpp"
#include "text/columns.hpp"
#include "text/printable.hpp"

namespace fairway {

const char* report_text::color_of(outcome o) {
    switch (o) {
    case outcome::fail: return "\033[1;31m";
    case outcome::unknown: return "\033[1;35m";
    case outcome::warn: return "\033[33m";
    case outcome::pass: return "\033[32m";
    case outcome::skip: return "\033[2m";
    }
    return "";
}

void report_text::line(const std::string& text) {
    text_ += printable(text) + "\n";
}

void report_text::block(const std::string& first, const std::string& text, const char* color, std::size_t from,
                        std::size_t size) {
    colored(wrapped(printable(first), printable(text), style_.width), color, from, size);
}

void report_text::colored(std::string lines, const char* color, std::size_t from, std::size_t size) {
    if (style_.color && size > 0) {
        lines.insert(from + size, "\033[0m");
        lines.insert(from, color);
    }
    text_ += lines;
}

void report_text::head() {
    block("Phase: ", phase_in_words(r_.phase));
    block("Host:  ", who(r_));
    block("Rules: ", names_of(r_.matrices));
    if (!r_.complete) {
        line();
        block("", "INCOMPLETE: the run was interrupted. What it did not reach is not-run.", color_of(outcome::fail), 0,
              10);
    }
}

void report_text::foot() {
    const summary s = summarize(r_);
    const coverage c = coverage_of(r_);
    line();
    block("Summary: ", std::to_string(s.fail) + " fail, " + std::to_string(s.unknown) + " unknown, " +
                           std::to_string(s.warn) + " warn, " + std::to_string(s.pass) + " pass, " +
                           std::to_string(s.skip) + " skip; " + std::to_string(c.probed) + " of " +
                           std::to_string(c.of) + " ports probed in " + seconds(r_.duration_ms));
    if (const auto unchecked = unchecked_in_words(r_); !unchecked.empty()) block("Unchecked: ", unchecked);
    const verdict v = verdict_of(r_);
    block("Result:  ", v.text, color_of(v.outcome), 0, 7);
    line();
    block("", "Not covered: " + not_covered(r_));
}

} // namespace fairway
