#pragma once

#include <string>

namespace fairway {

// Where this system expects what a service has, unless somebody says otherwise.

/// "/etc/fairway/agent.json"; on Windows "C:\ProgramData\Fairway\agent.json".
const std::string& default_config_file();

/// "/var/lib/fairway"; on Windows "C:\ProgramData\Fairway\state".
const std::string& default_state_folder();

} // namespace fairway
