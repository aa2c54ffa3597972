#pragma once

#include "probes/net/address.hpp"

#include <string>
#include <vector>

namespace fairway {

/// The networks that this machine's interfaces are part of, as they are when it is made.
class local_networks {
  public:
    local_networks();

    /// Whether the address is on one of them. Always, where the interfaces cannot be read: nothing may be said about
    /// routers then.
    bool contains(const socket_address& target) const;

  private:
    struct network {
        std::string address, mask; ///< bytes in network order; the length tells the family
    };
    bool known_ = false;
    std::vector<network> networks_;
};

} // namespace fairway
