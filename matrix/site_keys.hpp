#pragma once

#include "text/key.hpp"

namespace fairway {

namespace site_keys {
inline constexpr key top[] = {
    {"schema", required}, {"matrix"},       {"matrices"}, {"facts"}, {"hosts", required},
    {"endpoints"},        {"certificates"}, {"accept"},   {"proxy"}, {"proxy_credentials_file"},
    {"no_proxy"}};
inline constexpr key host[] = {{"name", required},
                               {"addresses"},
                               {"roles", required},
                               {"facts"},
                               {"ports"},
                               {"installed"},
                               {"source"},
                               {"proxy"},
                               {"proxy_credentials_file"},
                               {"no_proxy"},
                               {"owner"},
                               {"contact"},
                               {"tags"}};
inline constexpr key accept[] = {
    {"flow", required}, {"host", required}, {"finding", required}, {"reason", required}, {"until", required}};
} // namespace site_keys

} // namespace fairway
