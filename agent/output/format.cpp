#include "agent/output/format.hpp"

#include <array>

namespace fairway {

namespace {

constexpr std::array<output_format, 2> formats{{
    {"text", render_text},
    {"json", render_json},
}};

} // namespace

const output_format* find_format(std::string_view name) {
    for (const auto& f : formats)
        if (f.name == name) return &f;
    return nullptr;
}

std::string format_names() {
    std::string names;
    for (const auto& f : formats)
        names += (names.empty() ? "" : ", ") + std::string(f.name);
    return names;
}

} // namespace fairway
