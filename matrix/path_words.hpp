#pragma once

#include "matrix/blocker.hpp"
#include "matrix/on_way.hpp"
#include "matrix/path_end.hpp"

#include <string>

// What is known of a path, in words for people: everything that Fairway prints about it is made here, from the fields.
// Nothing reads the words back.
namespace fairway {

/// Who answered in the host's name: "10.1.0.1 (hop 2)", "something at hop 2".
std::string in_words(const on_way& w);

/// "dropped at or just after 10.1.0.1 (hop 2 of 4)"
std::string in_words(const path_end& e);

/// The place where a flow to `target` stops: "10.1.0.1 (hop 2)", "the firewall of web01".
std::string in_words(const blocker& b, const std::string& target);

} // namespace fairway
