#include "matrix/matrix.hpp"

#include "text/json_text.hpp"
#include "text/wording.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace fairway {

using nlohmann::ordered_json;

ordered_json to_json(const condition& c) {
    switch (c.what) {
    case condition::kind::always: break;
    case condition::kind::fact: {
        ordered_json json{{"fact", c.fact}};
        if (c.compare == condition::comparison::is) json["is"] = c.value;
        if (c.compare == condition::comparison::before) json["before"] = c.value;
        return json;
    }
    case condition::kind::none: return {{"not", to_json(c.parts.at(0))}};
    case condition::kind::all:
    case condition::kind::any: {
        auto parts = ordered_json::array();
        for (const auto& part : c.parts)
            parts.push_back(to_json(part));
        return {{c.what == condition::kind::all ? "all" : "any", std::move(parts)}};
    }
    }
    return {{"all", ordered_json::array()}};
}

ordered_json to_json(const endpoint& e) {
    auto json = ordered_json::object();
    if (!e.region.empty()) json["region"] = e.region;
    json["host"] = e.host;
    if (!e.path.empty()) json["path"] = e.path;
    if (!e.suspect.empty()) json["suspect"] = e.suspect;
    return json;
}

namespace {

template <class Things>
auto find_by_id(const Things& things, std::string_view id) -> decltype(things.data()) {
    const auto it = std::find_if(things.begin(), things.end(), [&](const auto& thing) { return thing.id == id; });
    return it == things.end() ? nullptr : &*it;
}

template <class Things>
std::vector<std::string> ids_of(const Things& things) {
    std::vector<std::string> ids;
    for (const auto& thing : things)
        ids.push_back(thing.id);
    return ids;
}

ordered_json to_json(const role& r) {
    ordered_json json{{"id", r.id}, {"title", r.title}};
    if (!r.is.empty()) json["is"] = r.is;
    if (r.abstract) json["abstract"] = true;
    if (r.onboards) json["onboards"] = true;
    if (r.revocation) json["revocation"] = true;
    if (!r.peer_question.empty()) json["peer_question"] = r.peer_question;
    if (r.external) json["external"] = true;
    if (!r.platform.empty()) json["platform"] = r.platform;
    if (!r.runs_only.empty()) json["runs_only"] = r.runs_only;
    return json;
}

ordered_json to_json(const fact& f) {
    ordered_json json{{"id", f.id}, {"type", to_string(f.kind)}, {"of", to_string(f.of)}, {"question", f.question}};
    if (f.kind == fact::type::enumeration) json["values"] = f.values;
    if (!f.usually.empty())
        json["usually"] = f.kind == fact::type::boolean ? ordered_json(f.usually == "true") : ordered_json(f.usually);
    if (!f.unless_roles.empty()) json["unless_roles"] = f.unless_roles;
    return json;
}

ordered_json to_json(const flow& f, bool joined) {
    ordered_json json{{"id", f.id}};
    if (joined)
        json["sources"] = to_json(f.sources);
    else
        json["rows"] = f.sources.at(0).rows;
    json["from"] = f.from;
    json["to"] = f.to;
    json["protocol"] = to_string(f.protocol);
    json["ports"] = ordered_json::array();
    for (const auto& range : f.ports)
        json["ports"].push_back(to_string(range));
    json["select"] = to_string(f.select);
    if (f.open_end) json["open_end"] = true;
    if (!f.dynamic.empty()) json["dynamic"] = f.dynamic;
    for (const auto& range : f.fallback_of)
        json["fallback_of"].push_back(to_string(range));
    json["listens"] = to_string(f.listens);
    json["identify"] = f.identify.empty() ? ordered_json(nullptr) : ordered_json(f.identify);
    if (f.never_answers) json["never_answers"] = true;
    if (f.when.what != condition::kind::always) json["when"] = to_json(f.when);
    if (f.required_when) json["required_when"] = to_json(*f.required_when);
    for (const auto& e : f.endpoints)
        json["endpoints"].push_back(to_json(e));
    if (!f.resolves.empty()) json["resolves"] = f.resolves;
    json["purpose"] = f.purpose;
    if (!f.disagreements.empty()) json["disagreements"] = f.disagreements;
    return json;
}

} // namespace

std::string usual_in_words(const fact& f) {
    if (f.kind != fact::type::boolean || f.usually.empty()) return f.usually;
    return f.usually == "true" ? "yes" : "no";
}

std::optional<std::string> check_value(const fact& f, const std::string& value) {
    const auto expected = [&](const std::string& what) {
        return "the fact " + in_quotes(f.id) + " is " + what + ", not " + in_quotes(value);
    };
    switch (f.kind) {
    case fact::type::boolean:
        if (value != "true" && value != "false") return expected("true or false");
        break;
    case fact::type::version:
        if (!is_version(value)) return expected("a version such as 13.0.1");
        break;
    case fact::type::enumeration:
        if (std::find(f.values.begin(), f.values.end(), value) == f.values.end()) return expected(listed(f.values));
        break;
    }
    return std::nullopt;
}

