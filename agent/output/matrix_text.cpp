#include "agent/output/matrix.hpp"
#include "text/columns.hpp"

#include <algorithm>
#include <ostream>

namespace fairway {

namespace {

/// The label of a line of `show`.
std::string label(const std::string& word) {
    return "  " + padded(word, 13);
}

/// Never true, whatever the facts: how a matrix says "optional".
bool is_never(const condition& c) {
    return evaluate(c, [](const std::string&) { return std::nullopt; }).value == truth::no;
}

bool is_always(const condition& c) {
    return c.what == condition::kind::always;
}

const char* need_mark(const flow& f) {
    if (f.required_when && is_never(*f.required_when)) return "optional";
    if (!is_always(f.when) || (f.required_when && !is_always(*f.required_when))) return "depends";
    return "always";
}

void add_facts(const condition& c, std::vector<std::string>& ids) {
    if (c.what == condition::kind::fact && std::find(ids.begin(), ids.end(), c.fact) == ids.end())
        ids.push_back(c.fact);
    for (const auto& part : c.parts)
        add_facts(part, ids);
}

std::vector<std::string> facts_of(const flow& f) {
    std::vector<std::string> ids;
    add_facts(f.when, ids);
    if (f.required_when) add_facts(*f.required_when, ids);
    return ids;
}

/// The ways to state a fact, e.g. "--fact netbios=true (or false)".
std::string answers(const fact& f) {
    switch (f.kind) {
    case fact::type::boolean: return "--fact " + f.id + "=true (or false)";
    case fact::type::version: return "--fact " + f.id + "=13.0.1 (or another version)";
    case fact::type::enumeration: break;
    }
    std::string words = "--fact " + f.id + "=";
    for (std::size_t i = 0; i < f.values.size(); ++i)
        words += (i == 0 ? "" : i == 1 ? " (or " : ", ") + f.values[i];
    return f.values.size() > 1 ? words + ")" : words;
}

std::string whose(const fact& f, const flow& by) {
    switch (f.of) {
    case fact::subject::from: return "for the " + by.from + " host";
    case fact::subject::to: return "for the " + by.to + " host";
    case fact::subject::site: break;
    }
    return "for the whole site";
}

std::string role_in_words(const matrix& m, const std::string& id) {
    const role* r = m.find_role(id);
    return r ? id + ": " + r->title : id;
}

const char* listens_in_words(listens l) {
    switch (l) {
    case listens::service: return "a service that listens once it is installed";
    case listens::on_demand: return "only while a job runs; otherwise nothing needs to listen";
    case listens::external: return "a service outside your network";
    }
    return "";
}

} // namespace

std::string needed_in_words(const flow& f) {
    return is_always(f.when) ? "always" : to_string(f.when);
}

std::string mandatory_in_words(const flow& f) {
    if (!f.required_when || is_always(*f.required_when)) return "always";
    return is_never(*f.required_when) ? "never" : to_string(*f.required_when);
}

std::string ports_in_words(const flow& f) {
    if (f.ports.empty()) return "named by the site";
    if (f.open_end) return to_string(f.ports) + " and up";
    return (f.select == select::any ? "any of " : "") + to_string(f.ports);
}

std::string endpoint_in_words(const endpoint& e) {
    std::string words = e.host + e.path;
    if (!e.region.empty()) words += " (" + e.region + ")";
    if (!e.suspect.empty()) words += " (suspect)";
    return words;
}

void write_matrix_list(std::ostream& out, const matrix& m, const flow_list& flows, std::size_t width) {
    const auto tail_of = [](const flow& f) {
        const auto group = f.from + ":" + f.to + ":";
        return f.id.rfind(group, 0) == 0 ? f.id.substr(group.size()) : f.id;
    };
    std::size_t widest = 0;
    for (const flow* f : flows)
        widest = std::max(widest, tail_of(*f).size());

    out << names_of(m.sources) << ": " << flows.size() << (flows.size() == 1 ? " flow" : " flows");
    if (flows.size() < m.flows.size()) out << " of " << m.flows.size();
    out << '\n';

    const flow* before = nullptr;
    for (const flow* f : flows) {
        if (!before || before->from != f->from || before->to != f->to) out << '\n' << f->from << ':' << f->to << ":\n";
        out << beside_or_below("  " + padded(tail_of(*f), widest) + "  " +
                                   padded(count(f->ports) > 1 ? std::string(to_string(f->select)) : "", 3) + "  " +
                                   padded(need_mark(*f), 8) + "  ",
                               f->purpose, 4, width);
        before = f;
    }
    if (flows.empty()) return;
    const flow& first = *flows.front();
    out << '\n'
        << wrapped("", "A flow's id is its group plus its own part: " + first.id, width)
        << wrapped("", "all, any: all of these ports must be reachable, or one of them is enough.", width)
        << wrapped("", "always: needed if both roles exist. depends: on facts; see `fairway matrix show FLOW`.", width)
        << wrapped("", "optional: used if it works, not missed if it doesn't.", width);
}

void write_matrix_flow(std::ostream& out, const matrix& m, const flow& f, std::size_t width) {
    const auto write = [&](const std::string& first, const std::string& text) { out << wrapped(first, text, width); };
    out << f.id << "\n\n";
    write(label("purpose"), f.purpose);
    write(label("from"), role_in_words(m, f.from));
    write(label("to"), role_in_words(m, f.to));
    if (f.ports.empty())
        write(label("ports"),
              std::string(in_capitals(f.protocol)) + "; the source page names no port, your site file must" +
                  (f.listens == listens::external ? "" : R"(: "ports": {"custom": "PORT"} at the )" + f.to + " host"));
    else
        write(label("ports"), std::string(in_capitals(f.protocol)) + " " + to_string(f.ports) +
                                  (f.open_end                ? " and up: the first free one"
                                   : count(f.ports) == 1     ? ""
                                   : f.select == select::any ? ": one of them is enough"
                                                             : ": all of them"));
    write(label("listens"), listens_in_words(f.listens));
    write(label("expects"), f.never_answers       ? "no answer: this service only receives, so silence says nothing"
                            : !f.identify.empty() ? "an answer in " + f.identify
                            : f.protocol == protocol::tcp ? "a connection; no data is sent"
                                                          : "no answer that would show whether it arrived");
    write(label("needed"), is_always(f.when) ? "always" : "if " + to_string(f.when));
    const auto mandatory = mandatory_in_words(f);
    if (mandatory == "never")
        write(label("mandatory"), "never: it is optional");
    else if (mandatory != "always")
        write(label("mandatory"), "if " + mandatory + "; otherwise optional");
    if (!f.fallback_of.empty())
        write(label("fallback"), "used only where " + std::string(in_capitals(f.protocol)) + " " +
                                     to_string(f.fallback_of) + " does not work");

    for (const auto& id : facts_of(f)) {
        const fact* asked = m.find_fact(id);
        if (!asked) continue;
        write(label("question"), asked->question);
        write(label(""), "answer: " + answers(*asked) + "; in the site file " + whose(*asked, f));
        if (asked->usually.empty()) continue;
        write(label(""), "assumed where nobody answers: " + usual_in_words(*asked) +
                             (asked->unless_roles.empty()
                                  ? ""
                                  : ", unless a host has the role " + joined(asked->unless_roles, 8, " or ")));
    }

    if (f.listens == listens::external && f.endpoints.empty())
        write(label("endpoints"), "the source page names none; your site file must");
    std::string region_before;
    bool first = true;
    for (const auto& e : f.endpoints) {
        const std::string region = e.region.empty() ? "all regions" : e.region;
        const std::string start = label(first ? "endpoints" : "");
        const std::string shown = first || region != region_before ? region : "";
        out << start << padded(shown, 13) << e.host << e.path << '\n';
        if (!e.suspect.empty()) write(label("") + std::string(13, ' ') + "  suspect: ", e.suspect);
        region_before = region;
        first = false;
    }

    bool is_first_source = true;
    for (const auto& page : f.sources) {
        const auto its = std::find_if(m.sources.begin(), m.sources.end(),
                                      [&](const matrix_source& s) { return name_of(s) == page.matrix; });
        write(label(is_first_source ? "source" : ""), rows_in_words(page.rows) + " of " + its->url);
        write(label(""), "as of " + its->updated + ", matrix " + page.matrix);
        is_first_source = false;
    }
    for (const auto& words : f.disagreements)
        write(label("pages differ"), words);
}

void write_matrix_uses(std::ostream& out, const flow_list& flows, std::size_t width) {
    const auto write = [&](const std::string& first, const std::string& text) { out << wrapped(first, text, width); };
    for (const flow* f : flows) {
        out << '\n' << f->id << '\n';
        write(label("purpose"), f->purpose);
        if (count(f->ports) > 1) write(label("ports"), ports_in_words(*f));
        write(label("needed"), is_always(f->when) ? "always" : "if " + to_string(f->when));
        const auto mandatory = mandatory_in_words(*f);
        if (mandatory == "never")
            write(label("mandatory"), "never: it is optional");
        else if (mandatory != "always")
            write(label("mandatory"), "if " + mandatory + "; otherwise optional");
    }
}

} // namespace fairway
