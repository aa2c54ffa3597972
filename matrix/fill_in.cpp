#include "matrix/fill_in.hpp"

#include "text/names.hpp"

#include <set>

namespace fairway {

fill_in names_to_fill_in(const matrix& m) {
    std::set<std::string> regions{"global"}, placeholders;
    for (const auto& f : m.flows)
        for (const auto& e : f.endpoints) {
            if (!e.region.empty()) regions.insert(e.region);
            for (auto& name : placeholders_in(e.host))
                placeholders.insert(std::move(name));
        }
    return {{regions.begin(), regions.end()}, {placeholders.begin(), placeholders.end()}};
}

} // namespace fairway
