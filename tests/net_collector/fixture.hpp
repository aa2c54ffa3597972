#pragma once

#include "breakable_store.hpp"
#include "client.hpp"
#include "collector/certificates.hpp"
#include "collector/service/running_collector.hpp"

#include <nlohmann/json_fwd.hpp>

#include <filesystem>

namespace fairway::test {

/// A prober as the collector knows it.
struct joined {
    std::string id, credential;
    std::string authorization() const { return "Authorization: Bearer " + credential; }
};

/// Somebody who is logged in.
struct person {
    std::string cookie, csrf; ///< as header lines
};

/// A whole collector on loopback ports that the kernel chose, over a database of its own, with an admin "anna" and a
/// viewer "vic".
class collector_fixture {
  public:
    explicit collector_fixture(const http_limits& limits = {}, std::size_t bytes_in_flight = 256 * 1024 * 1024,
                               std::size_t most_waiting = 8192);
    ~collector_fixture();

    client connect() const { return {port, client::tls{authority.certificate, 0, clients_clock}}; }
    client connect_plainly() const { return {plain_port, std::nullopt}; }
    reply ask(const std::string& method, const std::string& target, const std::vector<std::string>& headers = {},
              std::string_view body = {}) const {
        return connect().ask(method, target, headers, body);
    }

    std::string make_token(std::uint32_t uses = 1);
    joined join(const std::string& host = "web01");
    person log_in(const std::string& name);
    reply send_report(const joined& who, const std::string& report, const std::vector<std::string>& more = {}) const;

    void go_forward(std::chrono::seconds by) { ahead += by.count(); } ///< all clocks of the collector
    wall_time now() const {
        return std::chrono::system_clock::now() + std::chrono::seconds(ahead.load() + clock_off.load());
    }

    static constexpr const char* password = "correct horse battery";

    std::filesystem::path folder;
    key_and_certificate authority;
    std::unique_ptr<breakable_store> kept;
    std::atomic<std::int64_t> ahead{0};
    std::atomic<std::int64_t> clock_off{0}; ///< seconds by which somebody has set its clock on the wall
    std::optional<wall_time> clients_clock; ///< by which clients judge certificates; nothing: this machine's
    std::unique_ptr<running_collector> running;
    std::uint16_t port = 0, plain_port = 0;
};

/// A report as the prober writes it, with one finding after the other out of a run of its own: `outcome` "fail" makes
/// the first flow fail, "pass" work.
std::string sample_report(const std::string& outcome = "pass");
/// With another member; the name of a top-level key and its new value as JSON.
std::string sample_report_with(const std::string& key, const std::string& json);

} // namespace fairway::test
