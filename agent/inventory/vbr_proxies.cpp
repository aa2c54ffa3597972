#include "agent/inventory/vbr_proxies.hpp"

#include "text/names.hpp"

namespace fairway {

namespace {

constexpr platform_roles proxy_roles{"backup-proxy-windows", "backup-proxy-linux", "backup-proxy"};

void add_proxy_role(const vbr_proxy& p, std::size_t at, const vbr_servers& servers, site_draft& draft) {
    if (p.type == "HvProxy") {
        const auto* s = servers.find(p.host);
        if (s == nullptr || s->type != "HvServer") draft.give_role(at, {"off-host-proxy"}, "off-host backup proxies");
    } else if (p.type == "ViProxy" || p.type == "GeneralPurposeProxy") {
        draft.give_role(at, of_platform(proxy_roles, servers.platform_of(p.host)), "backup proxies");
    } else {
        draft.missing.add("proxies of a type that is not known", p.name + " (" + p.type + ")");
    }
}

} // namespace

void add_proxies(const vbr_inventory& from, const vbr_servers& servers, site_draft& draft) {
    for (const auto& p : from.proxies) {
        auto at = servers.host_of(p.host);
        if (at == site_draft::none && !p.host_name.empty() && !check_host(p.host_name)) at = draft.add(p.host_name);
        if (at != site_draft::none)
            add_proxy_role(p, at, servers, draft);
        else
            servers.named(p.host.empty() ? "?" : p.host, p.name);
    }
}

} // namespace fairway
