#include "agent/output/matrix_diff.hpp"
#include "text/printable.hpp"

#include <nlohmann/json.hpp>

namespace fairway {

namespace {

using nlohmann::ordered_json;

ordered_json sources_json(const matrix& m) {
    ordered_json all = ordered_json::array();
    for (const auto& s : m.sources)
        all.push_back(
            {{"id", s.id}, {"version", s.version}, {"title", s.title}, {"url", s.url}, {"updated", s.updated}});
    return all;
}

ordered_json flows_json(const std::vector<const flow*>& flows) {
    ordered_json all = ordered_json::array();
    for (const auto* f : flows) {
        ordered_json one{{"id", f->id},
                         {"from", f->from},
                         {"to", f->to},
                         {"protocol", to_string(f->protocol)},
                         {"ports", to_string(f->ports)},
                         {"select", to_string(f->select)},
                         {"purpose", f->purpose},
                         {"sources", to_json(f->sources)}};
        for (const auto aspect : {flow_aspect::needed, flow_aspect::mandatory, flow_aspect::fallback})
            one[std::string(to_string(aspect))] = in_words(aspect, *f);
        all.push_back(std::move(one));
    }
    return all;
}

ordered_json change_json(const matrix_change& c) {
    ordered_json differs = ordered_json::array();
    for (const auto aspect : c.aspects)
        differs.push_back(
            {{"what", to_string(aspect)}, {"old", in_words(aspect, c.before)}, {"new", in_words(aspect, c.after)}});
    return {{"change", c.is_new()    ? "new"
                       : c.is_gone() ? "no-longer-needed"
                                     : "changed"},
            {"old", flows_json(c.before)},
            {"new", flows_json(c.after)},
            {"differs", std::move(differs)}};
}

template <class Thing, class Words>
ordered_json definitions_json(const std::vector<definition_change<Thing>>& all, const char* name, Words words) {
    ordered_json list = ordered_json::array();
    for (const auto& c : all) {
        const Thing& thing = c.after != nullptr ? *c.after : *c.before;
        list.push_back({{"change", c.before == nullptr  ? "new"
                                   : c.after == nullptr ? "gone"
                                                        : "changed"},
                        {"id", thing.id},
                        {name, words(thing)}});
    }
    return list;
}

ordered_json need_json(const port_need& n) {
    return {{"need", to_string(n.level)},
            {"flow", n.by == nullptr ? ordered_json(nullptr) : ordered_json(n.by->id)},
            {"text", need_in_words(n)},
            {"questions", n.questions}};
}

ordered_json site_json(const compared_site& s) {
    ordered_json changes = ordered_json::array(), open = ordered_json::array();
    for (const auto& c : s.changes.changes)
        changes.push_back({{"change", to_string(c.kind)},
                           {"sources", c.sources},
                           {"targets", c.targets},
                           {"protocol", to_string(c.protocol)},
                           {"ports", to_string(c.ports)},
                           {"purpose", c.any().purpose},
                           {"old", need_json(c.before)},
                           {"new", need_json(c.after)}});
    for (const auto& o : s.changes.open)
        open.push_back({{"flow", o.flow}, {"target", o.target}, {"text", o.text}});
    return {{"file", s.file},
            {"hosts", s.changes.hosts},
            {"old", sources_json(s.before)},
            {"new", sources_json(s.after)},
            {"changes", std::move(changes)},
            {"open", std::move(open)},
            {"unknown_facts", s.changes.unknown_facts},
            {"unknown_roles", s.changes.unknown_roles}};
}

} // namespace

std::string render_matrix_diff_json(const compared_matrices& c, const compared_site* s) {
    ordered_json j;
    j["schema"] = "fairway-matrix-diff/1";
    j["old"] = sources_json(c.before);
    j["new"] = sources_json(c.after);
    auto& flows = j["flows"] = ordered_json::array();
    for (const auto& change : c.changes.flows)
        flows.push_back(change_json(change));
    j["same"] = c.changes.same;
    j["roles"] = definitions_json(c.changes.roles, "title", [](const role& r) { return r.title; });
    j["facts"] = definitions_json(c.changes.facts, "question", [](const fact& f) { return f.question; });
    if (s != nullptr) j["site"] = site_json(*s);
    return printable_json(j.dump(2, ' ', false, ordered_json::error_handler_t::replace)) + "\n";
}

} // namespace fairway
