#pragma once

#include "probes/identify/exchanges.hpp"
#include "probes/wire/onc_rpc.hpp"

namespace fairway::identify {

inline constexpr std::uint32_t onc_rpc_xid = 0x46574159;

/// What the answer to the null procedure of `program` says of the service `name`.
reply judge_onc_rpc(std::string_view received, const wire::onc_rpc_program& program, std::string_view name);

} // namespace fairway::identify
