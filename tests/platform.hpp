#pragma once

#include <string>

// What tests do in a way of its own on each system.
namespace fairway::test {

/// Gives everybody the right to read a file.
void let_others_read(const std::string& path);

/// A variable of this process; nullptr takes it away.
void set_environment(const char* name, const char* value);

/// Whether Windows is played by Wine, which does not show all that Windows does.
bool under_wine();

/// What the names of this system's own golden files have before their extension; empty where it has none.
const char* golden_mark();

} // namespace fairway::test
