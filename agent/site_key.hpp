#pragma once

#include "probes/wire/hello.hpp"
#include "text/problem.hpp"

#include <string>
#include <string_view>

namespace fairway {

/// A new random key from the system's own source. Throws if that has nothing to give.
wire::site_key make_site_key();

/// "fairway-key/1 BASE64" and a newline.
std::string to_text(const wire::site_key& key);

/// The inverse; blanks at the end are allowed. `file` is used in problems only, which never show what was read.
read_result<wire::site_key> parse_site_key(std::string_view text, const std::string& file);

/// Reads a key file. One that others may read is a problem: the key in it is no secret any more.
read_result<wire::site_key> read_key_file(const std::string& path);

/// Writes a key file that only its owner may read; one that exists stays as it is, and that is the problem.
read_result<wire::site_key> create_key_file(const std::string& path);

} // namespace fairway
