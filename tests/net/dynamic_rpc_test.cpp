#include "agent/check.hpp"
#include "probes/identify/endpoint_mapper.hpp"
#include "tests/endpoint_mapper.hpp"
#include "tests/net/servers.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <atomic>

using namespace fairway;
using std::chrono::milliseconds;

namespace {

using boost::asio::ip::tcp;
using boost::system::error_code;

/// What a mapper sends to the n-th PDU that it gets, the bind being the first; empty: it hangs up.
using mapper_script = std::function<std::string(std::uint32_t n)>;

/// A connection of a mapper that answers by its script.
class mapper_connection : public std::enable_shared_from_this<mapper_connection> {
  public:
    mapper_connection(tcp::socket peer, mapper_script script) : peer_(std::move(peer)), script_(std::move(script)) {}

    void read() {
        peer_.async_read_some(boost::asio::buffer(buffer_),
                              [self = shared_from_this()](error_code ec, std::size_t size) {
                                  if (ec) return;
                                  self->came_.append(self->buffer_.data(), size);
                                  if (self->answer()) self->read();
                              });
    }

  private:
    bool answer() {
        while (came_.size() >= 16) {
            const auto size = static_cast<std::size_t>(static_cast<unsigned char>(came_[9]) << 8 |
                                                       static_cast<unsigned char>(came_[8]));
            if (came_.size() < size) return true;
            came_.erase(0, size);
            const auto text = script_(++heard_);
            if (text.empty()) return false;
            test::say(peer_, text);
        }
        return true;
    }

    tcp::socket peer_;
    mapper_script script_;
    std::array<char, 1024> buffer_{};
    std::string came_;
    std::uint32_t heard_ = 0;
};

test::servers::handler mapper_that(mapper_script script, std::atomic<int>* connections = nullptr) {
    return [script = std::move(script), connections](tcp::socket peer) {
        if (connections != nullptr) ++*connections;
        std::make_shared<mapper_connection>(std::move(peer), script)->read();
    };
}

/// Binds, and then answers each call with these results, in order; after them it is silent.
mapper_script listing(std::vector<std::string> results) {
    return [results = std::move(results)](std::uint32_t n) {
        if (n == 1) return test::rpc_bind_ack(1);
        return n - 2 < results.size() ? test::rpc_response(n, results[n - 2]) : std::string("\x05");
    };
}

/// A matrix with the flow of the mapper, and a range of dynamic RPC ports.
assignment rpc_assignment(std::uint16_t mapper, const std::string& range) {
    const auto flow = [](const std::string& ports, const char* identify, bool dynamic) {
        nlohmann::json f{{"id", "client:server:tcp:" + ports},
                         {"rows", {1}},
                         {"from", "client"},
                         {"to", "server"},
                         {"protocol", "tcp"},
                         {"ports", {ports}},
                         {"listens", dynamic ? "on-demand" : "service"},
                         {"identify", identify == nullptr ? nlohmann::json(nullptr) : nlohmann::json(identify)},
                         {"purpose", "Test"}};
        if (dynamic) f["dynamic"] = "rpc";
        return f;
    };
    const nlohmann::json file{{"schema", "fairway-matrix/1"},
                              {"id", "demo"},
                              {"version", "1"},
                              {"title", "Demo"},
                              {"source", {{"url", "https://example.com"}, {"updated", "2026-01-19"}}},
                              {"roles", {{{"id", "client"}, {"title", "Client"}}, {{"id", "server"}, {"title", "S"}}}},
                              {"facts", nlohmann::json::array()},
                              {"flows", {flow(std::to_string(mapper), "msrpc", false), flow(range, nullptr, true)}}};
    const auto m = read_matrix(file.dump(), "demo", identify::protocol_words());
    for (const auto& p : m.problems)
        MESSAGE(to_string(p));
    REQUIRE(m.value);
    assignment a;
    a.matrix = *m.value;
    a.self.name = "here";
    a.self.roles = {"client"};
    site_host server;
    server.name = "127.0.0.1";
    server.roles = {"server"};
    a.site.hosts.push_back(server);
    return a;
}

report check_rpc(const assignment& a, bool identify = true, std::stop_token stop = {}) {
    check_options o;
    o.timeout = milliseconds(600);
    o.identify = identify;
    return run_check(a, make_plan(a.matrix, a.site, a.self, o.plan), o, {"here", {}}, std::nullopt, nullptr,
                     std::move(stop));
}

std::string in_short(const finding& f) {
    return std::string(to_string(f.kind)) + ", " + std::string(to_string(f.outcome));
}

const finding& range_of(const report& r) {
    return r.findings.at(1);
}

} // namespace

