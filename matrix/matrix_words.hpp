#pragma once

#include "matrix/matrix.hpp"

#include <string_view>

// The words that matrix files have for the kinds of facts; both their reader and their writer use them.

namespace fairway {

constexpr std::string_view to_string(fact::type t) {
    switch (t) {
    case fact::type::boolean: return "boolean";
    case fact::type::version: return "version";
    case fact::type::enumeration: return "enum";
    }
    return "";
}

constexpr std::string_view to_string(fact::subject s) {
    switch (s) {
    case fact::subject::site: return "site";
    case fact::subject::from: return "from";
    case fact::subject::to: return "to";
    }
    return "";
}

} // namespace fairway
