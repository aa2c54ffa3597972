#include "agent/commands/site_diff.hpp"

#include "agent/commands/whom_options.hpp"
#include "agent/find_matrix.hpp"
#include "agent/site/difference.hpp"
#include "support/text_file.hpp"
#include "text/nearest.hpp"
#include "text/printable.hpp"
#include "text/wording.hpp"

#include <nlohmann/json.hpp>

#include <ostream>

namespace fairway {

namespace {

using nlohmann::ordered_json;

std::string change_text(const value_change& c) {
    std::string text = c.what + (c.key.empty() ? "" : " " + c.key) + ": ";
    if (c.before.empty()) return text + "+ " + c.after;
    if (c.after.empty()) return text + "- " + c.before;
    return text + c.before + " -> " + c.after;
}

void write_host_line(const char* sign, const site_host& h, const console& io) {
    io.out << wrapped(std::string(sign) + " " + printable(h.name) + "  ", printable(joined(h.roles)), io.width);
}

void write_text(const site_difference& d, const console& io) {
    for (const auto* h : d.added)
        write_host_line("+", *h, io);
    for (const auto* h : d.removed)
        write_host_line("-", *h, io);
    for (const auto& h : d.changed) {
        io.out << "~ " << printable(h.name) << '\n';
        for (const auto& c : h.changes)
            io.out << wrapped("    ", printable(change_text(c)), io.width);
    }
    if (!d.site_wide.empty()) io.out << "~ the whole site\n";
    for (const auto& c : d.site_wide)
        io.out << wrapped("    ", printable(change_text(c)), io.width);
    io.out << counted(d.added.size(), "host", "hosts") << " added, " << d.removed.size() << " removed, "
           << d.changed.size() << " changed" << (d.site_wide.empty() ? "\n" : "; the site as a whole changed\n");
}

ordered_json hosts_as_json(const std::vector<const site_host*>& hosts) {
    auto all = ordered_json::array();
    for (const auto* h : hosts)
        all.push_back({{"name", h->name}, {"roles", h->roles}, {"addresses", h->addresses}});
    return all;
}

ordered_json or_null(const std::string& text) {
    return text.empty() ? ordered_json(nullptr) : ordered_json(text);
}

ordered_json changes_as_json(const std::vector<value_change>& changes) {
    auto all = ordered_json::array();
    for (const auto& c : changes)
        all.push_back(
            {{"what", c.what}, {"key", or_null(c.key)}, {"before", or_null(c.before)}, {"after", or_null(c.after)}});
    return all;
}

void write_json(const site_difference& d, const console& io) {
    ordered_json j{{"schema", "fairway-site-diff/1"},
                   {"added", hosts_as_json(d.added)},
                   {"removed", hosts_as_json(d.removed)},
                   {"changed", ordered_json::array()},
                   {"site", changes_as_json(d.site_wide)}};
    for (const auto& h : d.changed)
        j["changed"].push_back({{"name", h.name}, {"changes", changes_as_json(h.changes)}});
    io.out << printable_json(j.dump(1, ' ', false, ordered_json::error_handler_t::replace)) << '\n';
}

std::optional<site> read_one(const std::string& path, const matrix& m, option_reader& given) {
    const auto text = read_text_file(path);
    if (!text) {
        given.refuse(text.problems);
        return std::nullopt;
    }
    auto s = read_site(*text.value, path, m);
    if (!s) given.refuse(std::move(s.problems));
    return std::move(s.value);
}

int diff_sites(option_reader& given, const console& io) {
    const auto format = given.once("format").value_or("text");
    if (format != "text" && format != "json")
        given.problem("--format", "unknown format " + in_quotes(format) + choices(format, {"text", "json"}));
    const auto& paths = given.words();
    if (paths[0] == "-" && paths[1] == "-") given.problem("", "only one of the two can be standard input");
    const auto m = find_matrices_with_all_words(given.all("matrix"));
    if (!m) return given.refuse(m.problems);
    if (!given.problems().empty()) return exit_status::usage;
    const auto before = read_one(paths[0], *m.value, given), after = read_one(paths[1], *m.value, given);
    if (!before || !after) return exit_status::usage;
    const auto d = difference(*before, *after);
    if (format == "json")
        write_json(d, io);
    else
        write_text(d, io);
    return d.empty() ? exit_status::ok : exit_status::failed;
}

} // namespace

command site_diff_command() {
    command c;
    c.table.name = "site diff";
    c.table.summary = "show what differs between two site files";
    c.table.usage = {"OLD NEW [--format text|json] [--matrix ID|FILE]"};
    c.table.arguments = {{"OLD", "the site file as it was; - reads standard input", 1, 1,
                          "which site files? For example: fairway site diff old.json site.json"},
                         {"NEW", "and as it is", 1, 1,
                          "which site file is the new one? For example: fairway site diff old.json site.json"}};
    c.table.sections = {{"Options", {{"format", "text|json", "default: text"}, matrix_option()}}};
    c.table.notes =
        "Hosts are the same by name. Shows hosts that came and went, and what changed of the others: roles, "
        "addresses, facts, ports, sources, labels; and facts and services of the site as a whole.";
    c.table.exit_codes = {{exit_status::ok, "no difference"},
                          {exit_status::failed, "there is a difference"},
                          {exit_status::usage, "wrong usage, or a file that is no site file"}};
    c.table.examples = {{"fairway site diff site.json new.json", "what would a new import change?"},
                        {"fairway site diff site.json new.json --format json", "the same for a program"}};
    c.run = diff_sites;
    return c;
}

} // namespace fairway
