#include "support/system/locations.hpp"

namespace fairway {

const std::string& default_config_file() {
    static const std::string path = "/etc/fairway/agent.json";
    return path;
}

const std::string& default_state_folder() {
    static const std::string path = "/var/lib/fairway";
    return path;
}

} // namespace fairway
