#pragma once

#include <set>
#include <string>
#include <utility>
#include <vector>

namespace fairway {

/// A source and a destination.
using end_pair = std::pair<std::string, std::string>;

/// Any of the first to any of the second.
using end_product = std::pair<std::set<std::string>, std::set<std::string>>;

/// The pairs as products, as few as are found: each pair is in one of them, and nothing else is.
std::vector<end_product> products_of(const std::vector<end_pair>& pairs);

} // namespace fairway
