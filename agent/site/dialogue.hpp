#pragma once

#include "matrix/site.hpp"
#include "text/columns.hpp"

#include <iosfwd>
#include <optional>

namespace fairway {

/// Asks a person for this host, its roles, the backup server, the repositories and the facts that flows between
/// these wait for. What cannot be used is said and asked again. Nothing when the input ends before the last answer.
/// Lines have at most `width` columns. `role_hint`: what this machine shows of its roles; may be empty.
std::optional<site> ask_for_site(const matrix& m, const std::string& own_name, std::istream& in,
                                 std::ostream& questions, std::size_t width = default_width,
                                 const std::string& role_hint = {});

} // namespace fairway
