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

constexpr std::size_t named_in_status = 3;
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

std::string status_text(const report& r, const std::vector<const finding*>& broken, bool strict) {
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
    if (!r.complete) text += "; the run was interrupted";
    for (std::size_t i = 0; i < std::min(broken.size(), named_in_status); ++i)
        text += (i == 0 ? ": " : ", ") + in_short(*broken[i]);
    if (broken.size() > named_in_status) text += ", ...";
    return text;
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
    return "FAIRWAY UNKNOWN - " + text_of(why) + "\n";
}

std::string plugin_gives_up(const std::vector<problem>& problems) {
    std::string why;
    for (const auto& p : problems)
        why += (why.empty() ? "" : "; ") + to_string(p);
    return plugin_gives_up(why);
}

std::string render_nagios(const report& r, const output_style& style) {
    std::vector<const finding*> broken;
    for (const auto* f : worst_first(r))
        if (const auto o = counts_as(*f); o != outcome::pass && o != outcome::skip) broken.push_back(f);
    std::string text = "FAIRWAY " + std::string(word_of(plugin_status_of(r, style.strict))) + " - " +
                       text_of(status_text(r, broken, style.strict)) + " | " + perfdata(r) + "\n";
    std::size_t told = 0;
    for (const auto* f : broken) {
        const std::string line = text_of("[" + outcome_word(*f) + "] " + in_short(*f) + ": " + f->text) + "\n" +
                                 (f->advice.empty() ? "" : text_of("  do: " + f->advice) + "\n");
        if (text.size() + line.size() > longest_output) break;
        text += line;
        ++told;
    }
    if (told < broken.size()) text += "and " + std::to_string(broken.size() - told) + " more; see `fairway check`\n";
    for (const auto& g : group_not_probed(r))
        if (g.needs_config && text.size() < longest_output)
            text +=
                text_of("[unknown] needs-config: " + g.text + " (" + counted(g.flows.size(), "flow", "flows") + ")") +
                "\n";
    return text;
}

} // namespace fairway
