#pragma once

#include "agent/assignment.hpp"
#include "agent/check_options.hpp"
#include "matrix/seen_address.hpp"
#include "probes/identify/engine.hpp"
#include "probes/net/resolver.hpp"

#include <functional>
#include <map>
#include <stop_token>
#include <string>
#include <tuple>
#include <vector>

namespace fairway {

/// What was seen of a service in a conversation through a proxy. `proxy`: "proxy.example:3128"; `address`: its own.
observation seen_through(const std::string& proxy, const std::string& address, bool with_credentials,
                         const identify::conversation& c);

/// The flows of a round that go through an HTTP proxy: connects to the proxy, has it connect to each service, and asks
/// that what it is. Names of services are left to the proxy.
class proxied_flows {
  public:
    /// Takes those of `all` that have a proxy. `a`, `options` and `paced` must outlive it.
    proxied_flows(const assignment& a, const std::vector<requirement>& all, const check_options& options, lanes& paced,
                  std::stop_token stop);

    bool empty() const { return flows_.empty(); }

    /// Throws when this machine cannot probe at all.
    void run(const std::function<void()>& on_tick);

    /// What was seen of one of them, after run().
    std::vector<seen_address> seen(const requirement& c) const;

  private:
    /// A proxy, and how it was found.
    struct endpoint {
        resolved name{{}, {}, "not looked up: the run was interrupted", false};
        std::string address; ///< that is used; empty: none
        std::string source;
        observation connection;
    };
    /// A conversation is shared by all flows that expect the same.
    using topic = std::tuple<std::string, std::string, std::string>; ///< proxy, "host:port", protocol

    void connect();
    void converse(const std::function<void()>& on_tick);
    topic topic_of(const requirement& c, const std::string& name, std::uint16_t port) const;

    const assignment& a_;
    const check_options& options_;
    lanes& lanes_;
    std::stop_token stop_;
    std::vector<requirement> flows_;
    std::map<std::string, endpoint> proxies_; ///< by "host:port"
    std::map<topic, observation> seen_;
};

} // namespace fairway
