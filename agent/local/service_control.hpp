#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace fairway {

// What `fairway service` needs of the system: a service manager that programs register with (Windows). Where packages
// bring a unit of the service manager's (systemd), there is nothing to control from here.

bool has_service_control();

/// What people type to have the service read its files anew, and to stop it.
std::string reload_the_service();
std::string stop_the_service();

enum class service_account : std::uint8_t {
    as_is,           ///< the one it has, unless LocalSystem; else a virtual one, and LocalService where that fails
    virtual_account, ///< NT SERVICE\Fairway
    local_service,   ///< NT AUTHORITY\LocalService
};

/// Empty: as it is registered, else the default.
struct service_setup {
    std::string config; ///< a file
    std::string state;  ///< a folder
    service_account account = service_account::as_is;
};

enum class service_phase : std::uint8_t { not_installed, stopped, starting, running, stopping, unknown };

/// What the service manager says, to everybody. Paths are those that the service was registered with.
struct service_facts {
    service_phase phase = service_phase::unknown;
    std::uint32_t process = 0; ///< 0: none
    int exit_code = 0;         ///< of its last end, if it failed
    std::string account;       ///< empty: not available
    std::string config;
    std::string state;
};

service_facts look_at_service();

/// What became of a wish, in sentences for people; the last one says why it was not done. One that begins with two
/// blanks is a command to copy.
struct service_answer {
    bool done = false;
    std::vector<std::string> words;
};

/// Registers this program as the service "Fairway": command line, account, automatic delayed start, restarts after
/// failures, source of events, folders that only administrators, the system and the service may enter. What is
/// registered is brought up to date; its account, start, restarts and description stay, which an administrator may have
/// changed. Configuration and state stay as they are.
service_answer install_service(const service_setup& setup);

/// Stops it and takes it and its source of events away; none is fine. `purge`: also its configuration and its state,
/// where they are in the default folder.
service_answer remove_service(bool purge);

/// Whether this user may start and stop the service; `words` says why not.
service_answer may_control_service();

/// Wait until it is so, for at most `time`. What is so already is fine.
service_answer start_service(std::chrono::milliseconds time);
service_answer stop_service(std::chrono::milliseconds time);

/// Has it read its configuration anew, after the run in progress.
service_answer reload_service();

} // namespace fairway
