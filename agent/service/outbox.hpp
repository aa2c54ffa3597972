#pragma once

#include "agent/service/config.hpp"
#include "agent/service/status.hpp"
#include "matrix/report.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <string>

namespace fairway {

/// The way of reports to the collector, where this prober is enrolled: each to the disk first, then by a thread of its
/// own to the collector.
class outbox {
  public:
    using listener = std::function<void(const collector_status&, const spool_status&)>;

    /// `on_change` is called on the thread of the outbox, too, one call at a time; it must not call the outbox.
    outbox(const service_config& c, listener on_change);
    ~outbox();
    outbox(const outbox&) = delete;
    outbox& operator=(const outbox&) = delete;

    /// Begins to deliver.
    void start();

    /// Why this prober reports to nobody, in words; empty: it does.
    const std::string& why_local() const;

    /// Whether it should report: there is an identity, but it or the spool cannot be used, as why_local() says.
    bool broken() const;

    /// Whether an outbox that is made now would be the same: the limits, the proxy, the collector, whom to trust as it
    /// (ca.pem) and who we are there. One that reports to nobody never fits: there may be an identity by now.
    bool still_fits(const service_config& c) const;

    /// Keeps a report until the collector has it. Nothing if this prober reports to nobody.
    void put(report r);

    /// After start(): waits until everything is delivered, an attempt failed, the time is over, or `go_on`, which is
    /// asked every 200 ms, says no. Whether everything is delivered.
    bool deliver(std::chrono::milliseconds at_most, const std::function<bool()>& go_on);

    /// Ends, with the request in flight if it does not last longer than that.
    void stop(std::chrono::milliseconds at_most);

  private:
    struct state;
    std::unique_ptr<state> state_;
};

} // namespace fairway
