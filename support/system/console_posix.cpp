#include "support/system/console.hpp"

namespace fairway {

std::vector<std::string> program_arguments(int argc, char** argv) {
    return {argv + 1, argv + argc};
}

prepared_console::prepared_console() = default;
prepared_console::~prepared_console() = default;

} // namespace fairway
