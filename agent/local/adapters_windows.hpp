#pragma once

#include <winsock2.h>
#include <ws2tcpip.h>

#include <iphlpapi.h>

#include <vector>

namespace fairway {

/// The network adapters of this machine, with their unicast addresses and DNS suffixes, as they are when it is made.
class adapter_list {
  public:
    adapter_list(); ///< throws std::system_error

    /// The first of a linked list; null where there is none. Lives as long as this.
    const IP_ADAPTER_ADDRESSES* first() const { return first_; }

  private:
    std::vector<unsigned long long> memory_; // aligned as the structures need it
    const IP_ADAPTER_ADDRESSES* first_ = nullptr;
};

} // namespace fairway
