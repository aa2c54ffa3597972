#include "agent/proxied_flows.hpp"

#include "matrix/assess.hpp"
#include "matrix/change_request.hpp"
#include "matrix/path_words.hpp"
#include "matrix/report_file.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

using namespace fairway;
using identify::conversation;
using identify::ending;

namespace {

const std::string proxy = "proxy.corp:3128", address = "10.0.0.9";

requirement to_storage() {
    flow f;
    f.id = "gateway-server:amazon-s3:tcp:443";
    f.from = "gateway-server";
    f.to = "amazon-s3";
    f.ports = {{443, 443}};
    f.listens = listens::external;
    f.identify = "https";
    f.purpose = "Storage";
    f.sources = {{"veeam-agents@1", {1}}};
    requirement c;
    c.flow = f;
    c.target = "s3.example.com";
    c.addresses = {c.target};
    c.ports = c.probed = f.ports;
    c.proxy = proxy;
    return c;
}

finding found(observation seen, const std::string& detail = "") {
    seen_address at;
    at.name = "s3.example.com";
    at.source = "10.0.7.3";
    at.detail = detail;
    if (detail.empty()) at.ports = {{443, std::move(seen)}};
    return assess(to_storage(), {at}, {}, "2026-11-27");
}

conversation ended(ending e, bool past = false, unsigned status = 0, std::string identity = "") {
    conversation c;
    c.end = e;
    c.past_proxy = past;
    c.proxy_status = status;
    c.identity = std::move(identity);
    return c;
}

/// What a sweep saw of the proxy's own port.
observation of_proxy(reason r, state s, evidence e = evidence::none, const std::string& by = "") {
    observation o;
    o.reason = r;
    o.state = s;
    o.evidence = e;
    o.answered_by = by;
    o.proxy = proxy_answer{proxy, proxy_part::itself, 0, false};
    return o;
}

observation through(const conversation& c, bool with_credentials = false) {
    return seen_through(proxy, address, with_credentials, c);
}

std::string stop_of(const finding& f) {
    return f.blocker ? std::string(to_string(f.blocker->kind)) + " " + f.blocker->address : "";
}

} // namespace