TEST_CASE("ports that a mapper has registered are all probed, over one more connection to it") {
    test::servers s;
    // More than lie in a sample, and one that is refused.
    std::vector<test::rpc_server> registered;
    std::vector<std::uint16_t> open;
    for (int i = 0; i < 5; ++i) {
        open.push_back(s.tcp(s.hold()));
        registered.push_back({open.back()});
    }
    std::atomic<int> connections = 0;
    bool with_stale = false;
    SUBCASE("all answer") {}
    SUBCASE("one is refused") {
        with_stale = true;
        registered.push_back({s.refusing()});
    }
    const auto first = std::vector(registered.begin(), registered.begin() + 2);
    const auto rest = std::vector(registered.begin() + 2, registered.end());
    const auto mapper =
        s.tcp(mapper_that(listing({test::rpc_entries(first, true), test::rpc_entries(rest)}), &connections));
    s.start();
    const auto a = rpc_assignment(mapper, "1024-65535");
    const auto result = check_rpc(a);
    CHECK(result.complete);
    CHECK(connections == 2); // the sweep's, and one that identifies it and gets the list
    CHECK(in_short(result.findings.at(0)) == "confirmed, pass");
    CHECK(result.findings.at(0).addresses.at(0).spans.at(0).seen.identity == "DCE/RPC endpoint mapper");
    const auto& f = range_of(result);
    CHECK(in_short(f) == (with_stale ? "path-open, warn" : "connected, pass"));
    REQUIRE(f.addresses.at(0).rpc);
    const auto& rpc = *f.addresses[0].rpc;
    CHECK(to_string(rpc.mapper) == "told");
    CHECK(rpc.mapper_port == mapper);
    for (const auto port : open)
        CHECK(contains(rpc.registered, port));
    CHECK(count(rpc.registered) == registered.size());
    std::size_t seen = 0;
    for (const auto& span : f.addresses[0].spans)
        if (!f.addresses[0].is_mere_sample(span)) seen += count(span.ports);
    CHECK(seen == registered.size());
    CHECK(f.text.find(std::to_string(registered.size()) + " registered ports and ") != std::string::npos);
    CHECK(f.text.find(" others of 64512 probed)") != std::string::npos);
}

TEST_CASE("what is registered outside of the range is told, and not probed") {
    test::servers s;
    std::atomic<int> connections = 0;
    const auto outside = s.tcp([&](tcp::socket) { ++connections; });
    const auto mapper = s.tcp(mapper_that(listing({test::rpc_entries({{outside}})})));
    s.start();
    const auto result = check_rpc(rpc_assignment(mapper, "700-709"));
    const auto& f = range_of(result);
    CHECK(to_string(f.outcome) == "warn");
    CHECK(f.text.starts_with("this server's RPC uses " + std::to_string(outside) + ", outside of the range"));
    CHECK(connections == 0);
}

TEST_CASE("a mapper that gives no list leaves the range to its sample, and its own flow to what it is") {
    struct row {
        const char* what;
        mapper_script script;
        rpc_mapper mapper;
        const char* own_finding;
        const char* refusal = "";
    };
    const auto after_bind = [](std::string answer) {
        return [answer = std::move(answer)](std::uint32_t n) { return n == 1 ? test::rpc_bind_ack(1) : answer; };
    };
    for (const row& r : std::initializer_list<row>{
             {"access denied", after_bind(test::rpc_fault(2, 5)), rpc_mapper::denied, "confirmed, pass", "status 5"},
             {"nonsense", after_bind("SSH-2.0-x\r\n"), rpc_mapper::denied, "confirmed, pass",
              "an answer that cannot be read"},
             {"mute after the bind", after_bind("\x05"), rpc_mapper::mute, "confirmed, pass"},
             {"hangs up after the bind", after_bind(""), rpc_mapper::mute, "confirmed, pass"},
             {"mute", [](std::uint32_t) { return std::string("\x05"); }, rpc_mapper::mute, "stalled, fail"},
             {"hangs up", [](std::uint32_t) { return std::string(); }, rpc_mapper::mute, "stalled, fail"},
             {"refuses the bind", [](std::uint32_t) { return test::rpc_fault(1, 5); }, rpc_mapper::denied,
              "stalled, fail", "DCE/RPC, answers with fault 5"},
             {"another protocol", [](std::uint32_t) { return std::string("SSH-2.0-x\r\n"); }, rpc_mapper::other_service,
              "wrong-service, fail"},
         }) {
        CAPTURE(r.what);
        test::servers s;
        const auto mapper = s.tcp(mapper_that(r.script));
        s.start();
        const auto result = check_rpc(rpc_assignment(mapper, "700-709"));
        CHECK(in_short(result.findings.at(0)) == r.own_finding);
        const auto& f = range_of(result);
        CHECK(in_short(f) == "path-open, pass");
        REQUIRE(f.addresses.at(0).rpc);
        CHECK(to_string(f.addresses[0].rpc->mapper) == to_string(r.mapper));
        CHECK(f.addresses[0].rpc->refusal == r.refusal);
        CHECK(f.text.find("which ports are in use is not known") != std::string::npos);
    }
}

TEST_CASE("a list that breaks off counts as far as it came") {
    test::servers s;
    const auto open = s.tcp(s.hold());
    const auto mapper = s.tcp(mapper_that(listing({test::rpc_entries({{open}}, true)})));
    s.start();
    const auto result = check_rpc(rpc_assignment(mapper, "1024-65535"));
    CHECK(in_short(result.findings.at(0)) == "confirmed, pass");
    const auto& f = range_of(result);
    CHECK(in_short(f) == "connected, pass");
    CHECK(to_string(f.addresses.at(0).rpc->mapper) == "told-partly");
    CHECK(f.text.find("the endpoint mapper's list did not come whole") != std::string::npos);
}

TEST_CASE("a mapper is not asked where nothing may be asked, or where it refuses") {
    test::servers s;
    std::atomic<int> connections = 0;
    const auto mapper = s.tcp(mapper_that(listing({}), &connections)), refusing = s.refusing();
    s.start();
    const auto plain = check_rpc(rpc_assignment(mapper, "700-709"), false);
    CHECK(connections == 1); // the sweep's
    CHECK(to_string(range_of(plain).addresses.at(0).rpc->mapper) == "not-asked");
    const auto closed = check_rpc(rpc_assignment(refusing, "700-709"));
    CHECK(to_string(range_of(closed).addresses.at(0).rpc->mapper) == "closed");
    std::stop_source stop;
    stop.request_stop();
    const auto interrupted = check_rpc(rpc_assignment(mapper, "700-709"), true, stop.get_token());
    CHECK_FALSE(interrupted.complete);
}
