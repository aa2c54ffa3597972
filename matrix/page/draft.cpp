#include "matrix/page/draft.hpp"

#include "matrix/page/flow_join.hpp"
#include "matrix/page/phrase_cell.hpp"
#include "matrix/page/row_check.hpp"
#include "text/names.hpp"
#include "text/nearest.hpp"
#include "text/wording.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

namespace fairway {

namespace {

constexpr std::size_t most_flows = 50'000;    // half of what a matrix file may have
constexpr std::size_t most_phrases = 64;      // of a cell
constexpr std::size_t most_suggestions = 500; // each is compared with all that is known
constexpr std::size_t longest_single = 16;    // ports of a range that a service may well hold open

class drafter {
  public:
    drafter(const page& p, const page_map& map, const matrix& words, std::span<const protocol_word> protocols)
        : page_(p), map_(map), words_(words), protocols_(protocols) {}

    matrix_draft make() {
        set_title();
        for (const auto& r : page_.remarks)
            tell({}, r.line, r.text);
        for (const auto& row : page_.rows)
            draft_row(row);
        tell_unknown_rows();
        tell_unknown_phrases();
        finish_flows();
        add_roles_and_facts();
        tell_lost_rows();
        std::stable_sort(out_.open.begin(), out_.open.end(),
                         [](const auto& a, const auto& b) { return a.line < b.line; });
        return std::move(out_);
    }

  private:
    void tell(std::vector<int> rows, std::size_t line, std::string text) {
        for (const auto row : rows)
            told_.insert(row);
        out_.open.push_back({std::move(rows), line, std::move(text)});
    }
    void tell(const page_row& row, std::string text) { tell({row.number}, row.line, std::move(text)); }

    void set_title() {
        auto& m = out_.matrix.sources.emplace_back();
        m.id = map_.id.empty() ? page_id(page_) : map_.id;
        m.version = page_.updated;
        m.title = !map_.title.empty() ? map_.title : !page_.title.empty() ? page_.title : m.id;
        m.url = page_.url;
        m.updated = page_.updated;
        if (!map_.version.empty() && map_.version != page_.updated)
            tell({}, 0, "the map is for version " + map_.version + ", the page is of " + page_.updated);
        if (!map_.url.empty() && map_.url != page_.url)
            tell({}, 0, "the map is for the page " + in_quotes(map_.url) + ", this one is " + in_quotes(page_.url));
    }

    void draft_row(const page_row& row) {
        const auto decided = map_.rows.find(row.number);
        if (decided == map_.rows.end()) return draft_undecided(row);
        const auto& parts = decided->second;
        if (const auto s = map_.seen.find(row.number); s != map_.seen.end()) check_seen(row, s->second);
        const auto defaults_to_row = [&](auto side) {
            return std::any_of(parts.begin(), parts.end(), [&](const row_part& part) { return !(part.*side); });
        };
        // A phrase that no part needs may stay unknown.
        const row_roles roles{roles_of(row.from, row, defaults_to_row(&row_part::from)),
                              roles_of(row.to, row, defaults_to_row(&row_part::to))};
        for (auto& text : check_row(row, roles, parts, words_))
            tell(row, std::move(text));
        for (const auto& part : parts)
            draft_part(row, roles, part);
    }

    void check_seen(const page_row& row, const seen_row& was) {
        if (!is_same_row(was, seen(row)))
            tell(row, "is not the row that was decided: that was " + in_words(was) + ", in " + in_quotes(was.section));
        else if (!was.notes.empty() && was.notes != row.notes_digest)
            tell(row, "its notes have changed since it was decided; if that still holds, remove /seen/" +
                          std::to_string(row.number) + "/notes from the map");
    }

    static std::string in_words(const seen_row& s) {
        return in_quotes(s.from) + " to " + in_quotes(s.to) + ", " + s.protocols + " " + s.ports;
    }

