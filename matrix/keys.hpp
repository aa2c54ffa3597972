#pragma once

#include <string_view>

// The keys of every object in the files that people write. The readers obey these tables, and a test holds the
// published JSON Schemas against them.

namespace fairway {

struct key {
    std::string_view name;
    bool required = false;
};

inline constexpr bool required = true;

namespace matrix_keys {
inline constexpr key top[] = {{"schema", required}, {"id", required},    {"version", required}, {"title", required},
                              {"source", required}, {"roles", required}, {"facts", required},   {"flows", required}};
inline constexpr key source[] = {{"url", required}, {"updated", required}};
inline constexpr key role[] = {{"id", required}, {"title", required}, {"abstract"}, {"is"},
                               {"onboards"},     {"external"},        {"platform"}};
inline constexpr key fact[] = {
    {"id", required}, {"type", required}, {"of", required}, {"question", required}, {"values"}};
inline constexpr key flow[] = {
    {"id", required},    {"rows", required}, {"from", required},    {"to", required},       {"protocol", required},
    {"ports", required}, {"select"},         {"listens", required}, {"identify", required}, {"when"},
    {"required_when"},   {"endpoints"},      {"purpose", required}};
inline constexpr key endpoint[] = {{"region"}, {"host", required}, {"path"}, {"suspect"}};
inline constexpr key condition[] = {{"fact"}, {"is"}, {"before"}, {"all"}, {"any"}, {"not"}};
} // namespace matrix_keys

namespace site_keys {
inline constexpr key top[] = {{"schema", required}, {"matrix"},       {"facts"}, {"hosts", required},
                              {"endpoints"},        {"certificates"}, {"accept"}};
inline constexpr key host[] = {{"name", required}, {"addresses"}, {"roles", required},
                               {"facts"},          {"ports"},     {"installed"}};
inline constexpr key accept[] = {
    {"flow", required}, {"host", required}, {"finding", required}, {"reason", required}, {"until", required}};
} // namespace site_keys

namespace agent_keys {
inline constexpr key top[] = {{"schema", required},
                              {"site"},
                              {"host"},
                              {"as"},
                              {"peers"},
                              {"facts"},
                              {"matrix"},
                              {"interval"},
                              {"phase"},
                              {"timeout"},
                              {"rate"},
                              {"sample"},
                              {"full_ranges"},
                              {"identify"},
                              {"trace"},
                              {"second_look"},
                              {"metrics"},
                              {"log"},
                              {"proxy"},
                              {"state"},
                              {"spool"}};
inline constexpr key log[] = {{"format"}, {"level"}};
inline constexpr key spool[] = {{"mebibytes"}, {"days"}};
} // namespace agent_keys

} // namespace fairway
