#include "matrix/matrix_words.hpp"
#include "matrix/names.hpp"
#include "matrix/site.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <set>

namespace fairway {

namespace {

using nlohmann::ordered_json;

/// On one line, with spaces as people write it. What came from a command line need not be UTF-8.
std::string in_json(const ordered_json& value) {
    const auto text = [](const ordered_json& v) {
        return v.dump(-1, ' ', false, ordered_json::error_handler_t::replace);
    };
    if (!value.is_structured()) return text(value);
    std::string out;
    for (const auto& [key, member] : value.items()) {
        if (!out.empty()) out += ", ";
        if (value.is_object()) out += text(key) + ": ";
        out += in_json(member);
    }
    return value.is_object() ? "{" + out + "}" : "[" + out + "]";
}

ordered_json fact_json(const matrix& m, const std::string& id, const std::string& value) {
    const auto* f = m.find_fact(id);
    if (f && f->kind == fact::type::boolean) return value == "true";
    return value;
}

ordered_json host_json(const matrix& m, const site_host& host) {
    ordered_json json{{"name", host.name}};
    if (!host.addresses.empty()) json["addresses"] = host.addresses;
    json["roles"] = host.roles;
    for (const auto& [id, value] : host.facts)
        json["facts"][id] = fact_json(m, id, value);
    for (const auto& o : host.ports)
        json["ports"][to_string(o.of)] = to_string(o.ports);
    if (host.installed) json["installed"] = *host.installed;
    return json;
}

std::string endpoint_text(const site_endpoint& e) {
    if (!e.port) return e.host;
    const bool v6 = e.host.find(':') != std::string::npos;
    return (v6 ? "[" + e.host + "]" : e.host) + ":" + std::to_string(*e.port);
}

/// Lines of a list or an object, with commas where JSON wants them: not after the last.
class member_lines {
  public:
    explicit member_lines(std::string indent) : indent_(std::move(indent)) {}

    void comment(const std::string& text) { lines_.push_back({"// " + text, false}); }
    void member(std::string text) { lines_.push_back({std::move(text), true}); }

    std::string text() const {
        const auto last = std::find_if(lines_.rbegin(), lines_.rend(), [](const line& l) { return l.counts; }).base();
        std::string out;
        for (auto it = lines_.begin(); it != lines_.end(); ++it)
            out += indent_ + it->text + (it->counts && it + 1 != last ? ",\n" : "\n");
        return out;
    }