TEST_CASE("what was seen through a proxy, or of it: each its own words, and the right one to act") {
    auto certificate = std::make_shared<tls_facts>();
    certificate->chain_problem = "self-signed certificate in certificate chain";
    certificate->name_matches = true;
    certificate->issuer = "CN=Inspection";
    auto opened = ended(ending::confirmed, true, 0, "HTTP 200");
    opened.tls = certificate;
    auto rejected = of_proxy(reason::admin_prohibited, state::filtered, evidence::refused, "10.0.7.1");
    rejected.icmp = icmp_error{3, 13, false};
    const std::string at_proxy = "proxy " + proxy;
    struct row {
        observation seen;
        const char *kind, *outcome;
        std::string text, advice, stop;
    };
    const std::string rule = "TCP 443 to s3.example.com", who = "those who run the proxy " + proxy;
    const row rows[] = {
        {through(ended(ending::confirmed, true, 0, "HTTP 403, AmazonS3")), "confirmed", "pass",
         "the expected service answered: HTTP 403, AmazonS3", "", ""},
        {through(ended(ending::tunnel, true)), "connected", "pass", "the connection was accepted", "", ""},
        {through(opened), "intercepted", "fail",
         "the certificate does not prove that this is the service: self-signed certificate in certificate chain",
         "Have the proxy " + proxy +
             " pass TLS to s3.example.com through unopened (no TLS inspection). If it does not open it, check this "
             "host's clock and its list of trusted CAs.",
         "intermediary "},
        {through(ended(ending::refused, false, 403, "ERR_ACCESS_DENIED")), "blocked", "fail",
         "the proxy does not allow this (403): ERR_ACCESS_DENIED",
         "Have " + who + " allow " + rule + " from 10.0.7.3 (CONNECT, or plain HTTP on port 80).", "proxy " + proxy},
        {through(ended(ending::refused, false, 407)), "blocked", "fail",
         "the proxy asks for a user name and password (407)",
         "Put USER:PASSWORD for the proxy " + proxy +
             " into a file, and name it with --proxy-credentials or \"proxy_credentials_file\" in the site file; or "
             "have "
             "the proxy let 10.0.7.3 pass without.",
         "proxy " + proxy},
        {through(ended(ending::refused, false, 407, "it accepts Negotiate"), true), "blocked", "fail",
         "the proxy rejects the user name and password (407): it accepts Negotiate",
         "Correct the user name and password in the credentials file for the proxy " + proxy +
             ". If it accepts no Basic authentication, have it let 10.0.7.3 pass without.",
         "proxy " + proxy},
        {through(ended(ending::refused, false, 503, "ERR_DNS_FAIL")), "unreachable", "fail",
         "the proxy cannot reach the service (503): ERR_DNS_FAIL",
         "Ask " + who + " why it cannot reach " + rule + ": a firewall behind it, its DNS, or the service itself.",
         "proxy " + proxy},
        {through(ended(ending::unclear, false, 403)), "unverifiable", "unknown",
         "HTTP 403 came, and does not show who wrote it: the service, the proxy, or a web server in the proxy's place",
         "Ask " + who + " whether it allows " + rule + " from 10.0.7.3, and check that it is a proxy.", "unknown "},
        {through(ended(ending::refused, false, 501)), "blocked", "fail",
         "what answers does not know CONNECT: is it a proxy? (501)",
         "Correct the address of the proxy: " + proxy + " is something else.", "proxy " + proxy},
        {through(ended(ending::tls_mute, true)), "stalled", "fail",
         "the proxy makes the connection, but TLS gets no answer through it",
         "Ask " + who + " whether s3.example.com answers them on TCP 443.", "service "},
        {through(ended(ending::mute)), "stalled", "fail",
         "the proxy takes the connection, but has not answered in time: it is still trying to reach the service, or it "
         "hangs",
         "Ask " + who + " whether it can reach " + rule + "; a check with --timeout 30 waits longer for its answer.",
         "proxy " + proxy},
        {through(ended(ending::wrong, false, 0, "SSH")), "wrong-service", "fail",
         "what answers there is no HTTP proxy: SSH",
         "Correct the address of the proxy: " + proxy + " is something else.", "proxy " + proxy},
        {through(ended(ending::hung_up)), "stalled", "fail",
         "the proxy takes the connection, then closes it without an answer",
         "Check the log of the proxy " + proxy + ": it turns 10.0.7.3 away.", "proxy " + proxy},
        {through(ended(ending::unconnected)), "silent", "fail",
         "the proxy does not answer: a firewall drops it, or the proxy is down",
         "Check that the proxy " + proxy +
             " is up and that its address is right; then allow TCP from 10.0.7.3 to it in the firewalls on the path.",
         "proxy " + proxy},
        {through(ended(ending::not_run)), "not-run", "unknown", "not probed: the run was interrupted",
         "Run the check again and let it finish.", ""},
        {of_proxy(reason::conn_refused, state::closed, evidence::refused, address), "unreachable", "fail",
         "the connection to the proxy is refused",
         "Check that the proxy " + proxy +
             " is up and that its address is right; then allow TCP from 10.0.7.3 to it in the firewalls on the path.",
         "proxy " + proxy},
        {of_proxy(reason::hang_up, state::open, evidence::connected, address), "stalled", "fail",
         "the proxy takes the connection, then closes it without an answer",
         "Check the log of the proxy " + proxy + ": it turns 10.0.7.3 away.", "proxy " + proxy},
        {rejected, "blocked", "fail",
         "the connection to the proxy is rejected by 10.0.7.1: ICMP 3/13 (administratively prohibited)",
         "Check that the proxy " + proxy +
             " is up and that its address is right; then allow TCP from 10.0.7.3 to it in the firewalls on the path.",
         "proxy " + proxy},
        {of_proxy(reason::host_unreach, state::filtered), "unreachable", "fail",
         "the proxy's address does not answer on its network",
         "Check that the proxy " + proxy +
             " is up and that its address is right; then allow TCP from 10.0.7.3 to it in the firewalls on the path.",
         "proxy " + proxy},
        {of_proxy(reason::perm_denied, state::filtered), "blocked", "fail",
         "this host's own firewall or policy blocks the connection to the proxy",
         "Allow outbound TCP to the proxy " + proxy + " in this host's own firewall.", "this-host 10.0.7.3"},
    };
    for (const auto& r : rows) {
        CAPTURE(r.text);
        const auto f = found(r.seen);
        CHECK(to_string(f.kind) == r.kind);
        CHECK(to_string(f.outcome) == r.outcome);
        CHECK(f.text == "through proxy " + proxy + ": " + r.text);
        CHECK(f.advice == r.advice);
        CHECK(stop_of(f) == r.stop);

        // Nothing that another firewall rule towards the service would mend.
        report all;
        all.findings = {f};
        CHECK(make_change_request(all).lines.empty());
    }
}

TEST_CASE("an interruption before the proxy was asked says nothing of it") {
    const assignment a;
    const check_options options;
    lanes paced;
    const proxied_flows flows(a, {to_storage()}, options, paced, {});
    const auto f = assess(to_storage(), flows.seen(to_storage()), {}, "2026-11-27");
    CHECK(to_string(f.kind) == "not-run");
    CHECK(to_string(f.outcome) == "unknown");
}

TEST_CASE("a proxy whose name does not resolve is no service whose name does not") {
    const auto f = found({}, "proxy.corp: no such name");
    CHECK(to_string(f.kind) == "name-failure");
    CHECK(f.text == "through proxy " + proxy + ": proxy.corp: no such name");
    CHECK(f.advice == "Correct the name of the proxy " + proxy + ", or add it to DNS or to the hosts file.");
}

TEST_CASE("a saved report keeps what the proxy had to do with it") {
    report r;
    r.run_id = "0123456789abcdef0123456789abcdef";
    r.fairway = "0.1";
    r.host = "gw01";
    r.roles = {"gateway-server"};
    r.matrices = {{"veeam-agents", "1", "", "", ""}};
    r.started_at = "2026-11-27T16:00:00Z";
    r.findings = {found(through(ended(ending::refused, false, 407, "it accepts Basic"), true))};
    const auto text = to_json(r).dump();
    const auto read = read_report_file(text, "r.json");
    for (const auto& p : read.problems)
        MESSAGE(to_string(p));
    REQUIRE(read.value);
    const auto& f = read.value->content.findings.at(0);
    CHECK(f.requirement.proxy == proxy);
    CHECK(f.addresses.at(0).spans.at(0).seen.proxy == proxy_answer{proxy, proxy_part::refused, 407, true});
    CHECK(f.blocker == blocker{blocker_kind::proxy, proxy, 0});
    CHECK(to_json(read.value->content).dump() == text);
}
