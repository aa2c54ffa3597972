#include "matrix/join_matrices.hpp"

#include "matrix/flow_join.hpp"
#include "text/wording.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

namespace fairway {

namespace {

class matrix_joiner {
  public:
    void add(matrix m) {
        const auto name = names_of(m.sources);
        for (const auto& s : m.sources) {
            const auto same = std::find_if(joined_.sources.begin(), joined_.sources.end(),
                                           [&](const auto& other) { return other.id == s.id; });
            if (same != joined_.sources.end())
                problems_.push_back({"", "",
                                     "two revisions of one matrix at once: " + name_of(*same) + " and " + name_of(s) +
                                         "; name one of them"});
        }
        add_definitions(joined_.roles, std::move(m.roles), "role", name);
        add_definitions(joined_.facts, std::move(m.facts), "fact", name);
        for (auto& f : m.flows)
            add_flow(std::move(f));
        joined_.sources.insert(joined_.sources.end(), m.sources.begin(), m.sources.end());
    }

    read_result<matrix> take() {
        std::vector<std::string> external;
        for (const auto& r : joined_.roles)
            if (r.revocation) external.push_back(r.id);
        if (external.size() > 1)
            problems_.push_back({"", "", "several roles are for certificate revocation: " + listed(external)});
        if (!problems_.empty()) return {std::nullopt, std::move(problems_)};
        return {std::move(joined_), {}};
    }

  private:
    template <class Thing>
    void add_definitions(std::vector<Thing>& known, std::vector<Thing> more, const char* what,
                         const std::string& name) {
        for (auto& thing : more) {
            const auto [defined, is_new] = defined_by_.try_emplace({what, thing.id}, name);
            if (is_new) {
                known.push_back(std::move(thing));
                continue;
            }
            const auto same =
                std::find_if(known.begin(), known.end(), [&](const Thing& k) { return k.id == thing.id; });
            if (!(*same == thing))
                problems_.push_back({"", "",
                                     std::string(what) + " " + in_quotes(thing.id) + " has another definition in " +
                                         defined->second + " than in " + name});
        }
    }

    void add_flow(flow f) {
        const auto [place, is_new] =
            places_.try_emplace({f.from, f.to, f.protocol, f.ports, f.select}, joined_.flows.size());
        if (!is_new) return join_flows(joined_.flows[place->second], f);
        if (!ids_.insert(f.id).second) { // the same ports by another name
            const auto plain = f.id + ":" + std::string(to_string(f.select));
            for (int n = 2; !ids_.insert(f.id).second; ++n)
                f.id = plain + (n == 2 ? "" : std::to_string(n));
        }
        joined_.flows.push_back(std::move(f));
    }

    matrix joined_;
    std::vector<problem> problems_;
    std::map<std::pair<std::string, std::string>, std::string> defined_by_;
    std::map<std::tuple<std::string, std::string, protocol, port_list, select>, std::size_t> places_;
    std::set<std::string> ids_;
};

} // namespace

read_result<matrix> join_matrices(std::vector<matrix> matrices) {
    if (matrices.size() == 1) return {std::move(matrices[0]), {}};
    matrix_joiner joiner;
    for (auto& m : matrices)
        joiner.add(std::move(m));
    return joiner.take();
}

} // namespace fairway
