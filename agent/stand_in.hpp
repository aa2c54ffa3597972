#pragma once

#include "agent/local/listeners.hpp"
#include "agent/output/reached.hpp"
#include "probes/responder/responder_options.hpp"

#include <string>
#include <vector>

namespace fairway {

/// What a responder holds, what only in part, and what not at all: `l.tcp`, `l.udp`, `l.partly`, `l.taken`,
/// `l.unbound`. A port that another program has on one family or address is not whole: who comes there meets that
/// program. `here`: the addresses of this machine that others reach; a port that lacks only others (127.0.0.1) is
/// whole.
void sort_out(listening& l, const std::vector<open_door>& held, const std::vector<not_bound>& left_out,
              const std::vector<listener>& listeners, const std::vector<std::string>& here);

} // namespace fairway
