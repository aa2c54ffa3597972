#include "collector/service/listening.hpp"

#include "support/log.hpp"
#include "support/system/process.hpp"
#include "support/text_file.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace fairway::collector {

std::optional<std::string> listen_on(running_collector& collector, std::vector<listen_address>& all,
                                     bool skip_missing) {
    std::vector<listen_address> open;
    for (auto l : all)
        try {
            l.port = collector.listen(l.address, l.port, l.tls);
            open.push_back(l);
        } catch (const std::exception& e) {
            if (skip_missing && !open.empty()) {
                log(log_level::warning, "not listening", {{"address", to_string(l)}, {"why", std::string(e.what())}});
                continue;
            }
            return "cannot listen on " + to_string(l) + ": " + e.what() + "; choose another address with --listen";
        }
    all = open;
    return std::nullopt;
}

void write_listening(const data_directory& directory, const std::vector<listen_address>& all) {
    nlohmann::ordered_json j;
    const auto first = std::find_if(all.begin(), all.end(), [](const auto& l) { return l.tls; });
    if (first != all.end()) j["port"] = first->port;
    j["pid"] = process_id();
    for (const auto& l : all)
        j["listeners"].push_back({{"address", l.address}, {"port", l.port}, {"tls", l.tls}});
    write_file_atomically(directory.listening(), j.dump(2) + "\n");
}

} // namespace fairway::collector