    void draft_undecided(const page_row& row) {
        std::string what = "no decision";
        if (row.has_condition) what += "; its notes seem to state a condition";
        if (row.protocols.empty()) what += "; it names no protocol, so that it is not in the draft";
        tell(row, what);
        for (const auto& piece : row.unread)
            tell(row, piece);
        const row_roles roles{roles_of(row.from, row, true), roles_of(row.to, row, true)};
        for (const auto& of_row : row.ports) {
            row_part part;
            part.ports = of_row.ports;
            part.open_end = of_row.open_end && count(of_row.ports) == 1;
            part.select = of_row.select;
            part.purpose = "Row " + std::to_string(row.number) + " of the page";
            add_flows(row, roles, part, false);
        }
    }

    void draft_part(const page_row& row, const row_roles& roles, const row_part& part) {
        if (!part.protocols && row.protocols.empty())
            tell(row, "the row names no protocol; \"protocols\" of the part has to");
        if (!part.identify.empty() && !protocols_.empty()) {
            const auto& over = part.protocols ? *part.protocols : row.protocols;
            if (std::none_of(over.begin(), over.end(), [&](protocol p) { return can_identify(part.identify, p); }))
                tell(row, "\"identify\": " + in_quotes(part.identify) + " is no protocol over what the part is over");
        }
        add_flows(row, {part.from.value_or(roles.from), part.to.value_or(roles.to)}, part, true);
    }

    bool can_identify(const std::string& word, protocol p) const {
        return protocols_.empty() || std::any_of(protocols_.begin(), protocols_.end(), [&](const protocol_word& known) {
                   return known.word == word && known.transport == p;
               });
    }

    void add_flows(const page_row& row, const row_roles& roles, const row_part& part, bool is_decided) {
        for (const auto& from : roles.from)
            for (const auto& to : roles.to)
                for (const auto p : part.protocols ? *part.protocols : row.protocols) {
                    if (flows_.size() == most_flows) {
                        if (cut_.insert(row.number).second)
                            tell(row, "is not all in the draft, which has " + std::to_string(most_flows) + " flows");
                        return;
                    }
                    add_flow(row, {flow_of(row, from, to, p, part), is_decided});
                }
    }

    flow flow_of(const page_row& row, const std::string& from, const std::string& to, protocol p,
                 const row_part& part) {
        flow f;
        f.sources = {{name_of(out_.matrix.sources[0]), {row.number}}};
        f.from = from;
        f.to = to;
        f.protocol = p;
        f.ports = part.ports;
        f.open_end = part.open_end;
        f.select = part.open_end ? select::any : count(part.ports) > 1 ? part.select : select::all;
        if (p == protocol::tcp) f.dynamic = part.dynamic;
        f.fallback_of = part.fallback_of;
        if (can_identify(part.identify, p)) f.identify = part.identify;
        if (f.identify == "dns") f.resolves = part.resolves;
        f.never_answers = part.never_answers && p == protocol::udp;
        f.when = part.when;
        f.required_when = part.required_when;
        f.purpose = part.purpose;
        const role* target = words_.find_role(to);
        const bool is_external = target && target->external;
        f.listens = listens_of(row, part, is_external);
        if (part.endpoints)
            f.endpoints = *part.endpoints;
        else if (is_external)
            f.endpoints = endpoints_of(row);
        return f;
    }

    listens listens_of(const page_row& row, const row_part& part, bool is_external) {
        if (is_external || part.listens == listens::external) {
            if (part.listens && is_external != (part.listens == listens::external))
                tell(row, is_external ? "\"listens\" must be \"external\", as its target is"
                                      : "\"listens\" is \"external\", but its target is not");
            if (is_external) return listens::external;
        } else if (part.listens) {
            return *part.listens;
        }
        const bool is_range = std::any_of(part.ports.begin(), part.ports.end(),
                                          [](const port_range& r) { return r.size() > longest_single; });
        return is_range ? listens::on_demand : listens::service;
    }

    /// Those of the page that a matrix can have.
    std::vector<endpoint> endpoints_of(const page_row& row) {
        std::vector<endpoint> all;
        for (const auto& e : row.endpoints) {
            const auto names = placeholders_in(e.host);
            const bool is_taken = std::any_of(names.begin(), names.end(), [&](const auto& name) {
                return name == "region" || words_.find_role(name) != nullptr;
            });
            if (is_taken)
                tell(row, "the placeholder of " + in_quotes(e.host) + " has a name that site files use otherwise");
            else
                all.push_back(e);
        }
        return all;
    }

