#include "agent/inventory/component_ports.hpp"

#include "text/names.hpp"

namespace fairway {

namespace {

struct component_port {
    std::string_view name; ///< in lower case, without "veeam" in front and "svc" or "service" behind
    std::uint16_t port;
};

constexpr component_port component_table[] = {
    {"installer", 6160},      {"deployer", 6160},     {"deployment", 6160}, {"transport", 6162},
    {"managementport", 6162}, // of Linux servers
    {"wanaccelerator", 6165}, {"tapeproxy", 6166},    {"tape", 6166},       {"restoreproxy", 6170},
    {"mount", 6170},          {"cloudgateway", 6180}, {"vpowernfs", 2049},  {"nfs", 2049},
    {"distribution", 9380},
};

} // namespace

std::optional<std::uint16_t> default_component_port(std::string_view component) {
    const auto name = lower_case(component);
    std::string_view key = name;
    if (key.starts_with("veeam")) key.remove_prefix(5);
    for (const std::string_view ending : {"service", "svc"})
        if (key.ends_with(ending)) {
            key.remove_suffix(ending.size());
            break;
        }
    for (const auto& known : component_table)
        if (known.name == key) return known.port;
    return std::nullopt;
}

} // namespace fairway
