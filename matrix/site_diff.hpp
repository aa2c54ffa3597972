#pragma once

#include "matrix/matrix.hpp"
#include "matrix/plan.hpp"
#include "matrix/site.hpp"

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace fairway {

/// How much a port between two hosts is needed, least first.
enum class need_level : std::uint8_t {
    none,     ///< not at all
    fallback, ///< only where another port does not work
    optional, ///< used if it works
    open,     ///< that depends on facts that nobody stated
    mandatory,
};
std::string_view to_string(need_level l); ///< "not-needed", "fallback", "optional", "depends", "needed"

/// What a matrix says of ports between two hosts.
struct port_need {
    need_level level = need_level::none;
    const flow* by =
        nullptr; ///< Into the matrix. Of none: the flow that would need it, were its condition true, or null.
    std::vector<std::string> questions; ///< need_level::open: those whose answers settle it

    auto operator<=>(const port_need&) const = default;
};

enum class site_change_kind : std::uint8_t {
    opened,  ///< needed now, and was not
    closed,  ///< no longer needed
    changed, ///< needed more, or less, or on other conditions
};
std::string_view to_string(site_change_kind k); ///< "opened", "no-longer-needed", "changed"

/// The same ports, from each of some hosts to each of others.
struct site_change {
    site_change_kind kind = site_change_kind::changed;
    fairway::protocol protocol = fairway::protocol::tcp;
    port_list ports; ///< the hosts' own ports, as the site has them
    port_need before, after;
    std::vector<std::string> sources, targets; ///< hosts of the site; targets may be names outside

    const flow& any() const { return *(after.by != nullptr ? after.by : before.by); }
    bool is_mandatory_now() const { return after.level == need_level::mandatory; }
};

/// What changes for the hosts of a site from one matrix to another.
struct site_diff {
    std::vector<site_change> changes; ///< by kind, then in the order of the matrix
    std::vector<not_probed> open;     ///< What the new matrix needs and the site leaves open; each once.
    std::vector<std::string>
        unknown_facts; ///< Stated by the site, and unknown to the new matrix: it must not name them.
    std::vector<std::string> unknown_roles; ///< of hosts, likewise
    std::size_t hosts = 0;                  ///< of the site

    bool empty() const { return changes.empty() && open.empty() && unknown_facts.empty() && unknown_roles.empty(); }
};

/// By the plans of all hosts with each of the matrices: what another page, joined to both, still needs is not closed.
/// Both matrices must outlive what is returned.
site_diff compare(const matrix& before, const matrix& after, const site& s);

/// Roles, facts and flows of both, defined as in the new one: what a site may name that is compared for both.
matrix vocabulary_of(const matrix& before, const matrix& after);

} // namespace fairway
