#include "agent/inventory/vbr_object_storage.hpp"

#include "text/names.hpp"
#include "text/wording.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace fairway {

namespace {

constexpr std::size_t most_service_points = 1000; // of a service

const char* object_storage_role(const std::string& type) {
    static const std::map<std::string, const char*> roles{
        {"AmazonS3", "amazon-s3"},
        {"AmazonS3Glacier", "amazon-s3"},
        {"AzureBlob", "azure-blob"},
        {"AzureArchive", "azure-blob"},
        {"AzureDataBox", "s3-compatible"},
        {"AmazonSnowballEdge", "s3-compatible"},
        {"GoogleCloud", "google-cloud-storage"},
        {"IBMCloud", "ibm-cloud-object-storage"},
        {"S3Compatible", "s3-compatible"},
        {"WasabiCloud", "s3-compatible"},
    };
    if (const auto it = roles.find(type); it != roles.end()) return it->second;
    // "VeeamDataCloudVault", "DataCloudVault"
    return type.find("Vault") != std::string::npos ? "veeam-data-cloud-vault" : nullptr;
}

void add_service_point(std::vector<site_endpoint>& points, site_endpoint e, bool needs_port) {
    if (!e.port && needs_port) e.port = 443; // of a URL that names none
    const bool known = std::any_of(points.begin(), points.end(),
                                   [&](const auto& o) { return o.port == e.port && is_same_host(o.host, e.host); });
    if (!known) points.push_back(std::move(e));
}

void add_cloud_region(const std::string& region, site_draft& draft) {
    const char* cloud = region.find("china") != std::string::npos ? "china"
                        : region.find("gov") != std::string::npos ? "government"
                                                                  : "";
    const auto& flows = draft.rules().flows;
    const bool known = std::any_of(flows.begin(), flows.end(), [&](const flow& f) {
        return std::any_of(f.endpoints.begin(), f.endpoints.end(),
                           [&](const endpoint& e) { return *cloud != '\0' && e.region == cloud; });
    });
    if (!known) return;
    if (!draft.all.region.empty() && draft.all.region != cloud)
        draft.missing.add("object storage of two cloud regions; a site has one");
    else
        draft.all.region = cloud;
}

} // namespace

bool is_object_storage(const vbr_repository& r) {
    return object_storage_role(r.type) != nullptr;
}

void add_object_storage(const vbr_repository& r, site_draft& draft) {
    const std::string id = object_storage_role(r.type);
    const auto* role = draft.rules().find_role(id);
    if (role == nullptr || !role->external || role->abstract)
        return draft.missing.add(names_of(draft.rules().sources) + " has no role for object storage",
                                 in_quotes(r.name));
    auto& points = draft.all.endpoints[id];
    const bool needs_name = id == "s3-compatible" || id == "ibm-cloud-object-storage";
    if (!r.service_point.empty()) {
        std::string why;
        if (points.size() == most_service_points)
            draft.missing.add("service points beyond the first " + std::to_string(most_service_points),
                              in_quotes(r.name));
        else if (const auto e = parse_site_endpoint(r.service_point, &why))
            add_service_point(points, *e, needs_name);
        else
            draft.missing.add("service points that cannot be used", in_quotes(r.name) + ": " + why);
    } else if (needs_name) {
        draft.missing.add("object storage without a service point; add it to \"endpoints\"", in_quotes(r.name));
    }
    add_cloud_region(lower_case(r.region), draft);
    if (id == "veeam-data-cloud-vault") draft.state_of_site("data_cloud_vault", "true");
}

} // namespace fairway
