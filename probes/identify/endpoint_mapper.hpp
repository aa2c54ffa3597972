#pragma once

#include "probes/identify/engine.hpp"
#include "probes/wire/endpoint_mapper.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace fairway::identify {

/// A DCE/RPC endpoint mapper to ask which RPC servers are registered with it.
struct mapper_address {
    std::string address; ///< as lanes::to() takes it
    std::uint16_t port = 135;
};

/// What came of it.
struct mapper_answer {
    conversation as_service; ///< What the port is, as if only that had been asked.
    bool told = false;       ///< It named what is registered,
    bool whole = false;      ///< and all of it.
    std::string refusal;     ///< Not told, though it is a mapper: why, e.g. "fault 5"; empty: it fell silent.
    std::vector<wire::rpc_endpoint> endpoints; ///< Those that listen on TCP.
};

/// Asks all at the same time, over one connection each: whether it is a mapper, and then for its list. Stops as
/// converse() does.
std::vector<mapper_answer> ask_mappers(const std::vector<mapper_address>& mappers, const converse_options& options,
                                       lanes& paced, std::stop_token stop = {});

} // namespace fairway::identify
