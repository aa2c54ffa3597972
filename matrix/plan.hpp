#pragma once

#include "matrix/matrix.hpp"
#include "matrix/requirement.hpp"
#include "matrix/site.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fairway {

enum class phase { onboarding, operation };
std::string_view to_string(phase p);
std::optional<phase> parse_phase(std::string_view word);

struct plan_options {
    fairway::phase phase = phase::onboarding;
    std::vector<std::string> planned; ///< Hosts whose services do not exist yet, whatever the phase says.
    std::vector<std::string> only;    ///< Globs of flow ids, any of which has to match; empty: all.
    std::size_t sample = 0;           ///< Ports of each range to probe: its edges plus a seeded choice; 0: all.
    std::uint32_t seed = 0;           ///< Of that choice.
};

enum class skip_reason { not_applicable, needs_config };
std::string_view to_string(skip_reason r);

/// A flow from this host's roles that is not probed from here, and why.
struct not_probed {
    std::string flow;
    std::string target; ///< empty: no host has the target role
    skip_reason why = skip_reason::not_applicable;
    std::string text;

    bool operator==(const not_probed&) const = default;
};

/// A flow that others must probe towards this host.
struct inbound {
    shared_value<fairway::flow> flow;
    std::string role;                   ///< Role of this host that the flow ends at.
    std::vector<std::string> from;      ///< Concrete roles that probe it: those of the peers, or all that could.
    std::vector<std::string> peers;     ///< Hosts of the site that hold the source role.
    port_list ports;                    ///< overrides applied
    std::vector<std::string> questions; ///< As in requirement.

    bool operator==(const inbound&) const = default;
};

/// What this host has to probe, and what it has not.
struct plan {
    std::string host;
    std::vector<std::string> roles;
    fairway::phase phase = phase::onboarding;
    std::vector<requirement> requirements; ///< By target in the site's order, then in the matrix's order.
    std::vector<not_probed> skipped;
    std::vector<inbound> inbounds;
    bool finds_revocation = false; ///< Certificates of the services probed may name more targets.

    bool operator==(const plan&) const = default;
};

/// Matrix x site x host. `self` is the prober's host, whose roles decide; it need not be one of s.hosts.
plan make_plan(const matrix& m, const site& s, const site_host& self, const plan_options& options);

/// The site with these hosts of certificate revocation as endpoints, for the flows from services of `role` and for
/// the matrix's role for revocation, as far as flows can use them: its plan has the targets that certificates of `role`
/// led to.
struct revocation_host {
    std::string host;
    std::optional<std::uint16_t> port; ///< where the certificate names one
    std::string role;                  ///< Role of the service whose certificate names it; empty: given by the site.
};
site with_revocation_hosts(const matrix& m, site s, const std::vector<revocation_host>& hosts);

} // namespace fairway
