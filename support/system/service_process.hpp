#pragma once

#include <cstdint>
#include <functional>
#include <optional>

namespace fairway {

/// What a service manager asks of a service.
enum class service_request : std::uint8_t {
    stop,
    reload, ///< read the configuration anew
    wake,   ///< the machine has slept: time has passed
};

/// Runs `work`, which gives an exit code and throws nothing, as the service that the service manager of the system
/// started this process for; returns that exit code. notify_service_manager() tells when it is ready, and when it
/// stops; exit codes but 0 and 2 (a wrong configuration) are failures, which it recovers from. Nothing, and `work` did
/// not run, where no service manager started this process, or where service managers run programs as they are
/// (systemd).
std::optional<int> run_as_service(const std::function<int()>& work);

/// While it lives, `hear` is called with what the service manager asks, from a thread of its own, one call at a time;
/// at once, where a stop came earlier. There is one at a time. Nobody calls where service managers send signals.
class service_requests {
  public:
    explicit service_requests(std::function<void(service_request)> hear);
    ~service_requests();
    service_requests(const service_requests&) = delete;
    service_requests& operator=(const service_requests&) = delete;
};

} // namespace fairway
