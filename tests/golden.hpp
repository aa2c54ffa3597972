#pragma once

#include "tests/platform.hpp"
#include "tests/source_directory.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace fairway {

/// Compares `text` with a file of the source tree, byte by byte. Run the test with FAIRWAY_UPDATE_GOLDEN=1 to write the
/// file instead; then read the difference before you commit it.
inline void check_file(const std::string& name, const std::string& text) {
    CAPTURE(name);
    const std::string path = source_directory() + "/" + name;
    if (std::getenv("FAIRWAY_UPDATE_GOLDEN")) {
        std::filesystem::create_directories(std::filesystem::path(path).parent_path());
        std::ofstream file(path, std::ios::binary);
        file << text;
        REQUIRE(file.flush().good());
        return;
    }
    std::ifstream file(path, std::ios::binary);
    REQUIRE(file.good());
    const std::string wanted{std::istreambuf_iterator<char>(file), {}};
    CHECK(text == wanted);
}

/// The same for tests/golden/`name`; for the file that this system has in its place, e.g. help.windows.txt, where the
/// text is another one there.
inline void check_golden(const std::string& name, const std::string& text) {
    const std::filesystem::path shared = "tests/golden/" + name;
    auto own = shared;
    own.replace_filename(shared.stem().string() + test::golden_mark() + shared.extension().string());
    const bool has_own = std::filesystem::exists(std::filesystem::path(source_directory()) / own);
    check_file((has_own ? own : shared).generic_string(), text);
}

} // namespace fairway
