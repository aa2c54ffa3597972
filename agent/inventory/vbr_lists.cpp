#include "agent/inventory/vbr_lists.hpp"

#include "agent/inventory/answer_object.hpp"
#include "text/json_text.hpp"
#include "text/pointer.hpp"

#include <nlohmann/json.hpp>

#include <array>

namespace fairway {

namespace {

constexpr std::size_t most_of_an_entity = 1000; // components, addresses, gateways, …
constexpr int deepest_answer = 32;
constexpr std::size_t most_values = 6'000'000; // of a JSON text: each takes memory
constexpr std::size_t most_group_members = 50'000;
constexpr std::size_t most_preferred_networks = 64;

void read_server_info(const answer_object& in, vbr_inventory& into) {
    into.name = in.text("name");
    into.build = in.text("buildVersion");
    into.platform = in.text("platform");
}

/// Older and newer servers differ in where a server's ports stand.
void read_ports(const answer_object& settings, vbr_server& s) {
    for (const auto& c : settings.objects("components", most_of_an_entity))
        if (const auto port = c.port("port")) s.components.push_back({c.text("componentName"), *port});
    if (const auto port = settings.port("managementPort")) s.components.push_back({"managementPort", *port});
    const auto first = settings.port("portRangeStart"), last = settings.port("portRangeEnd");
    if (!first || !last) return;
    if (*first > *last)
        settings.fail("portRangeStart",
                      "the range " + std::to_string(*first) + "-" + std::to_string(*last) + " runs backwards");
    else
        s.data_ports = port_range{*first, *last};
}

void read_managed_server(const answer_object& in, vbr_inventory& into) {
    vbr_server s;
    s.id = in.text("id");
    s.name = in.text("name");
    s.type = in.text("type");
    s.vi_host_type = in.text("viHostType");
    s.parent = in.text("parentId");
    s.backup_server = in.flag("isBackupServer") || in.flag("isVBRLinuxAppliance");
    s.appliance = in.flag("isVBRLinuxAppliance");
    s.default_mount_server = in.flag("isDefaultMountServer");
    for (const auto* settings : {"networkSettings", "sshSettings"})
        read_ports(in.object(settings), s);
    into.servers.push_back(std::move(s));
}

void read_gateways(const answer_object& in, vbr_repository& r) {
    for (auto& id : in.texts("gatewayServerIds", most_of_an_entity))
        r.gateways.push_back(std::move(id));
    if (auto id = in.text("gatewayServerId"); !id.empty()) r.gateways.push_back(std::move(id));
    r.any_gateway = r.any_gateway || (in.flag("autoSelectEnabled") && r.gateways.empty());
}

void read_mount(const answer_object& in, vbr_repository& r) {
    if (auto id = in.text("mountServerId"); !id.empty())
        r.mounts.push_back({std::move(id), in.flag("vPowerNFSEnabled")});
}

void read_repository(const answer_object& in, vbr_inventory& into) {
    vbr_repository r;
    r.id = in.text("id");
    r.name = in.text("name");
    r.type = in.text("type");
    r.host = in.text("hostId");
    const auto share = in.object("share"), account = in.object("account");
    r.share = share.text("sharePath");
    r.service_point = account.text("servicePoint");
    r.region = account.text("regionType");
    read_gateways(share.object("gatewayServer"), r);
    const auto connection = account.object("connectionSettings");
    read_gateways(connection, r);
    r.direct = connection.text("connectionType") == "Direct";
    const auto mount = in.object("mountServer");
    for (const auto* kind : {"windows", "linux"})
        read_mount(mount.object(kind), r);
    read_mount(mount, r);
    into.repositories.push_back(std::move(r));
}

void read_proxy(const answer_object& in, vbr_inventory& into) {
    const auto server = in.object("server");
    into.proxies.push_back({in.text("name"), in.text("type"), server.text("hostId"), server.text("hostName")});
}

void read_mount_server(const answer_object& in, vbr_inventory& into) {
    into.mount_servers.push_back({in.text("id"), in.object("settings").flag("vPowerNFSEnabled")});
}

void read_wan_accelerator(const answer_object& in, vbr_inventory& into) {
    const auto server = in.object("server");
    into.wan_accelerators.push_back({in.text("name"), server.text("hostId"), server.port("trafficPort")});
}

void read_protection_group(const answer_object& in, vbr_inventory& into) {
    into.protection_groups.push_back({in.text("id"), in.text("name"), in.text("type"),
                                      in.object("options").text("distributionServerId"),
                                      in.texts("computerNames", most_group_members)});
}

void read_discovered(const answer_object& in, vbr_inventory& into) {
    vbr_computer c;
    c.id = in.text("id");
    c.name = in.text("name");
    c.type = in.text("type");
    c.parent = in.text("parentId");
    c.agent_status = in.text("agentStatus");
    c.agent_version = in.text("agentVersion");
    c.operating_system = in.text("operatingSystem");
    c.addresses = in.texts("ipAddresses", most_of_an_entity);
    for (const auto& plugin : in.objects("plugins", most_of_an_entity))
        c.plugins.push_back(plugin.text("type"));
    into.computers.push_back(std::move(c));
}

void read_traffic_rules(const answer_object& in, vbr_inventory& into) {
    const auto preferred = in.object("preferredNetworks");
    if (preferred.has("isEnabled") && !preferred.flag("isEnabled")) return;
    for (const auto& network : preferred.objects("networks", most_preferred_networks)) {
        auto text = network.text("cidrNotation");
        if (text.empty()) text = network.text("ipAddress") + "/" + network.text("subnetMask");
        if (text != "/") into.preferred_networks.push_back(std::move(text));
    }
}

constexpr std::array lists{
    vbr_list{"serverInfo", "/api/v1/serverInfo", false, true, read_server_info},
    vbr_list{"managedServers", "/api/v1/backupInfrastructure/managedServers", true, true, read_managed_server},
    vbr_list{"repositories", "/api/v1/backupInfrastructure/repositories", true, true, read_repository},
    vbr_list{"proxies", "/api/v1/backupInfrastructure/proxies", true, false, read_proxy},
    vbr_list{"mountServers", "/api/v1/backupInfrastructure/mountServers", true, false, read_mount_server},
    vbr_list{"wanAccelerators", "/api/v1/backupInfrastructure/wanAccelerators", true, false, read_wan_accelerator},
    vbr_list{"protectionGroups", "/api/v1/agents/protectionGroups", true, false, read_protection_group},
    vbr_list{"discoveredEntities", "/api/v1/agents/discoveredEntities", true, false, read_discovered},
    vbr_list{"trafficRules", "/api/v1/trafficRules", false, false, read_traffic_rules},
};

/// {"value": […], "Count": N}, as PowerShell 5.1 writes some lists.
const nlohmann::json* wrapped_list(const nlohmann::json& value) {
    if (!value.is_object()) return nullptr;
    for (const auto* key : {"data", "value"})
        if (const auto found = value.find(key); found != value.end() && found->is_array()) return &*found;
    return nullptr;
}

std::size_t read_entities(const vbr_list& list, const nlohmann::json& entities, const std::string& pointer,
                          problem_list& problems, vbr_inventory& into) {
    if (entities.size() > most_vbr_entities) {
        problems.add(pointer, "has " + std::to_string(entities.size()) + " entities; at most " +
                                  std::to_string(most_vbr_entities) + " are read");
        return 0;
    }
    for (std::size_t i = 0; i < entities.size() && !problems.is_full(); ++i) {
        const answer_object entity(&entities[i], step(pointer, i), problems);
        // What came or went while pages were read moves others to a page that has been read, or to the next.
        if (entity.has("id") && !into.seen.insert(std::string(list.name) + " " + entity.text("id")).second) continue;
        list.read(entity, into);
    }
    return entities.size();
}

vbr_page read_object(const vbr_list& list, const nlohmann::json& value, const std::string& pointer,
                     problem_list& problems, vbr_inventory& into) {
    const answer_object object(&value, pointer, problems);
    if (value.is_object()) list.read(object, into);
    return {1, 1};
}

} // namespace

std::span<const vbr_list> vbr_lists() {
    return lists;
}

vbr_page read_vbr_entities(const vbr_list& list, const nlohmann::json& value, const std::string& pointer,
                           problem_list& problems, vbr_inventory& into) {
    if (!list.paged) return read_object(list, value, pointer, problems, into);
    const auto* entities = value.is_array() ? &value : wrapped_list(value);
    if (entities == nullptr) {
        const answer_object one(&value, pointer, problems);
        if (value.is_object()) list.read(one, into);
        return {1, 1};
    }
    const auto count =
        read_entities(list, *entities, entities == &value ? pointer : step(pointer, "data"), problems, into);
    vbr_page page{count, count};
    if (!value.is_object()) return page;
    const answer_object object(&value, pointer, problems);
    const auto pages = object.object("pagination");
    if (const auto total = pages.number("total", 4'000'000'000U)) {
        page.total = static_cast<std::size_t>(*total);
        if (page.total > most_vbr_entities)
            pages.fail("total", "the server has " + std::to_string(page.total) + " entities; at most " +
                                    std::to_string(most_vbr_entities) + " are read");
    }
    return page;
}

read_result<vbr_page> read_vbr_answer(const vbr_list& list, std::string_view text, const std::string& name,
                                      vbr_inventory& into) {
    json_limits limits;
    limits.bytes = longest_vbr_answer;
    limits.depth = deepest_answer;
    limits.comments = false;
    limits.values = most_values;
    const auto parsed = parse_json(text, name, limits);
    if (!parsed) return {std::nullopt, parsed.problems};
    problem_list problems(name);
    const auto& value = *parsed.value;
    vbr_page page;
    if (list.paged && (!value.is_object() || wrapped_list(value) == nullptr))
        problems.add("/data", "expected a list of entities; is this an answer of " + std::string(list.path) + "?");
    else
        page = read_vbr_entities(list, value, "", problems, into);
    if (!problems.empty()) return {std::nullopt, std::move(problems).take()};
    return {page, {}};
}

} // namespace fairway
