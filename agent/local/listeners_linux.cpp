#include "agent/local/listeners.hpp"

#include "agent/local/proc_net.hpp"
#include "agent/local/processes.hpp"
#include "agent/local/small_file.hpp"
#include "support/system/user.hpp"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <map>
#include <set>
#include <tuple>

namespace fairway {

namespace {

namespace fs = std::filesystem;

// The kernel lists listening TCP sockets before all others: a busy server's connections do not push them out.
constexpr std::size_t largest_socket_table = 16 * 1024 * 1024;

std::vector<proc_socket> waiting_sockets() {
    std::vector<proc_socket> all;
    for (const protocol p : {protocol::tcp, protocol::udp}) {
        for (const bool v6 : {false, true}) {
            const std::string path = "/proc/net/" + std::string(to_string(p)) + (v6 ? "6" : "");
            const auto found = parse_proc_net(read_small_file(path, largest_socket_table).text, p, v6);
            all.insert(all.end(), found.begin(), found.end());
        }
    }
    return all;
}

/// "socket:[4711]" -> 4711; 0 for other files.
std::uint64_t socket_inode(const std::string& link) {
    constexpr std::string_view prefix = "socket:[";
    std::uint64_t inode = 0;
    if (link.starts_with(prefix)) std::from_chars(link.data() + prefix.size(), link.data() + link.size(), inode);
    return inode;
}

/// The processes that hold these sockets, as far as they may be seen. Where several do, such as a server and its
/// workers, the oldest id stands for them.
std::map<std::uint64_t, std::string> find_owners(std::set<std::uint64_t> wanted) {
    std::map<std::uint64_t, std::string> owners;
    wanted.erase(0);
    for (const int id : process_ids()) {
        if (wanted.empty()) break;
        std::error_code stop; // It has ended meanwhile, or is not ours to see.
        for (fs::directory_iterator it("/proc/" + std::to_string(id) + "/fd", stop), end; !stop && it != end;
             it.increment(stop)) {
            std::error_code closed;
            const std::uint64_t inode = socket_inode(fs::read_symlink(it->path(), closed));
            if (wanted.erase(inode) > 0) owners[inode] = process_name(id) + " (pid " + std::to_string(id) + ")";
        }
    }
    return owners;
}

std::string owner_name(user_id user) {
    const auto name = user_name(user);
    return name ? "user " + *name : "user id " + std::to_string(user);
}

} // namespace

std::vector<listener> local_listeners() {
    const std::vector<proc_socket> sockets = waiting_sockets();
    std::set<std::uint64_t> inodes;
    for (const auto& s : sockets)
        inodes.insert(s.inode);
    const auto owners = find_owners(std::move(inodes));

    std::vector<listener> listeners;
    for (const auto& s : sockets) {
        const auto owner = owners.find(s.inode);
        listeners.push_back({s.protocol, s.address, s.port, owner == owners.end() ? owner_name(s.uid) : owner->second});
    }
    const auto key = [](const listener& l) { return std::tie(l.protocol, l.port, l.address, l.owner); };
    std::sort(listeners.begin(), listeners.end(), [&](const auto& a, const auto& b) { return key(a) < key(b); });
    // Several sockets may share a port (SO_REUSEPORT); once is enough to know that it is taken.
    listeners.erase(
        std::unique(listeners.begin(), listeners.end(), [&](const auto& a, const auto& b) { return key(a) == key(b); }),
        listeners.end());
    return listeners;
}

} // namespace fairway
