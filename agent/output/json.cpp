#include "agent/output/format.hpp"
#include "text/printable.hpp"

#include <nlohmann/json.hpp>

namespace fairway {

std::string render_json(const report& r, const output_style&) {
    // Names come from files that were checked to be UTF-8, and from the resolver, which promises nothing.
    return printable_json(to_json(r).dump(2, ' ', false, nlohmann::json::error_handler_t::replace)) + "\n";
}

} // namespace fairway
