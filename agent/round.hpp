#pragma once

#include "agent/assignment.hpp"
#include "agent/check_options.hpp"
#include "agent/output/explanation.hpp"
#include "agent/proxied_flows.hpp"
#include "matrix/assess.hpp"
#include "matrix/plan.hpp"
#include "matrix/rpc_ports.hpp"
#include "probes/identify/endpoint_mapper.hpp"
#include "probes/identify/engine.hpp"
#include "probes/net/resolver.hpp"
#include "probes/sweep/sweep.hpp"
#include "probes/wire/hello.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <stop_token>
#include <string>
#include <tuple>
#include <unordered_map>
#include <vector>

namespace fairway {

/// One round of probing: resolves the names of the requirements, sweeps every (address, protocol, port) once, says
/// hello to responders, and asks each other port that is open what it is, where its flow says what is expected. Of
/// flows with dynamic RPC ports, it asks the endpoint mappers which are in use, and sweeps those as well.
class probing_round {
  public:
    /// All but `stop` must outlive the round, the requirements until run() is over.
    probing_round(const assignment& a, const std::vector<requirement>& requirements, const check_options& options,
                  const std::optional<wire::site_key>& key, std::stop_token stop);

    /// Throws when this machine cannot probe at all.
    void run(const std::function<void(const sweep_progress&)>& on_progress);

    bool interrupted() const { return stop_.stop_requested(); }

    /// About the run as a whole, e.g. addresses that are translated on the way.
    const std::vector<std::string>& notes() const { return notes_; }

    /// What was seen of one of the requirements, after run().
    std::vector<seen_address> seen(const requirement& c) const;

    /// The packets that one of the requirements stands on, if the options explain any; times since `began`.
    std::vector<explained_address> explain(const requirement& c, std::chrono::steady_clock::time_point began) const;

    /// Numeric addresses that this machine has no route to.
    std::vector<std::string> without_route() const;

    /// Numeric addresses that nothing was sent to: a source was chosen, and none of their family.
    std::vector<std::string> without_source() const;

  private:
    /// A conversation is shared by all flows that expect the same protocol under the same name.
    using topic = std::tuple<std::size_t, std::string, std::string>; ///< probe, protocol, server name

    bool is_left_out(const std::string& address) const;
    void resolve_names();
    void sweep_ports(const std::function<void(const sweep_progress&)>& on_progress);
    void greet_responders();
    void find_refusing();
    void ask_endpoint_mappers(const std::function<void()>& on_tick);
    void sweep_registered(const std::function<void(const sweep_progress&)>& on_progress);
    std::uint16_t mapper_port_of(const requirement& c) const;
    std::optional<rpc_ports> rpc_of(const requirement& c, std::uint32_t address) const;
    port_list ports_at(const requirement& c, std::uint32_t address) const;
    void identify_open(const std::function<void()>& on_tick);
    void check_dns_servers(const std::function<void()>& on_tick);
    std::size_t place(std::uint32_t address, const requirement& c, std::uint16_t port) const;
    topic topic_of(const requirement& c, const std::string& name, std::size_t probe) const;

    const assignment& a_;
    std::vector<std::reference_wrapper<const requirement>> direct_; ///< those that no proxy is asked for
    const check_options& options_;
    const std::optional<wire::site_key>& key_;
    std::stop_token stop_;
    lanes lanes_; ///< All that the round sends keeps to their pace.
    proxied_flows proxied_;
    std::vector<std::string> notes_;

    std::map<std::string, resolved> resolved_;
    std::map<std::string, std::uint32_t> addresses_; ///< numeric, and its index in the request
    std::unordered_map<std::uint64_t, std::size_t> places_;
    sweep_request request_;
    sweep_result swept_;
    std::vector<bool> refuses_;                                   ///< by address
    std::unordered_map<std::string, std::uint16_t> mapper_ports_; ///< of targets, as the plan has them
    std::map<std::uint64_t, identify::mapper_answer> mappers_;    ///< by the key of the mapper's own port
    std::map<topic, observation> identified_;
};

} // namespace fairway
