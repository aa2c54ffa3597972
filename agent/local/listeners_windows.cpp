#include "agent/local/listeners.hpp"

#include "agent/local/ip_tables_windows.hpp"
#include "agent/local/process_owner.hpp"
#include "agent/local/processes_windows.hpp"
#include "agent/local/services_windows.hpp"

#include <algorithm>
#include <map>
#include <tuple>

namespace fairway {

namespace {

constexpr std::uint32_t idle_process = 0; // It stands for owners that have ended.
constexpr std::uint32_t system_process = 4;

/// Names for the processes that hold sockets.
class socket_owners {
  public:
    socket_owners() : names_(process_names()) {
        names_[system_process] = "System";
        for (auto& s : running_services())
            services_[s.process].push_back(std::move(s.name));
    }

    std::string name(std::uint32_t process) {
        return process == idle_process ? std::string() : process_owner(process, names_[process], services_[process]);
    }

  private:
    std::map<std::uint32_t, std::string> names_;
    std::map<std::uint32_t, std::vector<std::string>> services_;
};

} // namespace

std::vector<listener> local_listeners() {
    // First the sockets: a process that comes between the two lists has none of them.
    auto sockets = waiting_sockets();
    socket_owners owners;
    std::vector<listener> listeners;
    for (auto& s : sockets)
        listeners.push_back({s.protocol, std::move(s.here), s.port, owners.name(s.process)});
    const auto key = [](const listener& l) { return std::tie(l.protocol, l.port, l.address, l.owner); };
    std::sort(listeners.begin(), listeners.end(), [&](const auto& a, const auto& b) { return key(a) < key(b); });
    // Several sockets may share a port (SO_REUSEADDR); once is enough to know that it is taken.
    listeners.erase(
        std::unique(listeners.begin(), listeners.end(), [&](const auto& a, const auto& b) { return key(a) == key(b); }),
        listeners.end());
    return listeners;
}

} // namespace fairway
