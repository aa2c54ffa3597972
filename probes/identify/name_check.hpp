#pragma once

#include "probes/identify/engine.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace fairway::identify {

/// A DNS server to ask over TCP.
struct dns_server {
    std::string address; ///< numeric
    std::uint16_t port = 53;
};

/// A host that a DNS server has to know, by name and by address.
struct known_host {
    std::string name;                    ///< as people call it
    std::vector<std::string> candidates; ///< complete names that it may have, the likeliest first
    std::vector<std::string> addresses;  ///< numeric; for a host without a name of its own
};

/// Asks each server for every host's addresses (A and AAAA of the candidates) and for the names of those addresses
/// (PTR). For each server what is missing, e.g. "it has no PTR record for 10.0.0.5 (vbr01)"; without text: nothing.
/// At most 16 hosts and 4 addresses of each. Stops as converse() does; then nothing is missing.
std::vector<shortcoming> check_names(const std::vector<dns_server>& servers, const std::vector<known_host>& hosts,
                                     const converse_options& options, lanes& paced, std::stop_token stop = {});

} // namespace fairway::identify
