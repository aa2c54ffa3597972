#pragma once

#include "matrix/host_labels.hpp"
#include "matrix/matrix.hpp"
#include "matrix/proxy_use.hpp"
#include "text/problem.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fairway {

/// Facts by id, as text: "true", "13.0.1", "linux". Checked against the matrix when read.
using fact_values = std::map<std::string, std::string>;

/// A host that listens elsewhere than the matrix says, e.g. 6160 -> 7160, 2500-3300 -> 2500-2509; or where it leaves it
/// open.
struct port_override {
    std::optional<port_range> of; ///< As a flow of the matrix names it; nothing: of the flows that name no port.
    port_list ports;              ///< What this host uses instead, or at all.
};

/// "6160", "2500-3300", "custom": how files name what an override is of, as IDs of flows do.
std::string key_of(const port_override& o);

struct site_host {
    std::string name;
    std::vector<std::string> addresses; ///< Names or IP addresses; the name itself where none is given.
    std::vector<std::string> roles;
    fact_values facts;
    std::vector<port_override> ports;
    std::optional<proxy_use> proxy = {}; ///< In place of the site's.
    /// Its addresses, or networks of them, that it probes from; see choose_source().
    std::vector<std::string> source = {};
    std::optional<bool> installed; ///< States what the phase would otherwise decide.
    host_labels labels;
    bool peer = false; ///< Named with --peer: always probed, even where it is this very host.
};

/// A concrete name of an external service, e.g. the storage account's host.
struct site_endpoint {
    std::string host;
    std::optional<std::uint16_t> port; ///< Where the matrix has none, or another.
};

/// "host", "host:port", "[v6]:port" or the URL of a service, such as "https://host:port/"; a bare IPv6 address may do
/// without brackets. Nothing, and why, where it is none of them.
std::optional<site_endpoint> parse_site_endpoint(std::string_view text, std::string* why);

/// A known finding that is shown and not counted until `until`.
struct acceptance {
    std::string flow;    ///< flow id; `*` matches any run of characters
    std::string host;    ///< target host; `*` as above
    std::string finding; ///< the word, e.g. "silent"
    std::string reason;
    std::string until; ///< ISO date, last day included

    bool operator==(const acceptance&) const = default;
};

/// What the administrator knows: hosts, roles, facts, names.
struct site {
    std::vector<std::string> matrices; ///< What it is for, by names or files; empty: what is used by default.
    std::vector<site_host> hosts;
    fact_values facts;
    std::optional<proxy_use> proxy;
    std::string region;                                          ///< of cloud endpoints; empty: "global"
    std::map<std::string, std::string> placeholders;             ///< "storage-account" -> "acme"
    std::map<std::string, std::vector<site_endpoint>> endpoints; ///< by role id, e.g. "crl", "s3-compatible"
    std::vector<std::string>
        certificates; ///< Files; the revocation hosts that they name are endpoints of the role that is for revocation.
    std::vector<acceptance> accept;

    /// The hosts that a name can mean: the one of that name, however it is spelled; else those of which it is the short
    /// or the full form.
    std::vector<const site_host*> hosts_named(std::string_view name) const;

    /// The host that a name means; null where there is none, or more than one.
    const site_host* find_host(std::string_view name) const;
};

/// Reads a site file (schema fairway-site/1) against a matrix: strict, all problems at once.
read_result<site> read_site(std::string_view text, const std::string& file, const fairway::matrix& m);

/// The matrices that a site file chooses, before it is read against them; none where it does not, or is broken.
std::vector<std::string> chosen_matrices(std::string_view text);

/// The site as the text of a commented site file.
std::string to_site_file(const site& s, const fairway::matrix& m);

/// Checks one fact; says in words what is wrong (unknown fact, value of another type), nothing when all is well.
std::optional<std::string> check_fact(const fairway::matrix& m, const std::string& id, const std::string& value);

/// Checks one role that a host is to have; as above ("agent" is abstract: name the concrete ones).
std::optional<std::string> check_host_role(const fairway::matrix& m, const std::string& role_id);

/// What is wrong with a glob of flow ids; nothing if a flow of the matrix matches it.
std::optional<std::string> check_flow_glob(const fairway::matrix& m, const std::string& glob);

} // namespace fairway
