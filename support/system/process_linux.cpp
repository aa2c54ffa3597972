#include "support/system/process.hpp"

#include <fstream>
#include <malloc.h>
#include <unistd.h>

namespace fairway {

std::uint64_t resident_bytes() {
    std::ifstream file("/proc/self/statm");
    std::uint64_t size = 0, resident = 0; // in pages
    file >> size >> resident;
    return file ? resident * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE)) : 0;
}

void give_back_memory() {
    ::malloc_trim(0);
}

} // namespace fairway
