#include "agent/output/network_rules.hpp"

#include <nlohmann/json.hpp>

// The values of --ip-permissions of `aws ec2 authorize-security-group-ingress`, for each group of destinations.
namespace fairway {

namespace {

using nlohmann::ordered_json;

/// What AWS takes in a description: 255 characters of a-z, A-Z, 0-9, spaces and ._-:/()#,@[]+=&;{}!$*
ordered_json description(const firewall_request& r, const request_details& details) {
    return plain(reason_for(r, details), 255);
}

} // namespace

std::string render_rules_aws(const report_set& reports, const output_style& style) {
    ordered_json list = ordered_json::array();
    for (const auto& rule : network_rules_for(reports).rules) {
        ordered_json ranges = ordered_json::array();
        for (const auto& address : rule.source.addresses)
            ranges.push_back({{rule.of.v6 ? "CidrIpv6" : "CidrIp", address + (rule.of.v6 ? "/128" : "/32")},
                              {"Description", description(rule.of, style.request)}});
        ordered_json permissions = ordered_json::array();
        for (const auto& range : rule.of.ports)
            permissions.push_back({{"IpProtocol", to_string(rule.of.protocol)},
                                   {"FromPort", range.first},
                                   {"ToPort", range.last},
                                   {rule.of.v6 ? "Ipv6Ranges" : "IpRanges", ranges}});
        list.push_back({{"Name", rule.name},
                        {"SecurityGroupOf", rule.destination.addresses},
                        {"IpPermissions", std::move(permissions)}});
    }
    return list.dump(2) + "\n";
}

} // namespace fairway
