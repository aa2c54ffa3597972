#include "agent/output/nagios.hpp"

#include "agent/output/escape.hpp"
#include "agent/output/format.hpp"
#include "agent/output/report_words.hpp"
#include "text/columns.hpp"
#include "text/utf8.hpp"

#include <algorithm>
#include <cstdio>

namespace fairway {

namespace {

constexpr std::size_t status_width = 79;     // columns: overviews and text messages cut what is longer
constexpr std::size_t longest_line = 400;    // bytes
constexpr std::size_t longest_output = 3500; // bytes; older versions of Nagios read 4 KiB, perfdata included

std::string_view word_of(plugin_status s) {
    switch (s) {
    case plugin_status::ok: return "OK";
    case plugin_status::warning: return "WARNING";
    case plugin_status::critical: return "CRITICAL";
    case plugin_status::unknown: return "UNKNOWN";
    }
    return "UNKNOWN";
}

/// '|' begins performance data, wherever it stands.
std::string text_of(std::string_view text) {
    std::string line = one_line(text);
    std::replace(line.begin(), line.end(), '|', '/');
    if (line.size() <= longest_line) return line;
    return std::string(utf8_prefix(line, longest_line)) + "...";
}

std::string in_short(const finding& f) {
    return protocol_and_ports(f.requirement.flow->protocol, f.requirement.ports, 30) + " to " + f.requirement.target +
           " " + std::string(to_string(f.kind));
}

std::string counts_of(const report& r, bool strict) {
    const summary s = summarize(r);
    std::string text;
    const auto add = [&](std::size_t n, const char* word) {
        if (n > 0) text += (text.empty() ? "" : ", ") + std::to_string(n) + " " + word;
    };
    add(s.fail, "failed");
    add(s.unknown, "unknown");
    add(s.warn, strict ? "warn (strict)" : "warn");
    const std::size_t all = s.fail + s.unknown + s.warn + s.pass;
    if (is_empty(r) || all == 0) return verdict_of(r).text;
    text = text.empty() ? counted(all, "flow works", "flows work") : text + " of " + counted(all, "flow", "flows");
    return r.complete ? text : text + "; the run was interrupted";
}

/// "FAIRWAY word - counts: findings", as many as fit, and a second line where even the counts do not.
std::string status_lines(plugin_status status, std::string_view said, const std::vector<const finding*>& findings) {
    constexpr std::string_view and_more = ", ...";
    const std::string begin = "FAIRWAY " + std::string(word_of(status)) + " - ";
    const std::string counts = text_of(said);
    std::string line = begin + counts;
    if (width_of(line) > status_width) return clipped(line, status_width) + "\n" + counts + "\n";
    for (std::size_t i = 0; i < findings.size(); ++i) {
        const auto longer = line + (i == 0 ? ": " : ", ") + text_of(in_short(*findings[i]));
        const bool last = i + 1 == findings.size();
        if (width_of(longer) + (last ? 0 : and_more.size()) > status_width)
            return line + (i == 0 ? "" : ", ...") + "\n";
        line = longer;
    }
    return line + "\n";
}

std::string perfdata(const report& r) {
    const summary s = summarize(r);
    const coverage c = coverage_of(r);
    char time[32];
    std::snprintf(time, sizeof time, "%.3f", static_cast<double>(r.duration_ms) / 1000);
    // label=value;warn;crit;min;max
    return "pass=" + std::to_string(s.pass) + ";;;0 warn=" + std::to_string(s.warn) +
           ";0;;0 unknown=" + std::to_string(s.unknown) + ";;;0 fail=" + std::to_string(s.fail) +
           ";;0;0 skip=" + std::to_string(s.skip) + ";;;0 ports=" + std::to_string(c.probed) + ";;;0;" +
           std::to_string(c.of) + " time=" + time + "s;;;0";
}

} // namespace

bool is_plugin_call(const arguments& args) {
    for (std::size_t i = 0; i < args.size(); ++i)
        if (args[i] == "--format=nagios" || (args[i] == "--format" && i + 1 < args.size() && args[i + 1] == "nagios"))
            return true;
    return false;
}

plugin_status plugin_status_of(const report& r, bool strict) {
    const summary s = summarize(r);
    if (s.fail > 0 || (strict && s.warn > 0)) return plugin_status::critical;
    if (s.unknown > 0 || !r.complete) return plugin_status::unknown;
    // Nothing probed is nothing proven.
    if (s.pass + s.warn == 0) return plugin_status::unknown;
    return s.warn > 0 ? plugin_status::warning : plugin_status::ok;
}

std::string plugin_gives_up(std::string_view why) {
    return status_lines(plugin_status::unknown, why, {});
}

std::string plugin_gives_up(const std::vector<problem>& problems) {
    std::string why, lines;
    for (const auto& p : problems) {
        why += (why.empty() ? "" : "; ") + to_string(p);
        lines += text_of(to_string(p)) + "\n";
    }
    const auto status = plugin_gives_up(why);
    if (std::count(status.begin(), status.end(), '\n') == 1) return status;
    return status.substr(0, status.find('\n') + 1) + lines;
}

std::string render_nagios(const report& r, const output_style& style) {
    std::vector<const finding*> broken;
    for (const auto* f : worst_first(r))
        if (const auto o = counts_as(*f); o != outcome::pass && o != outcome::skip) broken.push_back(f);
    std::string text = status_lines(plugin_status_of(r, style.strict), counts_of(r, style.strict), broken);
    const coverage c = coverage_of(r);
    // Performance data may stand behind the first line, which it would make too long, or behind the last one.
    const std::string end = std::to_string(c.probed) + " of " + std::to_string(c.of) + " ports probed in " +
                            seconds(r.duration_ms) + " | " + perfdata(r) + "\n";
    std::size_t told = 0;
    for (const auto* f : broken) {
        const std::string line = text_of("[" + outcome_word(*f) + "] " + in_short(*f) + ": " + f->text) + "\n" +
                                 (f->advice.empty() ? "" : text_of("  do: " + f->advice) + "\n");
        if (text.size() + line.size() + end.size() > longest_output) break;
        text += line;
        ++told;
    }
    if (told < broken.size()) text += "and " + std::to_string(broken.size() - told) + " more; see `fairway check`\n";
    for (const auto& g : group_not_probed(r))
        if (g.needs_config && text.size() + end.size() < longest_output)
            text +=
                text_of("[unknown] needs-config: " + g.text + " (" + counted(g.flows.size(), "flow", "flows") + ")") +
                "\n";
    return text + end;
}

} // namespace fairway
