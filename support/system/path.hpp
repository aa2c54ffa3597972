#pragma once

#include <string>
#include <string_view>

namespace fairway {

// How paths are written: "/var/lib/fairway"; on Windows "C:\ProgramData\Fairway" and "\\server\share\file", with
// slashes of either kind. They are UTF-8 on every system, and of any length that the system can have.

/// The folder in front of a name, with what separates them: "a/b/" of "a/b/c", "C:" of "C:c"; empty for a bare name.
std::string_view folder_part(std::string_view path);

/// Whether a path means the same wherever it is written down: not relative to the file that it stands in.
bool is_absolute(std::string_view path);

bool is_separator(char c);

/// Whether a word that could as well be the name of something was meant as a path: it has a folder or a dot in it.
bool looks_like_path(std::string_view word);

/// `name` in `folder`.
std::string in_folder(const std::string& folder, std::string_view name);

} // namespace fairway
