#pragma once

#include "text/key.hpp"

namespace fairway {

namespace page_map_keys {
inline constexpr key top[] = {{"schema", required}, {"id", required},      {"version", required}, {"title", required},
                              {"url", required},    {"phrases", required}, {"rows", required},    {"seen"}};
inline constexpr key part[] = {
    {"ports", required}, {"open_end"},  {"dynamic"},  {"protocols"},         {"from"}, {"to"},
    {"select"},          {"listens"},   {"identify"}, {"never_answers"},     {"when"}, {"required_when"},
    {"fallback_of"},     {"endpoints"}, {"resolves"}, {"purpose", required}, {"why"}};
inline constexpr key seen[] = {{"section", required},   {"from", required},  {"to", required},
                               {"protocols", required}, {"ports", required}, {"notes"}};
} // namespace page_map_keys

} // namespace fairway