  private:
    struct line {
        std::string text;
        bool counts;
    };
    std::string indent_;
    std::vector<line> lines_;
};

std::string facts_text(const site& s, const matrix& m) {
    member_lines lines("    ");
    for (const auto& f : m.facts) {
        std::string answers = "true or false";
        if (f.kind == fact::type::version) answers = "a version";
        if (f.kind == fact::type::enumeration) {
            answers.clear();
            for (const auto& value : f.values)
                answers += (answers.empty() ? "\"" : " or \"") + value + "\"";
        }
        lines.comment(f.question + " (" + answers + (f.of == fact::subject::site ? ")" : "; a host may differ)"));
        const auto stated = s.facts.find(f.id);
        if (stated != s.facts.end()) {
            lines.member(in_json(f.id) + ": " + in_json(fact_json(m, f.id, stated->second)));
        } else {
            ordered_json example = false;
            if (f.kind == fact::type::version) example = "13.0.1";
            if (f.kind == fact::type::enumeration) example = f.values.at(0);
            lines.comment(in_json(f.id) + ": " + in_json(example) + ",");
        }
    }
    return lines.text();
}

std::string hosts_text(const site& s, const matrix& m) {
    member_lines lines("    ");
    for (const auto& host : s.hosts)
        lines.member(in_json(host_json(m, host)));
    return lines.text();
}

std::string endpoints_text(const site& s, const matrix& m) {
    std::set<std::string> regions, placeholders;
    for (const auto& f : m.flows)
        for (const auto& e : f.endpoints) {
            if (!e.region.empty()) regions.insert(e.region);
            for (auto& name : placeholders_in(e.host))
                placeholders.insert(std::move(name));
        }
    member_lines lines("    ");
    std::string known;
    for (const auto& region : regions)
        known += (known.empty() ? "" : ", ") + region;
    if (!known.empty()) lines.comment("The cloud region: " + known + ".");
    if (!s.region.empty())
        lines.member("\"region\": " + in_json(s.region));
    else if (!known.empty())
        lines.comment("\"region\": \"global\",");
    for (const auto& name : placeholders) {
        const auto value = s.placeholders.find(name);
        if (value != s.placeholders.end())
            lines.member(in_json(name) + ": " + in_json(value->second));
        else
            lines.comment(in_json(name) + ": \"what stands for <" + name + ">\",");
    }
    for (const auto& r : m.roles) {
        if (!r.external || r.abstract) continue;
        const auto used = s.endpoints.find(r.id);
        if (used == s.endpoints.end()) {
            lines.comment(in_json(r.id) + ": [], // " + r.title);
            continue;
        }
        auto names = ordered_json::array();
        for (const auto& e : used->second)
            names.push_back(endpoint_text(e));
        lines.member(in_json(r.id) + ": " + in_json(names));
    }
    return lines.text();
}

std::string accept_text(const site& s) {
    member_lines lines("    ");
    if (s.accept.empty())
        lines.comment(
            R"({"flow": "*:tcp:139", "host": "*", "finding": "silent", "reason": "who agreed to it, and why", "until": "2026-12-31"})");
    for (const auto& a : s.accept)
        lines.member(in_json(
            {{"flow", a.flow}, {"host", a.host}, {"finding", a.finding}, {"reason", a.reason}, {"until", a.until}}));
    return lines.text();
}

std::string roles_text(const matrix& m) {
    std::size_t widest = 0;
    for (const auto& r : m.roles)
        widest = std::max(widest, r.id.size());
    std::string out;
    for (const auto& r : m.roles)
        if (!r.abstract && !r.external)
            out += "  //   " + r.id + std::string(widest - r.id.size() + 2, ' ') + r.title + "\n";
    return out;
}

} // namespace

std::string to_site_file(const site& s, const matrix& m) {
    return "// What this site has, for Fairway. Lines that begin with // are comments; take the // away to use one.\n"
           "// A comma stands between two entries, none after the last.\n"
           "{\n"
           "  \"schema\": \"fairway-site/1\",\n"
           "  \"matrix\": " +
           in_json(m.id) +
           ",\n"
           "\n"
           "  // Facts decide which ports are needed. While one is not stated, what hangs on it is checked all the "
           "same,\n"
           "  // shown with its question, and never counted as failed.\n"
           "  \"facts\": {\n" +
           facts_text(s, m) +
           "  },\n"
           "\n"
           "  // Every host with its roles, and its addresses (names or IP addresses) where the name alone will not "
           "do.\n"
           "  // Roles:\n" +
           roles_text(m) +
           "  // A host may also have facts of its own, ports that were changed, and a word on whether its services "
           "exist\n"
           "  // already:\n"
           "  //   {\"name\": \"web01\", \"addresses\": [\"10.0.0.5\"], \"roles\": [\"ROLE\"], \"facts\": {\"FACT\": "
           "true},\n"
           "  //    \"ports\": {\"6160\": \"7160\", \"2500-3300\": \"2500-2509\"}, \"installed\": true}\n"
           "  \"hosts\": [\n" +
           hosts_text(s, m) +
           "  ],\n"
           "\n"
           "  // Services outside this site. List one to say that it is used: with the hosts that you reach it by "
           "(\"host\" or\n"
           "  // \"host:port\"), or with none where the names that the matrix has for it are enough.\n"
           "  \"endpoints\": {\n" +
           endpoints_text(s, m) +
           "  },\n"
           "\n"
           "  // Known findings, shown but not counted up to the last day. * stands for anything.\n"
           "  \"accept\": [\n" +
           accept_text(s) +
           "  ]\n"
           "}\n";
}

} // namespace fairway
