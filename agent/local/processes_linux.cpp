#include "agent/local/processes.hpp"

#include "agent/local/small_file.hpp"

#include <algorithm>
#include <charconv>
#include <filesystem>

namespace fairway {

std::vector<int> process_ids() {
    std::vector<int> ids;
    std::error_code stop;
    for (std::filesystem::directory_iterator it("/proc", stop), end; !stop && it != end; it.increment(stop)) {
        const std::string name = it->path().filename();
        int id = 0;
        const auto [last, error] = std::from_chars(name.data(), name.data() + name.size(), id);
        if (error == std::errc{} && last == name.data() + name.size()) ids.push_back(id);
    }
    std::sort(ids.begin(), ids.end());
    return ids;
}

std::string process_name(int id) {
    std::string name = read_small_file("/proc/" + std::to_string(id) + "/comm", 64).text;
    if (name.ends_with('\n')) name.pop_back();
    for (char& c : name) // A process chooses its name itself.
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = '?';
    return name;
}

} // namespace fairway
