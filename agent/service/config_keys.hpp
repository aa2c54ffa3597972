#pragma once

#include "text/key.hpp"

namespace fairway {

namespace agent_keys {
inline constexpr key top[] = {
    {"schema", required}, {"site"},     {"host"},        {"as"},       {"peers"},   {"facts"},
    {"matrix"},           {"matrices"}, {"interval"},    {"phase"},    {"timeout"}, {"rate"},
    {"source"},           {"sample"},   {"full_ranges"}, {"identify"}, {"trace"},   {"recheck_after"},
    {"metrics"},          {"log"},      {"proxy"},       {"state"},    {"spool"}};
inline constexpr key log[] = {{"format"}, {"level"}};
inline constexpr key spool[] = {{"mebibytes"}, {"days"}};
} // namespace agent_keys

} // namespace fairway