    void add_flow(const page_row& row, row_flow added) {
        const auto& f = added.flow;
        const auto [at, is_new] =
            index_.emplace(std::tuple{f.from, f.to, f.protocol, f.ports, f.select}, flows_.size());
        drafted_.insert(row.number);
        if (is_new) {
            flows_.push_back(std::move(added));
            return;
        }
        auto& have = flows_[at->second];
        const auto rows = have.flow.sources[0].rows;
        for (const auto& key : join(have, added))
            tell(row, "decides " + in_quotes(key) + " of " + plain_id(have.flow) + " otherwise than row " +
                          row_numbers_in_words(rows));
    }

    static std::string plain_id(const flow& f) {
        return f.from + ":" + f.to + ":" + std::string(to_string(f.protocol)) + ":" +
               (f.ports.empty() ? "custom" : to_string(f.ports));
    }

    /// The roles of a cell's phrases; those that nobody has decided are told later, each once.
    std::vector<std::string> roles_of(const std::string& cell, const page_row& row, bool needs_all) {
        auto [found, is_new] = cells_.emplace(cell, cell_roles{});
        auto& known = found->second;
        if (is_new) {
            auto phrases =
                split_phrases(cell, [&](const std::string& phrase) { return map_.phrases.contains(phrase); });
            if (phrases.size() > most_phrases) phrases = {std::string(cell)};
            for (auto& phrase : phrases) {
                const auto meant = map_.phrases.find(phrase);
                if (meant == map_.phrases.end() || meant->second.empty())
                    known.unknown.push_back(&unknown_[phrase]);
                else
                    for (const auto& id : meant->second)
                        if (std::find(known.roles.begin(), known.roles.end(), id) == known.roles.end())
                            known.roles.push_back(id);
            }
        }
        if (!needs_all) return known.roles;
        for (auto* phrase : known.unknown) {
            if (phrase->rows.empty()) phrase->line = row.line;
            if (phrase->rows.empty() || phrase->rows.back() != row.number) phrase->rows.push_back(row.number);
        }
        return known.roles;
    }

    void tell_unknown_phrases() {
        std::vector<std::string> known;
        for (const auto& [phrase, roles] : map_.phrases)
            if (!roles.empty()) known.push_back(phrase);
        std::vector<std::string> titles;
        for (const auto& r : words_.roles)
            titles.push_back(r.title);
        std::size_t suggested = 0;
        for (const auto& [phrase, where] : unknown_) {
            if (where.rows.empty()) continue; // no decision needs it
            auto text = "no role for the phrase " + in_quotes(phrase);
            if (suggested++ < most_suggestions) text += suggestion(phrase, known, titles);
            tell(where.rows, where.line, std::move(text));
        }
    }

    std::string suggestion(const std::string& phrase, const std::vector<std::string>& known,
                           const std::vector<std::string>& titles) const {
        if (auto similar = did_you_mean(phrase, known); !similar.empty()) return similar;
        const auto near = nearest(phrase, titles, 1);
        if (near.empty()) return "";
        const auto role_of =
            std::find_if(words_.roles.begin(), words_.roles.end(), [&](const role& r) { return r.title == near[0]; });
        return "; the role " + in_quotes(role_of->id) + " is called " + in_quotes(role_of->title);
    }

    void tell_unknown_rows() {
        const auto last = static_cast<int>(page_.rows.size());
        for (const auto& [number, parts] : map_.rows)
            if (number > last) out_.open.push_back({{number}, 0, "the map decides a row that the page does not have"});
    }

