#pragma once

#include "agent/reporting/collector_url.hpp"
#include "agent/reporting/identity.hpp"
#include "agent/reporting/spool.hpp"
#include "agent/reporting/transport.hpp"
#include "support/system/clock.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace fairway {

/// How the sending goes.
struct reporter_status {
    std::string collector; ///< the URL that the identity in use names
    spool_state spool;
    std::uint64_t sent = 0;                ///< files that the collector stored since the start
    std::optional<boot_time> last_success; ///< since the start
    std::string last_error;                ///< in words; empty: the last request reached the collector
    std::string last_refusal;              ///< of the last report it answered for, in words; empty: it took that
    /// Other machines that report with this identity, as the collector said last: one is a clone. "web01 (10.0.0.7)"
    std::vector<std::string> shared_with;
    std::optional<wall_time>
        authority_ends;                ///< when the last CA that is trusted ends, and the collector is not any more
    std::optional<boot_time> next_try; ///< where something waits and the collector is not to be asked yet
};

struct reporter_options {
    std::function<double()> random{}; ///< from 0 to 1; none: the system's
    transport_limits limits{};
};

/// Sends what is in the spool to the collector, oldest first, on a thread of its own, until it is stopped. What fails
/// is tried again later; nothing that a collector or a network does ends it.
class reporter {
  public:
    /// `who` is of `state_folder` and enrolled; `reports` must outlive this. `on_status` is called on the reporter's
    /// thread after each event; it must not call stop().
    reporter(std::string state_folder, spool& reports, identity who, proxy_settings proxies,
             std::function<void(const reporter_status&)> on_status, reporter_options options = {});
    ~reporter(); ///< as stop(0)
    reporter(const reporter&) = delete;
    reporter& operator=(const reporter&) = delete;

    void start();

    /// Something new is in the spool.
    void wake();

    /// Begins no further request, lets the one under way finish for at most so long, and ends the thread.
    void stop(std::chrono::milliseconds at_most);

    reporter_status status() const;

  private:
    struct parts;
    std::unique_ptr<parts> parts_;
};

} // namespace fairway
