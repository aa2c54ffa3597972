#pragma once

#include "matrix/observation.hpp"
#include "probes/identify/protocol.hpp"
#include "probes/identify/proxy.hpp"
#include "probes/sweep/lanes.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace fairway::identify {

/// One conversation to hold: a connection of its own, one question, one answer.
struct question {
    std::string address; ///< as lanes::to() takes it
    std::uint16_t port = 0;
    bool tls = false;        ///< it goes through TLS
    std::string server_name; ///< for TLS, as the site names the target
    std::string request;     ///< empty: the server speaks first
    /// Gets all bytes since the start, each time more came. Must not throw. Empty, through a proxy's tunnel: nothing is
    /// asked.
    std::function<reply(std::string_view received)> read;
    /// Sent once the service itself answered as expected or turned us away; empty: the connection just ends.
    std::string farewell = {};
    std::optional<proxied> proxy = {}; ///< Address and port are those of this proxy.
    /// What is said next, without TLS, where `read` wants more; empty: nothing. None: the question was all. Must not
    /// throw.
    std::function<std::string()> next = {};
    std::size_t longest = longest_answer; ///< Bytes that are read at most.
};

/// What `p` asks.
question question_for(const protocol& p, const context& about, const std::string& address, std::uint16_t port);

/// How a conversation ended.
enum class ending {
    not_run,     ///< never begun, stopped half-way, or this machine ran out of something
    unconnected, ///< this time there was no connection: nothing is said about the service
    confirmed,
    wrong,        ///< something else answered
    turned_away,  ///< The service refuses, in its protocol's own words; for TLS: by an alert.
    proxy,        ///< A proxy or a portal answered in the service's place, and says so.
    old_tls,      ///< It speaks no TLS that is new enough.
    broken_tls,   ///< It speaks TLS that cannot be followed.
    mute,         ///< no whole answer until the deadline
    tls_mute,     ///< the same, before TLS was established
    tls_beheaded, ///< the same, though the end of the server's answer came: the full packets before it did not
    hung_up,      ///< closed before a whole answer
    reset,        ///< the same, by a RST
    tunnel,       ///< A proxy made the connection, and nothing was asked.
    refused,      ///< A proxy says no.
    unclear,      ///< Through a proxy: an error, its own or the service's.
};

struct conversation {
    ending end = ending::not_run;
    std::string identity;                 ///< As in `reply`; of hung_up and reset: the text that came before, if any.
    std::string leads_to;                 ///< As in `reply`.
    std::shared_ptr<const tls_facts> tls; ///< Where a TLS server showed its certificate, however it ended.
    bool past_proxy = false;              ///< What it ended with is the service's doing, not that of a proxy.
    unsigned proxy_status = 0;            ///< refused, unclear: HTTP
};

struct converse_options {
    std::chrono::milliseconds deadline{3500}; ///< Of each conversation, from its connect to the end of the answer.
    std::size_t most_at_once = 256;
    std::string roots_file;        ///< Trusted in place of the system's authorities; empty: those of the system.
    std::function<void()> on_tick; ///< Called about five times a second; may be empty.
};

struct converse_result {
    std::vector<conversation> conversations; ///< One for each question, in order.
    bool interrupted = false;                ///< It was stopped: what was open then is not_run.
};

/// Holds all conversations side by side, begun at the pace of `paced`. At most `longest` bytes of each are read.
/// Network failure is a result. Throws boost::system::system_error when the machine cannot do it at all. Stops as
/// sweep() does.
converse_result converse(const std::vector<question>& questions, const converse_options& options, lanes& paced,
                         std::stop_token stop = {});

/// What was seen of an open port, now that somebody talked to it.
observation with(observation open, const conversation& c);

} // namespace fairway::identify
