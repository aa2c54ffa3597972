#pragma once

#include "matrix/firewall_request.hpp"

#include <string>

namespace fairway {

// Parts of change requests in GitHub's Markdown.

/// Code as it is, between fences that nothing in it can close: they are longer than all backticks in it.
std::string fenced(std::string text, const char* language);

/// "rows 24, 25", a link to the page where it is known.
std::string page_link(const justification& why);

/// A cell with the addresses and owners of a group; of a large one its name.
std::string markdown_end(const object_group& group);

/// The members of a large group, under its name.
std::string markdown_members(const object_group& group);

} // namespace fairway
