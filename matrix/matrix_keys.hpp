#pragma once

#include "text/key.hpp"

namespace fairway {

namespace matrix_keys {
inline constexpr key top[] = {{"schema", required}, {"id", required},    {"version", required}, {"title", required},
                              {"source", required}, {"roles", required}, {"facts", required},   {"flows", required}};
inline constexpr key vocabulary[] = {{"schema", required}, {"roles", required}, {"facts", required}};
inline constexpr key source[] = {{"url", required}, {"updated", required}};
inline constexpr key role[] = {{"id", required}, {"title", required}, {"abstract"},      {"is"},       {"onboards"},
                               {"external"},     {"revocation"},      {"peer_question"}, {"platform"}, {"runs_only"}};
inline constexpr key fact[] = {{"id", required}, {"type", required}, {"of", required}, {"question", required},
                               {"values"},       {"usually"},        {"unless_roles"}};
inline constexpr key flow[] = {{"id", required},
                               {"rows", required},
                               {"from", required},
                               {"to", required},
                               {"protocol", required},
                               {"ports", required},
                               {"select"},
                               {"open_end"},
                               {"dynamic"},
                               {"fallback_of"},
                               {"listens", required},
                               {"identify", required},
                               {"never_answers"},
                               {"when"},
                               {"required_when"},
                               {"endpoints"},
                               {"resolves"},
                               {"purpose", required}};
inline constexpr key endpoint[] = {{"region"}, {"host", required}, {"path"}, {"suspect"}};
inline constexpr key condition[] = {{"fact"}, {"is"}, {"before"}, {"all"}, {"any"}, {"not"}};
} // namespace matrix_keys

} // namespace fairway