    void finish_flows() {
        std::set<std::string> ids;
        for (auto& [f, is_decided] : flows_) {
            f.id = plain_id(f);
            if (!ids.insert(f.id).second) {
                const auto plain = f.id;
                f.id = plain + ":" + std::string(to_string(f.select));
                for (int n = 2; !ids.insert(f.id).second; ++n)
                    f.id = plain + ":" + std::to_string(n);
            }
            out_.matrix.flows.push_back(std::move(f));
        }
        auto& flows = out_.matrix.flows;
        std::map<std::tuple<std::string, std::string, protocol>, std::vector<const flow*>> alike;
        for (const auto& f : flows)
            alike[{f.from, f.to, f.protocol}].push_back(&f);
        for (auto& f : flows) {
            if (f.fallback_of.empty()) continue;
            const auto& others = alike[{f.from, f.to, f.protocol}];
            if (std::any_of(others.begin(), others.end(), [&](const flow* o) { return can_fall_back(f, *o); }))
                continue;
            tell(f.sources[0].rows, line_of(f.sources[0].rows[0]),
                 "no other flow from " + in_quotes(f.from) + " to " + in_quotes(f.to) + " over " +
                     std::string(in_capitals(f.protocol)) + " has " + to_string(f.fallback_of) +
                     ", which \"fallback_of\" names");
            f.fallback_of.clear();
        }
    }

    std::size_t line_of(int row) const { return page_.rows.at(static_cast<std::size_t>(row - 1)).line; }

    void add_roles_and_facts() {
        std::set<std::string> roles, facts;
        for (const auto& f : out_.matrix.flows) {
            roles.insert(f.from);
            roles.insert(f.to);
            roles.insert(f.resolves.begin(), f.resolves.end());
            add_facts(facts, f.when);
            if (f.required_when) add_facts(facts, *f.required_when);
        }
        for (const auto& f : words_.facts)
            if (facts.contains(f.id)) roles.insert(f.unless_roles.begin(), f.unless_roles.end());
        // With what they are, and the kinds of those that no host can have.
        const auto is_needed = [&](const role& r) {
            return std::any_of(roles.begin(), roles.end(), [&](const std::string& used) {
                return words_.is_a(used, r.id) || (words_.is_a(r.id, used) && words_.find_role(used)->abstract);
            });
        };
        std::set<std::string> needed;
        for (const auto& r : words_.roles)
            if (is_needed(r)) needed.insert(r.id);
        for (const auto& r : words_.roles) // a kind may be of several roles
            if (std::any_of(needed.begin(), needed.end(), [&](const auto& id) { return words_.is_a(id, r.id); }))
                out_.matrix.roles.push_back(r);
        for (const auto& f : words_.facts)
            if (facts.contains(f.id)) out_.matrix.facts.push_back(f);
    }

    static void add_facts(std::set<std::string>& facts, const condition& c) {
        if (c.what == condition::kind::fact) facts.insert(c.fact);
        for (const auto& part : c.parts)
            add_facts(facts, part);
    }

    /// The promise: no row is lost, and none is invented.
    void tell_lost_rows() {
        for (const auto& row : page_.rows)
            if (!drafted_.contains(row.number) && !told_.contains(row.number)) tell(row, "is not in the draft");
    }

    struct unknown_phrase {
        std::vector<int> rows;
        std::size_t line = 0; ///< of the first
    };

    struct cell_roles {
        std::vector<std::string> roles;
        std::vector<unknown_phrase*> unknown; ///< in unknown_
    };

    const page& page_;
    const page_map& map_;
    const matrix& words_;
    std::span<const protocol_word> protocols_;
    std::map<std::string, cell_roles> cells_;
    std::map<std::string, unknown_phrase, case_does_not_matter> unknown_;
    std::vector<row_flow> flows_;
    std::map<std::tuple<std::string, std::string, protocol, port_list, select>, std::size_t> index_;
    std::set<int> drafted_, told_, cut_; ///< rows
    matrix_draft out_;
};

} // namespace

std::string row_numbers_in_words(const std::vector<int>& rows) {
    std::string text;
    for (std::size_t i = 0; i < rows.size();) {
        auto last = i;
        while (last + 1 < rows.size() && rows[last + 1] == rows[last] + 1)
            ++last;
        text += (text.empty() ? "" : ", ") + std::to_string(rows[i]);
        if (last > i) text += (last > i + 1 ? "-" : ", ") + std::to_string(rows[last]);
        i = last + 1;
    }
    return text;
}

matrix_draft draft_matrix(const page& p, const page_map& map, const matrix& words,
                          std::span<const protocol_word> protocols) {
    return drafter(p, map, words, protocols).make();
}

} // namespace fairway
