#include "agent/inventory/vbr_fetch.hpp"
#include "agent/inventory/vbr_lists.hpp"
#include "agent/inventory/vbr_site.hpp"
#include "matrix/shipped.hpp"
#include "support/system/file.hpp"
#include "tests/has.hpp"
#include "tests/net/https_server.hpp"
#include "tests/unit/agent/commands/call.hpp"
#include "tests/unit/agent/inventory/vbr_samples.hpp"
#include "tests/unit/agent/reporting/scratch_folder.hpp"

#include <doctest/doctest.h>

#include <iomanip>
#include <sstream>

using namespace fairway;
using std::chrono::milliseconds;
using std::chrono::seconds;
using test::has;
using test::https_peer;
using test::https_server;
using test::make_card;

namespace {

/// As a backup server signs it itself: for a name that nobody uses, and long expired.
const test::identity_card& vbr_card() {
    static const auto card =
        make_card({.name = "Veeam Backup Server Certificate", .valid_from = -7200, .valid_until = -3600});
    return card;
}

/// Speaks the REST API over TLS on loopback, with one user, and keeps what it was asked.
class vbr_server_on_loopback {
  public:
    struct reply {
        int status = 200; ///< 0: hangs up; -1: in the middle of the answer
        std::string body;
        std::string headers{};
    };
    using other_answer = std::function<std::optional<reply>(const test::received&)>;

    explicit vbr_server_on_loopback(other_answer instead = [](const test::received&) { return std::nullopt; })
        : instead_(std::move(instead)), server_(vbr_card(), {}, [this](https_peer& p) { serve(p); }) {}

    std::uint16_t port() const { return server_.port(); }
    int connections() const { return server_.connections(); }

    std::vector<test::received> asked() const {
        const std::lock_guard guard(mutex_);
        return asked_;
    }
    std::size_t times(const std::string& part) const {
        const auto all = asked();
        return static_cast<std::size_t>(
            std::count_if(all.begin(), all.end(), [&](const auto& r) { return has(r.target, part.c_str()); }));
    }

    vbr_server_address address() const { return {{"127.0.0.1", port()}, test::fingerprint(vbr_card())}; }

  private:
    void serve(https_peer& p) {
        while (true) {
            const auto r = p.read(); // throws where the other side goes
            {
                const std::lock_guard guard(mutex_);
                asked_.push_back(r);
            }
            const auto with = answer_to(r);
            if (with.status == 0) return;
            if (with.status == -1) return p.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"data\"");
            p.answer(with.status, with.body, with.headers);
        }
    }

    reply answer_to(const test::received& r) {
        if (auto other = instead_(r)) return *other;
        if (r.header("x-api-version") != "1.3-rev1") return {400, R"({"message": "which revision?"})"};
        if (r.target == "/api/oauth2/token") {
            if (r.header("Content-Type") != "application/x-www-form-urlencoded") return {415, ""};
            if (r.body != "grant_type=password&username=LAB%5Cadmin&password=correct%20horse" &&
                r.body != "grant_type=refresh_token&refresh_token=R" + std::to_string(tokens_))
                return {401, R"({"message": "Invalid credentials."})"};
            ++tokens_;
            const auto n = std::to_string(tokens_);
            return {200, R"({"access_token": "A)" + n + R"(", "refresh_token": "R)" + n + R"(", "expires_in": 900})"};
        }
        if (r.header("Authorization") != "Bearer A" + std::to_string(tokens_)) return {401, ""};
        if (r.target == "/api/oauth2/logout") return {200, "{}"};
        for (const auto& list : vbr_lists())
            if (r.target == list.path || r.target.starts_with(std::string(list.path) + "?"))
                return {200, test::vbr_samples().at(list.name)};
        return {404, ""};
    }

    other_answer instead_;
    int tokens_ = 0;
    mutable std::mutex mutex_;
    std::vector<test::received> asked_;
    https_server server_;
};

vbr_login good_login() {
    return {"LAB\\admin", "correct horse"};
}

transport_limits brief_vbr_limits() {
    auto limits = vbr_transport_limits();
    limits.answer = milliseconds(20'000); // on a busy machine
    return limits;
}

struct fetched {
    read_result<vbr_inventory> inventory;
    std::vector<milliseconds> waits; ///< that it wanted

    std::string problem() const { return inventory ? std::string() : to_string(inventory.problems.at(0)); }
};

fetched fetch_from(const vbr_server_on_loopback& server, vbr_login login = good_login()) {
    fetched f;
    const auto wait = [&](milliseconds time) { f.waits.push_back(time); };
    f.inventory = fetch_vbr_inventory(server.address(), std::move(login), wait, brief_vbr_limits());
    return f;
}

} // namespace

