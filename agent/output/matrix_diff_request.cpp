#include "agent/output/change_request_words.hpp"
#include "agent/output/escape.hpp"
#include "agent/output/matrix_diff.hpp"
#include "agent/output/request_markdown.hpp"
#include "text/columns.hpp"

#include <array>
#include <set>

namespace fairway {

namespace {

struct asked_section {
    const char* word;   ///< of the CSV's column "request"
    const char* action; ///< likewise
    const char* title;
    const char* meaning;
};

constexpr std::array<asked_section, 4> asked_sections{{
    {"allow", "permit", "Please allow",
     "Required by the new matrices, and not by the old ones. Nothing was probed: it may be allowed already."},
    {"confirm", "permit", "Please confirm that this is allowed",
     "Was optional, or needed only under a condition, and is mandatory now."},
    {"optional", "", "Optional: no change needed",
     "Optional, used only where other ports do not work, or needed only under a condition that nobody has confirmed."},
    {"may-close", "remove", "May be closed",
     "No longer needed between these hosts by any matrix of this site. Close it only if nothing else uses it."},
}};

const asked_section& section_of(const site_change& c) {
    if (c.kind == site_change_kind::closed) return asked_sections[3];
    if (!c.is_mandatory_now()) return asked_sections[2];
    return asked_sections[c.kind == site_change_kind::opened ? 0 : 1];
}

/// Rules are about addresses; a host without one goes by its name.
object_group group_of_hosts(const std::vector<std::string>& hosts, const site& s, const std::string& role) {
    object_group group{role, {}, {}};
    std::set<std::string> owners;
    for (const auto& name : hosts) {
        const site_host* host = s.find_host(name);
        if (host == nullptr || host->addresses.empty()) {
            group.members.push_back({name, {name}});
        } else {
            for (const auto& address : host->addresses)
                group.members.push_back({address, {name}});
        }
        if (host == nullptr) continue;
        if (auto owner = owner_in_words(host->labels); !owner.empty()) owners.insert(std::move(owner));
    }
    group.owners.assign(owners.begin(), owners.end());
    return group;
}

struct asked_line {
    const asked_section* section;
    const site_change* of;
    object_group source, destination;
    std::vector<justification> required_by;
};

/// By section.
std::vector<asked_line> asked_lines(const compared_site& c) {
    std::vector<asked_line> lines;
    for (const auto& section : asked_sections)
        for (const auto& change : c.changes.changes) {
            if (&section_of(change) != &section) continue;
            const bool is_old = change.kind == site_change_kind::closed;
            const flow& f = is_old ? *change.before.by : *change.after.by;
            const auto& pages = (is_old ? c.before : c.after).sources;
            asked_line line{&section,
                            &change,
                            group_of_hosts(change.sources, c.site, f.from),
                            group_of_hosts(change.targets, c.site, f.to),
                            {}};
            for (const auto& s : f.sources)
                line.required_by.push_back({f.id, f.from, f.to, f.purpose, s.matrix, url_of(pages, s.matrix), s.rows});
            lines.push_back(std::move(line));
        }
    return lines;
}

std::string was_and_is(const site_change& c) {
    return "Was: " + need_in_words(c.before) + ". Now: " + need_in_words(c.after) + ".";
}

std::string asked_row(const asked_line& line) {
    std::string pages;
    for (const auto& why : line.required_by)
        pages += (pages.empty() ? "" : "<br>") + page_link(why) + " of " + markdown(why.matrix);
    const site_change& c = *line.of;
    return "| " + markdown_end(line.source) + " | " + markdown_end(line.destination) + " | " +
           std::string(in_capitals(c.protocol)) + " | " + markdown(to_string(c.ports)) + " | " +
           markdown(was_and_is(c)) + " | " + markdown(line.required_by.front().purpose) + " | " + pages + " |\n";
}

template <class Field>
std::string of_pages(const asked_line& line, Field field) {
    std::vector<std::string> words;
    for (const auto& why : line.required_by)
        words.push_back(field(why));
    return joined(words, std::string::npos, "; ");
}

template <class Field>
std::string of_members(const object_group& group, Field field) {
    std::vector<std::string> words;
    for (const auto& m : group.members)
        if (auto word = field(m); words.empty() || words.back() != word) words.push_back(std::move(word));
    return joined(words, std::string::npos, " ");
}

} // namespace

std::string render_site_request_markdown(const compared_site& c, const request_details& known) {
    const auto lines = asked_lines(c);
    std::string text = "# Firewall change request: " + markdown(names_of(c.after.sources)) +
                       "\n\nWhat changes for the " + counted(c.changes.hosts, "host", "hosts") + " of " +
                       markdown(c.file) + " from " + markdown(names_of(c.before.sources)) + ".";
    for (std::size_t i = 0; i < c.after.sources.size(); ++i)
        text += (i == 0 ? " Row numbers refer to " : ", ") + markdown_link(c.after.sources[i].url);
    text += ".\n";
    if (const auto words = details_in_words(known); !words.empty()) text += "\n" + markdown(words) + "\n";
    if (lines.empty()) text += "\n**No firewall needs to change.**\n";
    const asked_section* begun = nullptr;
    for (const auto& line : lines) {
        if (line.section != begun)
            text += std::string("\n## ") + line.section->title + "\n\n" + line.section->meaning +
                    "\n\n| Source | Destination | Protocol | Ports | Change | Purpose | Page |\n"
                    "| --- | --- | --- | --- | --- | --- | --- |\n";
        begun = line.section;
        text += asked_row(line);
    }
    std::set<std::string> told;
    for (const auto& line : lines)
        for (const auto* group : {&line.source, &line.destination}) {
            if (group->members.size() <= most_members_inline || !told.insert(group_name(*group)).second) continue;
            if (told.size() == 1) text += "\n## Object groups\n";
            text += markdown_members(*group);
        }
    return text;
}

std::string render_site_request_csv(const compared_site& c, const request_details& known) {
    std::string text = csv_line(request_columns);
    std::size_t number = 0;
    for (const auto& line : asked_lines(c)) {
        const auto name = [](const group_member& m) { return joined(m.names, std::string::npos, "/"); };
        const auto address = [](const group_member& m) { return m.address; };
        // In place of what a check saw there is nothing: where it stops, evidence, when.
        text += csv_line({line.section->word,
                          std::to_string(++number),
                          line.section->action,
                          group_name(line.source),
                          of_members(line.source, name),
                          of_members(line.source, address),
                          group_name(line.destination),
                          of_members(line.destination, name),
                          of_members(line.destination, address),
                          std::string(to_string(line.of->protocol)),
                          to_string(line.of->ports),
                          "",
                          "",
                          "",
                          "",
                          "",
                          "",
                          line.required_by.front().purpose,
                          line.required_by.front().flow,
                          of_pages(line, [](const auto& why) { return why.matrix; }),
                          of_pages(line, [](const auto& why) { return why.source_url; }),
                          of_pages(line, [](const auto& why) { return rows_in_words(why.rows); }),
                          joined(line.source.owners, std::string::npos, "; "),
                          joined(line.destination.owners, std::string::npos, "; "),
                          known.requester,
                          known.ticket,
                          known.expires,
                          was_and_is(*line.of),
                          ""});
    }
    return text;
}

} // namespace fairway
