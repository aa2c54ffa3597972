#include "agent/local/hidden_arguments.hpp"

#include <algorithm>
#include <cstring>

namespace fairway {

void hide_values(int argc, char** argv, std::string_view option) {
    for (int i = 0; i < argc; ++i) {
        const std::string_view word = argv[i];
        if (word == option && i + 1 < argc)
            std::fill_n(argv[i + 1], std::strlen(argv[i + 1]), '*');
        else if (word.size() > option.size() && word.starts_with(option) && word[option.size()] == '=')
            std::fill(argv[i] + option.size() + 1, argv[i] + word.size(), '*');
    }
}

} // namespace fairway