TEST_CASE("an inventory over TLS, from a server whose certificate is pinned") {
    const vbr_server_on_loopback server;
    const auto f = fetch_from(server);
    CHECK(f.problem() == "");
    REQUIRE(f.inventory);
    CHECK(f.waits.empty());
    CHECK(f.inventory.value->servers.size() == 5);
    CHECK(f.inventory.value->not_read.empty());
    CHECK(server.connections() == 1);
    CHECK(server.asked().size() == vbr_lists().size() + 2);
    CHECK(server.asked().back().target == "/api/oauth2/logout");
    const auto site = site_of(*f.inventory.value, default_matrix());
    CHECK(site.site.hosts.size() == 7);
}

TEST_CASE("the fingerprint is shown before anything is sent") {
    const vbr_server_on_loopback server;
    const auto shown = fetch_vbr_fingerprint({"127.0.0.1", server.port()});
    REQUIRE(shown);
    CHECK(*shown.value == test::fingerprint(vbr_card()));
    CHECK(server.asked().empty());
}

TEST_CASE("a server with another certificate gets nothing, once") {
    const vbr_server_on_loopback server;
    auto address = server.address();
    address.fingerprint = std::string(64, '0');
    std::vector<milliseconds> waits;
    const auto f = fetch_vbr_inventory(
        address, good_login(), [&](auto t) { waits.push_back(t); }, brief_vbr_limits());
    REQUIRE(!f);
    const auto why = to_string(f.problems.at(0));
    CAPTURE(why);
    CHECK(has(why, "presents a certificate with another fingerprint, SHA256:"));
    CHECK(has(why, test::fingerprint(vbr_card()).c_str()));
    CHECK(waits.empty());
    CHECK(server.asked().empty());
}

TEST_CASE("a wrong password is tried once") {
    const vbr_server_on_loopback server;
    const auto f = fetch_from(server, {"LAB\\admin", "wrong"});
    CHECK(has(f.problem(), "rejects the user or the password (401): Invalid credentials."));
    CHECK(!has(f.problem(), "wrong"));
    CHECK(server.asked().size() == 1);
}

TEST_CASE("nobody there") {
    std::uint16_t port = 0;
    {
        const vbr_server_on_loopback server;
        port = server.port();
    }
    const auto shown = fetch_vbr_fingerprint({"127.0.0.1", port});
    REQUIRE(!shown);
    CHECK(has(to_string(shown.problems[0]),
              "connection refused; is the REST API of Backup & Replication running there?"));
}

TEST_CASE("a token that ends in the middle is renewed") {
    bool ended = false;
    const vbr_server_on_loopback server([&](const test::received& r) -> std::optional<vbr_server_on_loopback::reply> {
        if (has(r.target, "/repositories") && !std::exchange(ended, true))
            return vbr_server_on_loopback::reply{401, R"({"message": "Token expired"})"};
        return std::nullopt;
    });
    const auto f = fetch_from(server);
    CHECK(f.problem() == "");
    CHECK(server.times("/api/oauth2/token") == 2);
    CHECK(server.times("/repositories") == 2);
    const auto asked = server.asked();
    CHECK(std::count_if(asked.begin(), asked.end(), [](const auto& r) { return has(r.body, "password="); }) == 1);
}

TEST_CASE("a busy server is asked again, after as long as it says") {
    int busy = 0;
    const vbr_server_on_loopback server([&](const test::received& r) -> std::optional<vbr_server_on_loopback::reply> {
        if (!has(r.target, "/proxies") || ++busy > 2) return std::nullopt;
        if (busy == 1) return vbr_server_on_loopback::reply{429, "", "Retry-After: 30\r\n"};
        return vbr_server_on_loopback::reply{500, R"({"message": "oops"})", "Retry-After: 5\r\n"};
    });
    const auto f = fetch_from(server);
    CHECK(f.problem() == "");
    CHECK(f.waits == std::vector<milliseconds>{seconds(30), seconds(5)});
    CHECK(server.times("/proxies") == 3);
}

TEST_CASE("a server that stops in the middle") {
    const vbr_server_on_loopback server([&](const test::received& r) -> std::optional<vbr_server_on_loopback::reply> {
        if (!has(r.target, "/repositories")) return std::nullopt;
        return vbr_server_on_loopback::reply{-1, ""};
    });
    const auto f = fetch_from(server);
    CHECK(has(f.problem(), "closed the connection before its answer was complete, 4 times in a row. It stopped at "
                           "repositories"));
    CHECK(f.waits.size() == 3);
}

