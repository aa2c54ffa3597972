#include "agent/local/ip_tables_windows.hpp"

#include "text/ip_address.hpp"

#include <winsock2.h>
#include <ws2tcpip.h>

#include <iphlpapi.h>

#include <string_view>

namespace fairway {

namespace {

constexpr DWORD first_size = 64 * 1024;
constexpr DWORD largest_size = 64 * 1024 * 1024; // more than a million connections

/// A table of the system's; it may grow between two calls. Empty where it cannot be read.
template <class Read>
std::vector<unsigned long long> read_table(Read read) {
    constexpr int most_tries = 8;
    std::vector<unsigned long long> memory;
    DWORD size = first_size;
    for (int i = 0; i < most_tries && size <= largest_size; ++i) {
        memory.resize(size / sizeof memory[0] + 1);
        const DWORD error = read(memory.data(), &size);
        if (error == NO_ERROR) return memory;
        if (error != ERROR_INSUFFICIENT_BUFFER) break;
    }
    return {};
}

template <class T>
std::string numeric(const T& address) {
    const auto ip = ip_address_of_bytes({reinterpret_cast<const char*>(&address), sizeof address});
    return ip ? to_string(*ip) : std::string();
}

/// The upper half of the field may hold anything.
std::uint16_t port_of(DWORD network_order) {
    return ntohs(static_cast<u_short>(network_order));
}

system_socket socket_of(const MIB_TCPROW_OWNER_PID& r) {
    return {protocol::tcp, numeric(r.dwLocalAddr), port_of(r.dwLocalPort), numeric(r.dwRemoteAddr), r.dwOwningPid};
}

system_socket socket_of(const MIB_TCP6ROW_OWNER_PID& r) {
    return {protocol::tcp, numeric(r.ucLocalAddr), port_of(r.dwLocalPort), numeric(r.ucRemoteAddr), r.dwOwningPid};
}

system_socket socket_of(const MIB_UDPROW_OWNER_PID& r) {
    return {protocol::udp, numeric(r.dwLocalAddr), port_of(r.dwLocalPort), {}, r.dwOwningPid};
}

system_socket socket_of(const MIB_UDP6ROW_OWNER_PID& r) {
    return {protocol::udp, numeric(r.ucLocalAddr), port_of(r.dwLocalPort), {}, r.dwOwningPid};
}

template <class Table, class Wanted>
void add_rows(const std::vector<unsigned long long>& memory, Wanted wanted, std::vector<system_socket>& to) {
    if (memory.empty()) return;
    const auto& table = *reinterpret_cast<const Table*>(memory.data());
    for (DWORD i = 0; i < table.dwNumEntries; ++i)
        if (const auto& row = table.table[i]; wanted(row)) to.push_back(socket_of(row));
}

auto tcp_reader(ULONG family, TCP_TABLE_CLASS which) {
    return [=](void* memory, DWORD* size) { return ::GetExtendedTcpTable(memory, size, FALSE, family, which, 0); };
}

auto udp_reader(ULONG family) {
    return [=](void* memory, DWORD* size) {
        return ::GetExtendedUdpTable(memory, size, FALSE, family, UDP_TABLE_OWNER_PID, 0);
    };
}

} // namespace

std::vector<system_socket> waiting_sockets() {
    const auto all = [](const auto&) { return true; };
    std::vector<system_socket> sockets;
    add_rows<MIB_TCPTABLE_OWNER_PID>(read_table(tcp_reader(AF_INET, TCP_TABLE_OWNER_PID_LISTENER)), all, sockets);
    add_rows<MIB_TCP6TABLE_OWNER_PID>(read_table(tcp_reader(AF_INET6, TCP_TABLE_OWNER_PID_LISTENER)), all, sockets);
    add_rows<MIB_UDPTABLE_OWNER_PID>(read_table(udp_reader(AF_INET)), all, sockets);
    add_rows<MIB_UDP6TABLE_OWNER_PID>(read_table(udp_reader(AF_INET6)), all, sockets);
    return sockets;
}

std::vector<system_socket> unfinished_handshakes() {
    const auto unfinished = [](const auto& row) { return row.dwState == MIB_TCP_STATE_SYN_RCVD; };
    std::vector<system_socket> sockets;
    add_rows<MIB_TCPTABLE_OWNER_PID>(read_table(tcp_reader(AF_INET, TCP_TABLE_OWNER_PID_ALL)), unfinished, sockets);
    add_rows<MIB_TCP6TABLE_OWNER_PID>(read_table(tcp_reader(AF_INET6, TCP_TABLE_OWNER_PID_ALL)), unfinished, sockets);
    return sockets;
}

} // namespace fairway