std::string_view to_string(fact::type t) {
    switch (t) {
    case fact::type::boolean: return "boolean";
    case fact::type::version: return "version";
    case fact::type::enumeration: return "enum";
    }
    return "";
}

std::string_view to_string(fact::subject s) {
    switch (s) {
    case fact::subject::site: return "site";
    case fact::subject::from: return "from";
    case fact::subject::to: return "to";
    }
    return "";
}

std::string_view to_string(select s) {
    return s == select::all ? "all" : "any";
}

std::string_view to_string(listens l) {
    switch (l) {
    case listens::service: return "service";
    case listens::on_demand: return "on-demand";
    case listens::external: return "external";
    }
    return "";
}

bool can_fall_back(const flow& f, const flow& other) {
    return &f != &other && f.from == other.from && f.to == other.to && f.protocol == other.protocol &&
           !f.fallback_of.empty() && contains(other.ports, f.fallback_of);
}

const role* matrix::find_role(std::string_view id_) const {
    return find_by_id(roles, id_);
}
const fact* matrix::find_fact(std::string_view id_) const {
    return find_by_id(facts, id_);
}
const flow* matrix::find_flow(std::string_view id_) const {
    return find_by_id(flows, id_);
}

const role* matrix::revocation_role() const {
    const auto found = std::find_if(roles.begin(), roles.end(), [](const role& r) { return r.revocation; });
    return found == roles.end() ? nullptr : &*found;
}

bool matrix::is_a(std::string_view role_id, std::string_view ancestor) const {
    std::vector<std::string_view> reached{role_id}; // each role once: a matrix built by hand may have a cycle
    for (std::size_t i = 0; i < reached.size(); ++i) {
        if (reached[i] == ancestor) return true;
        if (const auto* r = find_role(reached[i]))
            for (const auto& parent : r->is)
                if (std::find(reached.begin(), reached.end(), parent) == reached.end()) reached.push_back(parent);
    }
    return false;
}

bool matrix::any_is_a(const std::vector<std::string>& role_ids, std::string_view ancestor) const {
    return std::any_of(role_ids.begin(), role_ids.end(), [&](const auto& role_id) { return is_a(role_id, ancestor); });
}

std::vector<std::string> matrix::role_ids() const {
    return ids_of(roles);
}
std::vector<std::string> matrix::fact_ids() const {
    return ids_of(facts);
}
std::vector<std::string> matrix::flow_ids() const {
    return ids_of(flows);
}

std::vector<std::string> matrix::concrete_role_ids() const {
    std::vector<std::string> ids;
    for (const auto& r : roles)
        if (!r.abstract) ids.push_back(r.id);
    return ids;
}

ordered_json to_json(const std::vector<source_rows>& sources) {
    auto json = ordered_json::array();
    for (const auto& s : sources)
        json.push_back({{"matrix", s.matrix}, {"rows", s.rows}});
    return json;
}

ordered_json to_json(const matrix& m) {
    const bool joined = m.sources.size() > 1;
    ordered_json json{{"schema", joined ? "fairway-matrices/1" : "fairway-matrix/1"}};
    auto& pages = json["matrices"] = ordered_json::array();
    for (const auto& s : m.sources)
        pages.push_back({{"id", s.id},
                         {"version", s.version},
                         {"title", s.title},
                         {"source", {{"url", s.url}, {"updated", s.updated}}}});
    if (!joined) {
        const ordered_json page = std::move(pages.at(0));
        json.erase("matrices");
        json.update(page);
    }
    const auto add = [&](const char* name, const auto& things, auto&&... more) {
        auto& list = json[name] = ordered_json::array();
        for (const auto& thing : things)
            list.push_back(to_json(thing, more...));
    };
    add("roles", m.roles);
    add("facts", m.facts);
    add("flows", m.flows, joined);
    return json;
}

std::string to_matrix_file(const matrix& m) {
    const auto json = to_json(m);
    std::string text;
    for (const auto& [key, value] : json.items()) {
        text += (text.empty() ? "{\n  " : ",\n  ") + ordered_json(key).dump() + ": ";
        const bool is_long = value.is_array() && value.size() > 1;
        if (!is_long) {
            text += spaced_json(value);
            continue;
        }
        for (std::size_t i = 0; i < value.size(); ++i)
            text += (i == 0 ? "[\n    " : ",\n    ") + spaced_json(value[i]);
        text += "\n  ]";
    }
    return text + "\n}\n";
}

} // namespace fairway