TEST_CASE("a server that answers more than there can be") {
    const vbr_server_on_loopback server([&](const test::received& r) -> std::optional<vbr_server_on_loopback::reply> {
        if (!has(r.target, "/repositories")) return std::nullopt;
        return vbr_server_on_loopback::reply{200, std::string(longest_vbr_answer + 1, ' ')};
    });
    CHECK(has(fetch_from(server).problem(), "is too large to be from the REST API of Backup & Replication"));
}

TEST_CASE("ten thousand computers, by pages") {
    constexpr std::size_t all = 10'000;
    const vbr_server_on_loopback server([&](const test::received& r) -> std::optional<vbr_server_on_loopback::reply> {
        if (!has(r.target, "/discoveredEntities")) return std::nullopt;
        const auto skip = std::stoul(r.target.substr(r.target.find("skip=") + 5));
        const auto limit = std::stoul(r.target.substr(r.target.find("limit=") + 6));
        std::string body = R"({"data": [)";
        for (std::size_t i = skip; i < std::min<std::size_t>(skip + limit, all); ++i) {
            const auto n = std::to_string(i);
            body += (i == skip ? "" : ",") + std::string(R"({"type": "Computer", "id": "c)") + n + R"(", "name": "pc)" +
                    n + R"(.lab.example", "agentStatus": "Installed", "agentVersion": "13.0.1.)" + n +
                    R"(", "operatingSystem": "Linux", "ipAddresses": ["10.)" + std::to_string(i / 65536) + "." +
                    std::to_string(i / 256 % 256) + "." + std::to_string(i % 256) + "\"]}";
        }
        return vbr_server_on_loopback::reply{200, body + R"(], "pagination": {"total": 10000}})"};
    });
    const auto f = fetch_from(server);
    CHECK(f.problem() == "");
    REQUIRE(f.inventory);
    CHECK(f.inventory.value->computers.size() == all);
    CHECK(server.times("/discoveredEntities") == 20);
    const auto m = default_matrix();
    const auto s = site_of(*f.inventory.value, m);
    CHECK(s.site.facts.at("oldest_agent_version") == "13.0.1.0");
    CHECK(std::count_if(s.site.hosts.begin(), s.site.hosts.end(),
                        [](const site_host& h) { return h.roles == std::vector<std::string>{"agent-linux"}; }) == all);
    CHECK(read_site(to_site_file(s.site, m), "site.json", m));
}

TEST_CASE("the command shows the certificate first, then writes a site file") {
    const vbr_server_on_loopback server;
    const test::scratch_folder folder;
    const auto login = folder / "login", output = folder / "site.json";
    REQUIRE(!create_private_file(login));
    test::write(login, "LAB\\admin\ncorrect horse\n");
    const auto at = "127.0.0.1:" + std::to_string(server.port());

    const auto first = test::call({"site", "import", "vbr", "--server", at, "--user-file", login, "--output", output});
    CHECK(first.status == exit_status::usage);
    CHECK(first.out.empty());
    CHECK(server.asked().empty());
    const auto begin = first.err.find("fairway site import vbr");
    REQUIRE(begin != std::string::npos);
    const auto repeat = first.err.substr(begin, first.err.find('\n', begin) - begin);

    // What it says to repeat works as it stands, once a shell has taken the quotes away: Windows paths have them.
    arguments args;
    std::istringstream words(repeat.substr(repeat.find(' ') + 1));
    for (std::string word; words >> std::quoted(word, '"', '\0');)
        args.push_back(word);
    REQUIRE(!args.empty());
    CHECK(has(args.back(), "SHA256:"));
    CHECK(args == arguments{"site", "import", "vbr", "--server", at, "--user-file", login, "--output", output,
                            "--fingerprint", args.back()});
    const auto second = test::call(args);
    CAPTURE(second.err);
    CHECK(second.status == exit_status::ok);
    CHECK(has(second.err, "Found:\n"));
    CHECK(has(second.err, "Missing:\n"));
    CHECK(has(second.err, (output + ": written, 7 hosts").c_str()));
    CHECK(!has(second.err, "correct horse"));
    CHECK(test::call({"site", "check", output}).status == exit_status::ok);

    // By the prompt; the words of a wrong server are a failure, not a mistake of the call.
    const auto mark = args.back();
    const auto third =
        test::call({"site", "import", "vbr", "--server", at, "--user-file", "prompt", "--fingerprint", mark},
                   "LAB\\admin\ncorrect horse\n", true);
    CHECK(third.status == exit_status::ok);
    CHECK(has(third.err, "User: Password: \n"));
    CHECK(third.out == test::contents(output));
    const auto fourth =
        test::call({"site", "import", "vbr", "--server", at, "--user-file", "prompt", "--fingerprint", mark},
                   "LAB\\admin\nwrong\n", true);
    CHECK(fourth.status == exit_status::broken);
    CHECK(has(fourth.err, "rejects the user or the password"));
}
