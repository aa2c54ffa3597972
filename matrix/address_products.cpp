#include "matrix/address_products.hpp"

#include <map>

namespace fairway {

namespace {

std::vector<end_product> products_by(const std::vector<end_pair>& pairs, bool by_source) {
    std::map<std::string, std::set<std::string>> partners;
    for (const auto& [source, destination] : pairs)
        partners[by_source ? source : destination].insert(by_source ? destination : source);
    std::map<std::set<std::string>, std::set<std::string>> alike;
    for (auto& [one, others] : partners)
        alike[std::move(others)].insert(one);
    std::vector<end_product> all;
    for (const auto& [others, ones] : alike)
        all.emplace_back(by_source ? ones : others, by_source ? others : ones);
    return all;
}

} // namespace

std::vector<end_product> products_of(const std::vector<end_pair>& pairs) {
    auto split = products_by(pairs, true);
    if (auto other = products_by(pairs, false); other.size() < split.size()) return other;
    return split;
}

} // namespace fairway
