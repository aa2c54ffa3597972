#include "agent/local/adapters_windows.hpp"

#include <system_error>

namespace fairway {

adapter_list::adapter_list() {
    constexpr ULONG flags = GAA_FLAG_SKIP_ANYCAST | GAA_FLAG_SKIP_MULTICAST | GAA_FLAG_SKIP_DNS_SERVER;
    constexpr int most_tries = 5; // Adapters may come between a call that says the size and one that uses it.
    ULONG size = 16 * 1024;
    ULONG error = ERROR_BUFFER_OVERFLOW;
    for (int i = 0; i < most_tries && error == ERROR_BUFFER_OVERFLOW; ++i) {
        memory_.resize(size / sizeof memory_[0] + 1);
        auto* list = reinterpret_cast<IP_ADAPTER_ADDRESSES*>(memory_.data());
        error = ::GetAdaptersAddresses(AF_UNSPEC, flags, nullptr, list, &size);
        if (error == NO_ERROR) first_ = list;
    }
    if (error != NO_ERROR && error != ERROR_NO_DATA)
        throw std::system_error(static_cast<int>(error), std::system_category(), "cannot list the network interfaces");
}

} // namespace fairway
