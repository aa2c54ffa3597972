#include "support/system/process.hpp"

#include "support/system/error_windows.hpp"
#include "support/system/wide_windows.hpp"

#include <limits>
#include <malloc.h>
#include <system_error>
#include <windows.h>

#include <psapi.h>

namespace fairway {

process_number process_id() {
    return ::GetCurrentProcessId();
}

std::string host_name() {
    // As DNS knows it; the name that NetBIOS knows is cut to 15 characters. In a cluster, of this node.
    wchar_t name[256] = L"";
    DWORD size = sizeof name / sizeof name[0];
    if (::GetComputerNameExW(ComputerNamePhysicalDnsHostname, name, &size) == 0)
        throw std::system_error(last_error_code(), "cannot read this machine's host name");
    return narrow({name, size}).substr(0, 255);
}

std::uint64_t resident_bytes() {
    PROCESS_MEMORY_COUNTERS counters{};
    counters.cb = sizeof counters;
    if (::K32GetProcessMemoryInfo(::GetCurrentProcess(), &counters, sizeof counters) == 0) return 0;
    return counters.WorkingSetSize;
}

void give_back_memory() {
    ::_heapmin();
}

// Of sockets and files of Windows' own, a process may have as many as there is memory for.
std::uint64_t raise_open_file_limit() {
    return std::numeric_limits<std::uint64_t>::max();
}

} // namespace fairway
