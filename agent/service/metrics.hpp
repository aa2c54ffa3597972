#pragma once

#include "agent/service/status.hpp"

#include <functional>
#include <memory>
#include <string>

namespace fairway {

/// The status in the Prometheus text format.
std::string render_metrics(const service_status& s, wall_time now);

/// Answers GET /metrics and GET /healthz on a loopback address, on a thread of its own, which sleeps while nobody asks.
/// Bounded: 8 connections at once, 5 seconds and one request of 4 KiB each.
class metrics_server {
  public:
    /// `endpoint`: "127.0.0.1:9441"; port 0: any. `text` makes the answer and is called on the server's thread. Throws
    /// boost::system::system_error where the endpoint cannot be had.
    metrics_server(const std::string& endpoint, std::function<std::string()> text);
    ~metrics_server();
    metrics_server(const metrics_server&) = delete;
    metrics_server& operator=(const metrics_server&) = delete;

    /// Where it answers, with the port that it really has.
    std::string endpoint() const;

  private:
    struct state;
    std::unique_ptr<state> state_;
};

} // namespace fairway
