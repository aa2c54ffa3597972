#include "tests/source_directory.hpp"

std::string source_directory() {
    return FAIRWAY_SOURCE_DIR;
}
