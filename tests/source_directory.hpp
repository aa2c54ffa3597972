#pragma once

#include <string>

/// The root of the sources that these tests were built from. A function, so that one small file is compiled for each
/// checkout, and a compiler cache has all others.
std::string source_directory();
