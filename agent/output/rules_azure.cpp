#include "agent/output/network_rules.hpp"

#include <nlohmann/json.hpp>

// Elements of `securityRules` of a network security group, as templates and the REST API have them.
namespace fairway {

std::string render_rules_azure(const report_set& reports, const output_style& style) {
    using nlohmann::ordered_json;
    constexpr unsigned first_priority = 1000;
    ordered_json list = ordered_json::array();
    for (const auto& rule : network_rules_for(reports).rules) {
        ordered_json ports = ordered_json::array();
        for (const auto& range : rule.of.ports)
            ports.push_back(to_string(range));
        ordered_json properties;
        properties["description"] = plain(reason_for(rule.of, style.request), 140);
        properties["protocol"] = rule.of.protocol == protocol::tcp ? "Tcp" : "Udp";
        properties["sourcePortRange"] = "*";
        properties["destinationPortRanges"] = std::move(ports);
        properties["sourceAddressPrefixes"] = rule.source.addresses;
        properties["destinationAddressPrefixes"] = rule.destination.addresses;
        properties["access"] = "Allow";
        properties["priority"] = first_priority + list.size();
        properties["direction"] = "Inbound";
        list.push_back({{"name", rule.name}, {"properties", std::move(properties)}});
    }
    return list.dump(2) + "\n";
}

} // namespace fairway
