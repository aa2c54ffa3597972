#include "matrix/port_reader.hpp"

#include "text/object_reader.hpp"

#include <nlohmann/json.hpp>

namespace fairway {

std::optional<port_range> read_ports(const nlohmann::json& value, const std::string& pointer, problem_list& problems) {
    std::string why;
    if (value.is_number_integer() || value.is_string()) {
        const auto range = parse_port_range(value.is_string() ? value.get<std::string>() : value.dump(), &why);
        if (!range) problems.add(pointer, why);
        return range;
    }
    problems.add(pointer, "expected a port or a range such as \"2500-3300\", found " + describe(value));
    return std::nullopt;
}

} // namespace fairway
