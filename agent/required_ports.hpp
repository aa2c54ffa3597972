#pragma once

#include "matrix/plan.hpp"

namespace fairway {

/// Every port that others must reach on the host of a plan.
struct required_ports {
    port_list tcp, udp;
};
required_ports ports_others_need(const plan& p);

} // namespace fairway
