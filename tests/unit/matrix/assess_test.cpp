#include "matrix/assess.hpp"
#include "matrix/change_request.hpp"
#include "matrix/path_words.hpp"

#include <doctest/doctest.h>

using namespace fairway;

namespace {

flow a_flow(protocol p = protocol::tcp, port_list ports = {{6162, 6162}}, listens l = listens::service,
            fairway::select s = fairway::select::all) {
    flow f;
    f.id = "agent:repository:" + std::string(to_string(p)) + ":" + to_string(ports);
    f.from = "agent";
    f.to = "repository";
    f.protocol = p;
    f.ports = std::move(ports);
    f.listens = l;
    f.select = s;
    f.purpose = "Backup data";
    return f;
}

requirement a_check(const flow& f, bool installed = true) {
    requirement c;
    c.flow = f;
    c.target = "repo01";
    c.addresses = {"repo01"};
    c.ports = c.probed = f.ports;
    c.installed = installed;
    return c;
}

observation saw(reason r, state s, evidence e = evidence::none, std::string by = "10.0.0.5") {
    observation o;
    o.reason = r;
    o.state = s;
    o.evidence = e;
    o.answered_by = std::move(by);
    return o;
}

observation open() {
    return saw(reason::syn_ack, state::open, evidence::connected);
}
observation refused() {
    return saw(reason::conn_refused, state::closed, evidence::refused);
}
observation silence() {
    return saw(reason::no_response, state::filtered, evidence::silent, "");
}
observation rejected(std::string by, std::uint8_t code = 13) {
    auto o = saw(reason::admin_prohibited, state::filtered, evidence::refused, std::move(by));
    o.icmp = icmp_error{3, code, false};
    return o;
}
observation no_route() {
    return saw(reason::no_route, state::filtered, evidence::none, "");
}

observation no_source() {
    return saw(reason::no_source, state::unknown, evidence::none, "");
}

seen_address at(std::string address, std::vector<seen_port> ports, bool refuses = false) {
    return {"repo01", address, "10.0.7.3", refuses, std::move(ports), ""};
}

const site no_site;

} // namespace

TEST_CASE("a machine that runs only at times may be off, and then nothing is wrong") {
    requirement c = a_check(a_flow());
    c.runs_only = "during a restore";
    auto no_host = saw(reason::host_unreach, state::filtered, evidence::none, "10.0.7.1");
    no_host.icmp = icmp_error{3, 1, false};
    auto itself = no_host;
    itself.answered_by = "10.0.0.5";
    struct row {
        const char* what;
        seen_address seen;
        outcome counts;
        bool is_off;
    };
    const std::vector<row> rows{
        {"silence", at("10.0.0.5", {{6162, silence()}}), outcome::unknown, true},
        {"nobody there", at("10.0.0.5", {{6162, no_host}}), outcome::unknown, true},
        {"no route", at("10.0.0.5", {{6162, no_route()}}), outcome::unknown, true},
        {"no name", {"repo01", "", "", false, {}, "no such name"}, outcome::unknown, true},
        {"it is there, and refuses other ports", at("10.0.0.5", {{6162, silence()}}, true), outcome::fail, false},
        {"it says so itself", at("10.0.0.5", {{6162, itself}}), outcome::fail, false},
        {"refused", at("10.0.0.5", {{6162, refused()}}), outcome::fail, false},
        {"prohibited", at("10.0.0.5", {{6162, rejected("10.0.7.1")}}), outcome::fail, false},
        {"open", at("10.0.0.5", {{6162, open()}}), outcome::pass, false},
    };
    for (const auto& r : rows) {
        CAPTURE(r.what);
        const finding f = assess(c, {r.seen}, no_site, "2026-01-01");
        CHECK(f.outcome == r.counts);
        CHECK((f.text.find("; this machine runs only during a restore, and may be off") != std::string::npos) ==
              r.is_off);
        CHECK((f.advice == "Run the check again during a restore: then repo01 is there.") == r.is_off);
        // Any other machine.
        if (r.is_off) CHECK(assess(a_check(a_flow()), {r.seen}, no_site, "2026-01-01").outcome == outcome::fail);
    }
}

TEST_CASE("a service that took a later port than was looked at is not known to fail") {
    requirement c = a_check(a_flow(protocol::tcp, {{2049, 2049}}, listens::service, fairway::select::any));
    c.ports = c.probed = {{2049, 2051}};
    c.open_end = true;
    const auto seen = [&](observation a, observation b, observation d) {
        return assess(c, {at("10.0.0.5", {{2049, a}, {2050, b}, {2051, d}})}, no_site, "2026-01-01");
    };
    auto other = open();
    other.other_protocol = true;
    SUBCASE("the port that answers is named") {
        const finding f = seen(other, open(), refused());
        CHECK(f.outcome == outcome::pass);
        CHECK(f.text.starts_with("2050: the connection was accepted (one port is enough; all: "));
        CHECK(f.advice.empty());
    }
    SUBCASE("none answers") {
        const std::string looked =
            "; looked at 2049-2051: the service takes the first free port from there on, and may use a later one";
        const std::string where =
            R"(If the service uses another port, give it in the site file: "ports": {"2049": "PORT"}.)";
        for (const auto& [what, o] : {std::pair("refused", refused()), std::pair("silent", silence()),
                                      std::pair("rejected", rejected("10.0.7.1"))}) {
            const std::string how = what;
            CAPTURE(how);
            const finding f = seen(o, o, o);
            CHECK(f.outcome == outcome::unknown);
            CHECK(f.text.ends_with(looked));
            CHECK(f.advice.ends_with(where));
        }
        CHECK(seen(other, refused(), refused()).kind == finding_kind::path_open);
        CHECK(seen(other, refused(), refused()).outcome == outcome::unknown);
        CHECK(seen(no_route(), no_route(), no_route()).outcome == outcome::fail); // it is about the host
    }
    SUBCASE("planned: refused is good news, as ever") {
        c.installed = false;
        CHECK(seen(refused(), refused(), refused()).outcome == outcome::pass);
    }
    SUBCASE("the site says where it is") {
        c.open_end = false;
        CHECK(seen(refused(), refused(), refused()).outcome == outcome::fail);
    }
    SUBCASE("a change request says what the ports are") {
        report r;
        r.findings = {seen(silence(), silence(), silence())};
        const auto request = make_change_request(r);
        REQUIRE(request.lines.size() == 1);
        CHECK(to_string(request.lines[0].ports) == "2049-2051");
        CHECK(request.lines[0].kind == request_kind::confirm);
        CHECK(request.lines[0].evidence ==
              "filtered, no-response (the service takes the first free port from 2049 on)");
    }
}

TEST_CASE("a domain controller without a certificate hangs up, and is warned of") {
    flow f = a_flow(protocol::tcp, {{636, 636}});
    f.identify = "ldaps";
    auto hang_up = saw(reason::hang_up, state::open, evidence::connected);
    const auto outcome_with = [&](const observation& o) {
        return assess(a_check(f), {at("10.0.0.5", {{636, o}})}, no_site, "2026-01-01").outcome;
    };
    const finding found = assess(a_check(f), {at("10.0.0.5", {{636, hang_up}})}, no_site, "2026-01-01");
    CHECK(found.kind == finding_kind::stalled);
    CHECK(found.outcome == outcome::warn);
    CHECK(found.text.find("the domain controller has no certificate") != std::string::npos);
    CHECK(found.advice.find("it offers no LDAPS") != std::string::npos);
    auto mute = open();
    mute.mute = true;
    CHECK(outcome_with(mute) == outcome::fail);
    auto old = open();
    old.conduct = conduct::old_tls;
    CHECK(outcome_with(old) == outcome::fail);
    CHECK(outcome_with(refused()) == outcome::fail);
    CHECK(outcome_with(silence()) == outcome::fail);
    f.identify = "ldap";
    CHECK(outcome_with(hang_up) == outcome::fail);
}

TEST_CASE("what was assumed is said where it matters") {
    requirement c = a_check(a_flow());
    c.assumptions = {"NetBIOS? Assumed: no; otherwise --fact netbios=true"};
    const finding f = assess(c, {at("10.0.0.5", {{6162, refused()}})}, no_site, "2026-01-01");
    CHECK(f.outcome == outcome::fail);
    CHECK(f.advice.ends_with(". NetBIOS? Assumed: no; otherwise --fact netbios=true."));
    CHECK(assess(c, {at("10.0.0.5", {{6162, open()}})}, no_site, "2026-01-01").advice.empty());
}

TEST_CASE("every cell of the outcome table") {
    struct row {
        finding_kind kind;
        listens l;
        bool own_firewall, drop_shown;
        outcome planned, installed;
    };
    using k = finding_kind;
    using o = outcome;
    constexpr auto service = listens::service, on_demand = listens::on_demand, external = listens::external;
    const row rows[] = {
        {k::proven, service, false, false, o::pass, o::warn},
        {k::proven, on_demand, false, false, o::pass, o::warn},
        {k::confirmed, service, false, false, o::pass, o::pass},
        {k::confirmed, on_demand, false, false, o::pass, o::pass},
        {k::confirmed, external, false, false, o::pass, o::pass},
        {k::connected, service, false, false, o::pass, o::pass},
        {k::connected, on_demand, false, false, o::pass, o::pass},
        {k::connected, external, false, false, o::pass, o::pass},
        {k::path_open, service, false, false, o::pass, o::fail},
        {k::path_open, on_demand, false, false, o::pass, o::pass},
        {k::path_open, external, false, false, o::pass, o::fail},
        {k::stalled, service, false, false, o::warn, o::fail},
        {k::stalled, on_demand, false, false, o::warn, o::fail},
        {k::wrong_service, service, false, false, o::warn, o::fail},
        {k::intercepted, service, false, false, o::warn, o::fail},
        {k::intermediary, service, false, false, o::warn, o::warn},
        {k::intermediary, on_demand, false, false, o::warn, o::warn},
        {k::blocked, service, false, false, o::fail, o::fail},
        {k::blocked, on_demand, false, false, o::fail, o::fail},
        {k::blocked, service, true, false, o::warn, o::fail},
        {k::blocked, on_demand, true, false, o::warn, o::fail},
        {k::silent, service, false, true, o::fail, o::fail},
        {k::silent, on_demand, false, true, o::fail, o::fail},
        {k::silent, service, false, false, o::unknown, o::fail},
        {k::silent, external, false, false, o::unknown, o::fail},
        {k::silent, on_demand, false, false, o::unknown, o::unknown},
        {k::unreachable, service, false, false, o::fail, o::fail},
        {k::unreachable, on_demand, false, false, o::fail, o::fail},
        {k::name_failure, service, false, false, o::fail, o::fail},
        {k::unverifiable, service, false, false, o::unknown, o::unknown},
        {k::needs_config, service, false, false, o::unknown, o::unknown},
        {k::not_run, service, false, false, o::unknown, o::unknown},
        {k::not_applicable, service, false, false, o::skip, o::skip},
    };
    for (const auto& r : rows) {
        CAPTURE(to_string(r.kind));
        CAPTURE(static_cast<int>(r.l));
        CAPTURE(r.own_firewall);
        CAPTURE(r.drop_shown);
        CHECK(to_string(outcome_of(r.kind, false, r.l, r.own_firewall, r.drop_shown)) == to_string(r.planned));
        CHECK(to_string(outcome_of(r.kind, true, r.l, r.own_firewall, r.drop_shown)) == to_string(r.installed));
    }
}

TEST_CASE("what one observation means") {
    struct row {
        reason r;
        state s;
        evidence e;
        finding_kind tcp, udp;
    };
    using k = finding_kind;
    const row rows[] = {
        {reason::not_run, state::unknown, evidence::none, k::not_run, k::not_run},
        {reason::local_limit, state::unknown, evidence::none, k::not_run, k::not_run},
        {reason::no_source, state::unknown, evidence::none, k::not_run, k::not_run},
        {reason::shut_out, state::unknown, evidence::none, k::not_run, k::not_run},
        {reason::syn_ack, state::open, evidence::connected, k::connected, k::connected},
        {reason::syn_ack, state::open, evidence::identified, k::confirmed, k::confirmed},
        {reason::syn_ack, state::open, evidence::proven, k::proven, k::proven},
        {reason::udp_response, state::open, evidence::identified, k::confirmed, k::confirmed},
        {reason::reset, state::open, evidence::connected, k::stalled, k::stalled},
        {reason::hang_up, state::open, evidence::connected, k::stalled, k::stalled},
        {reason::conn_refused, state::closed, evidence::refused, k::path_open, k::path_open},
        {reason::port_unreach, state::closed, evidence::refused, k::blocked, k::path_open},
        {reason::port_unreach, state::filtered, evidence::refused, k::blocked, k::blocked},
        {reason::port_unreach, state::unknown, evidence::none, k::blocked, k::unverifiable},
        {reason::admin_prohibited, state::filtered, evidence::refused, k::blocked, k::blocked},
        {reason::perm_denied, state::filtered, evidence::none, k::blocked, k::blocked},
        {reason::host_unreach, state::filtered, evidence::refused, k::unreachable, k::unreachable},
        {reason::net_unreach, state::filtered, evidence::refused, k::unreachable, k::unreachable},
        {reason::time_exceeded, state::filtered, evidence::refused, k::unreachable, k::unreachable},
        {reason::no_route, state::filtered, evidence::none, k::unreachable, k::unreachable},
        {reason::name_not_found, state::unknown, evidence::none, k::name_failure, k::name_failure},
        {reason::no_response, state::filtered, evidence::silent, k::silent, k::unverifiable},
    };
    for (const auto& r : rows) {
        CAPTURE(to_string(r.r));
        CHECK(to_string(kind_of(protocol::tcp, saw(r.r, r.s, r.e))) == to_string(r.tcp));
        CHECK(to_string(kind_of(protocol::udp, saw(r.r, r.s, r.e))) == to_string(r.udp));
    }
    auto stranger = saw(reason::udp_response, state::open, evidence::connected);
    stranger.other_protocol = true;
    CHECK(kind_of(protocol::udp, stranger) == k::wrong_service);
    auto mute = open();
    mute.mute = true;
    CHECK(kind_of(protocol::tcp, mute) == k::stalled);
    for (const auto how : {conduct::turned_away, conduct::old_tls, conduct::broken_tls, conduct::proxy}) {
        CAPTURE(static_cast<int>(how));
        auto seen = open();
        seen.conduct = how;
        CHECK(to_string(kind_of(protocol::tcp, seen)) == (how == conduct::proxy ? "intercepted" : "stalled"));
        seen.on_way = on_way{on_way_kind::something, "", 2};
        CHECK(to_string(kind_of(protocol::tcp, seen)) == (how == conduct::proxy ? "intercepted" : "intermediary"));
    }
}

TEST_CASE("what a service told of itself, or did not") {
    flow ssh = a_flow();
    ssh.identify = "ssh";
    const flow unasked = a_flow();
    auto confirmed = open();
    confirmed.evidence = evidence::identified;
    confirmed.identity = "OpenSSH_9.2";
    auto lacking = confirmed;
    lacking.identity = "DNS, answers NOERROR";
    lacking.shortcoming = shortcoming{"it has no PTR record for 10.0.0.9 (vbr01)", true, false, false};
    auto refusing = lacking, failing = lacking;
    refusing.shortcoming = shortcoming{"it refuses to answer when asked for vbr01", false, true, false};
    failing.shortcoming = shortcoming{"it reports a server failure when asked for vbr01", false, false, true};
    auto stranger = open();
    stranger.other_protocol = true;
    stranger.identity = "HTTP";
    auto mute = open();
    mute.mute = true;
    auto mute_tls = mute;
    mute_tls.tls = std::make_shared<const tls_facts>();
    auto elsewhere = saw(reason::udp_response, state::open, evidence::connected);
    elsewhere.mute = true;
    elsewhere.answered_by = "10.0.9.5";
    elsewhere.identity = "DNS, answers NOERROR";
    const auto closes = saw(reason::hang_up, state::open, evidence::connected);
    const auto resets = saw(reason::reset, state::open, evidence::connected);
    const auto behaves = [](conduct how, const char* words) {
        auto seen = open();
        seen.conduct = how;
        seen.identity = words;
        return seen;
    };
    const auto alert = behaves(conduct::turned_away, "TLS alert: certificate required");
    const auto denies = behaves(conduct::turned_away, "SMB, refuses the session: not listening for the calling name");
    const auto tls_1_0 = behaves(conduct::old_tls, "TLS 1.0"),
               old_tls = behaves(conduct::old_tls, "TLS older than 1.2");
    const auto broken_tls = behaves(conduct::broken_tls, "dh key too small");
    const auto proxy = behaves(conduct::proxy, "HTTP 403, squid/5.7, via proxy01");
    auto unanswered = mute;
    unanswered.conduct = conduct::tls_unanswered;
    auto beheaded = mute;
    beheaded.conduct = conduct::tls_beheaded;
    auto last_words = closes;
    last_words.identity = "Exceeded MaxStartups";
    struct row {
        const flow& asked;
        observation seen;
        finding_kind kind;
        outcome planned, installed;
        const char* text;
        const char* advice; ///< its beginning
    };
    using k = finding_kind;
    using o = outcome;
    const char* log =
        "The network is fine up to whatever accepts the connection. Check the log of the service on repo01";
    const row rows[] = {
        {ssh, confirmed, k::confirmed, o::pass, o::pass, "the expected service answered: OpenSSH_9.2", ""},
        {ssh, lacking, k::confirmed, o::warn, o::warn,
         "the expected service answered: DNS, answers NOERROR; but it has no PTR record for 10.0.0.9 (vbr01)",
         "Add the missing records to the zones of repo01: A or AAAA for each host's name, and PTR for its address."},
        {ssh, refusing, k::confirmed, o::warn, o::warn,
         "the expected service answered: DNS, answers NOERROR; but it refuses to answer when asked for vbr01",
         "Have repo01 answer 10.0.7.3: its access rules must permit queries and recursion from there, or the zones of "
         "these hosts must be on it."},
        {ssh, failing, k::confirmed, o::warn, o::warn,
         "the expected service answered: DNS, answers NOERROR; but it reports a server failure when asked for vbr01",
         "Check the log of repo01: it cannot resolve these names itself. Look at its forwarders, at the transfer of "
         "its "
         "zones, and at DNSSEC."},
        {ssh, stranger, k::wrong_service, o::warn, o::fail, "a service other than the expected one answered: HTTP",
         "Find out what uses TCP 6162 on repo01"},
        {ssh, mute, k::stalled, o::warn, o::fail, "the connection is accepted, but the service does not answer", log},
        {ssh, elsewhere, k::stalled, o::warn, o::fail,
         "it answers, but from 10.0.9.5 in place of 10.0.0.5, and most programs ignore such answers: DNS, answers "
         "NOERROR",
         "On repo01, have the service answer from the address that it is asked at, e.g. by letting it listen on each "
         "address, or name 10.0.9.5 in DNS and the site file."},
        {ssh, mute_tls, k::stalled, o::warn, o::fail, "TLS is established, but the service does not answer", log},
        {ssh, closes, k::stalled, o::warn, o::fail, "the connection is accepted, then closed without an answer", log},
        {ssh, resets, k::stalled, o::warn, o::fail, "the connection is accepted, then reset without an answer", log},
        {unasked, closes, k::stalled, o::warn, o::fail, "the connection is accepted, then closed at once", log},
        {unasked, resets, k::stalled, o::warn, o::fail, "the connection is accepted, then reset at once", log},
        {ssh, alert, k::stalled, o::warn, o::fail,
         "the connection is accepted, then turned away: TLS alert: certificate required", log},
        {ssh, denies, k::stalled, o::warn, o::fail,
         "the connection is accepted, then turned away: SMB, refuses the session: not listening for the calling name",
         log},
        {ssh, last_words, k::stalled, o::warn, o::fail,
         "the connection is accepted, then closed with the words: Exceeded MaxStartups", log},
        {ssh, tls_1_0, k::stalled, o::warn, o::fail, "the service speaks only TLS 1.0",
         "The network is fine up to whatever accepts the connection. Have the service that listens on TCP 6162 of "
         "repo01 speak TLS 1.2 or 1.3"},
        {ssh, old_tls, k::stalled, o::warn, o::fail, "the service speaks only TLS older than 1.2",
         "The network is fine up to whatever accepts the connection. Have the service that listens on TCP 6162 of "
         "repo01 speak TLS 1.2 or 1.3"},
        {ssh, broken_tls, k::stalled, o::warn, o::fail, "the TLS handshake cannot be completed: dh key too small",
         "The network is fine up to whatever accepts the connection. Check the key, the certificate and the ciphers"},
        {ssh, unanswered, k::stalled, o::warn, o::fail,
         "the connection is accepted, but TLS gets no answer: the service hangs, or packets of full size may be lost: "
         "MTU",
         "Check the log of the service on repo01. If it received the connection, compare `ping 10.0.0.5` with `ping -M "
         "do -s 1472 10.0.0.5` (Windows: `ping -f -l 1472 10.0.0.5`): "},
        {ssh, beheaded, k::stalled, o::warn, o::fail,
         "the connection is accepted, but only the end of the answer to TLS arrives: packets of full size get lost on "
         "the "
         "path: MTU",
         "Have the network team correct the MTU on the path from repo01 (10.0.0.5) to 10.0.7.3"},
        {ssh, proxy, k::intercepted, o::warn, o::fail,
         "a proxy or portal answers in the service's place: HTTP 403, squid/5.7, via proxy01",
         "Ask the network team to let TCP 6162 from 10.0.7.3 to repo01 (10.0.0.5) pass the proxy or portal"},
    };
    for (const auto& r : rows) {
        CAPTURE(std::string(r.text));
        for (const bool installed : {false, true}) {
            const auto result =
                assess(a_check(r.asked, installed), {at("10.0.0.5", {{6162, r.seen}})}, no_site, "2026-11-23");
            CHECK(to_string(result.kind) == to_string(r.kind));
            CHECK(to_string(result.outcome) == to_string(installed ? r.installed : r.planned));
            CHECK(result.text == r.text);
            const std::string advice = r.advice;
            CHECK(result.advice.substr(0, advice.size()) == advice);
            CHECK(result.advice.empty() == advice.empty());
        }
    }
    const auto two =
        assess(a_check(ssh), {at("10.0.0.5", {{6162, confirmed}}), at("10.0.0.6", {{6162, lacking}})}, no_site, "");
    CHECK(two.outcome == outcome::warn);
    CHECK(two.text.find("10.0.0.6: the expected service answered: DNS, answers NOERROR; but it has no PTR") !=
          std::string::npos);
    const auto mixed =
        assess(a_check(ssh), {at("10.0.0.5", {{6162, refusing}}), at("10.0.0.6", {{6162, lacking}})}, no_site, "");
    CHECK(mixed.advice.starts_with("Have repo01 answer 10.0.7.3: "));
    CHECK(mixed.advice.find(" on it. Add the missing records to the zones of repo01: ") != std::string::npos);
    CHECK(mixed.advice.find("Check the log") == std::string::npos);
}

TEST_CASE("what is wrong with a certificate: who answers, when, for whom, and what of it counts") {
    struct row {
        const char* what;
        listens l;
        chain_faults faults;
        bool judged, name;
        finding_kind kind;
        outcome counts;
        const char* text;   ///< its end
        const char* advice; ///< its beginning
    };
    using k = finding_kind;
    using o = outcome;
    const auto outside = listens::external, inside = listens::service;
    const chain_faults good{}, unknown{.untrusted = true}, expired{.expired = true}, early{.not_yet_valid = true},
        incomplete{.incomplete = true}, odd{.other = true}, both{.expired = true, .untrusted = true};
    const char* service = "the expected service answered: HTTP 403";
    const char* inspection =
        "Ask the network team whether a proxy with TLS inspection sits between 10.0.7.3 and repo01 (10.0.0.5) (the "
        "certificate was issued by CN=Proxy)";
    const row rows[] = {
        {"good", outside, good, true, true, k::confirmed, o::pass, service, ""},
        {"unknown authority", outside, unknown, true, true, k::intercepted, o::fail,
         "does not prove that this is the service: not so", inspection},
        {"another fault", outside, odd, true, true, k::intercepted, o::fail, ": not so", inspection},
        {"unknown authority and expired", outside, both, true, true, k::intercepted, o::fail, ": not so", inspection},
        {"unknown authority, another name", outside, unknown, true, false, k::intercepted, o::fail,
         "not so; not for repo01", inspection},
        {"another name", outside, good, true, false, k::intercepted, o::fail,
         "the certificate is for another name, not for repo01",
         "Check that repo01 resolves to the service's address. If it does, put the name that the certificate is for in "
         "the site file (CN=Real)."},
        {"another name, and expired", outside, expired, true, false, k::intercepted, o::fail,
         "not for repo01; it is also not so", "Check that repo01 resolves"},
        {"expired", outside, expired, true, true, k::confirmed, o::fail, "; but its certificate is not so",
         "Have the operator of repo01 renew the certificate."},
        {"early", outside, early, true, true, k::confirmed, o::fail, "; but its certificate is not so",
         "Correct this host's clock"},
        {"incomplete", outside, incomplete, true, true, k::confirmed, o::fail, "; but its certificate is not so",
         "Have the operator of repo01 send the intermediate certificate along"},
        {"nobody to trust", outside, good, false, true, k::confirmed, o::pass, service, ""},
        {"nobody to trust, expired", outside, expired, false, true, k::confirmed, o::fail,
         "; but its certificate is expired (valid until 2026-11-01T00:00:00Z)", "Have the operator"},
        {"nobody to trust, and another name", outside, good, false, false, k::intercepted, o::fail,
         "the certificate is for another name, not for repo01", "Check that repo01 resolves"},
        {"inside: unknown authority", inside, unknown, true, true, k::confirmed, o::pass, service, ""},
        {"inside: name", inside, good, true, false, k::confirmed, o::pass, service, ""},
        {"inside: incomplete", inside, incomplete, true, true, k::confirmed, o::pass, service, ""},
        {"inside: expired", inside, expired, true, true, k::confirmed, o::warn, "; but its certificate is not so",
         "Have the service on repo01 renew the certificate."},
        {"inside: all", inside, both, true, false, k::confirmed, o::warn,
         "; but its certificate is expired (valid until 2026-11-01T00:00:00Z)",
         "Have the service on repo01 renew the certificate."},
    };
    for (const auto& r : rows) {
        CAPTURE(std::string(r.what));
        flow f = a_flow(protocol::tcp, {{443, 443}}, r.l);
        f.identify = "https";
        tls_facts tls;
        tls.subject = "CN=Real";
        tls.issuer = "CN=Proxy";
        tls.not_after = "2026-11-01T00:00:00Z";
        tls.chain_judged = r.judged;
        tls.faults = r.faults;
        tls.chain_valid = r.judged && r.faults == chain_faults{};
        tls.chain_problem = tls.chain_valid ? "" : r.judged ? "not so" : "not checked";
        tls.name_matches = r.name;
        auto seen = open();
        seen.evidence = evidence::identified;
        seen.identity = "HTTP 403";
        seen.tls = std::make_shared<const tls_facts>(tls);
        const auto result = assess(a_check(f), {at("10.0.0.5", {{443, seen}})}, no_site, "2026-11-23");
        CHECK(to_string(result.kind) == to_string(r.kind));
        CHECK(to_string(result.outcome) == to_string(r.counts));
        CHECK(result.text.ends_with(r.text));
        CHECK(result.advice.starts_with(r.advice));
        CHECK(result.advice.empty() == (r.counts == o::pass));
        CHECK(result.blocker.has_value() == (r.counts == o::fail));
        if (result.blocker)
            CHECK(to_string(result.blocker->kind) == (r.kind == k::confirmed ? "service" : "intermediary"));
        const auto before = assess(a_check(f, false), {at("10.0.0.5", {{443, seen}})}, no_site, "2026-11-23");
        CHECK(to_string(before.outcome) == to_string(std::min(r.counts, o::warn)));
    }
    // A report that tells of no faults: whoever vouches for it is not trusted.
    tls_facts old;
    CHECK(old.is_untrusted());
    old.chain_judged = false;
    CHECK(!old.is_untrusted());
}

TEST_CASE("who leads every request elsewhere is a portal for certain only where nobody outside could do it") {
    struct row {
        const char* what;
        listens l;
        const char *address, *leads_to;
        bool tls;
        finding_kind kind;
        outcome counts;
        const char* text;
        const char* advice; ///< its beginning
    };
    using k = finding_kind;
    using o = outcome;
    const auto outside = listens::external, inside = listens::service;
    const char* service = "the expected service answered: HTTP 302";
    const row rows[] = {
        {"into this network, asked outside", outside, "192.0.2.7", "10.1.1.1", false, k::intercepted, o::fail,
         "something on the path answers in the service's place: it leads every request to 10.1.1.1, which is inside "
         "this "
         "network",
         "Ask the network team to let TCP 80 from 10.0.7.3 to repo01 (192.0.2.7) pass the login or block page at "
         "10.1.1.1."},
        {"to a name of this network", outside, "2001:db8::7", "portal.lan", false, k::intercepted, o::fail, nullptr,
         "Ask the network team"},
        {"to another name", outside, "192.0.2.7", "portal.test", false, k::intermediary, o::warn,
         "who answers is not certain: every request is led to portal.test, by the service itself, or by a proxy or "
         "portal "
         "in its place",
         "Open http://repo01:80/ from this host."},
        {"a private endpoint, to a name beside it", outside, "10.0.0.5", "minio", false, k::intermediary, o::warn,
         nullptr, "Open http://repo01:80/"},
        {"through TLS the certificate decides", outside, "192.0.2.7", "portal.test", true, k::confirmed, o::pass,
         service, ""},
        {"a host of the site leads where it likes", inside, "192.0.2.7", "10.1.1.1", false, k::confirmed, o::pass,
         service, ""},
        {"nowhere", outside, "192.0.2.7", "", false, k::confirmed, o::pass, service, ""},
    };
    for (const auto& r : rows) {
        CAPTURE(std::string(r.what));
        flow f = a_flow(protocol::tcp, {{80, 80}}, r.l);
        f.identify = "http";
        auto seen = open();
        seen.evidence = evidence::identified;
        seen.identity = "HTTP 302";
        seen.leads_to = r.leads_to;
        tls_facts good;
        good.chain_valid = good.name_matches = true;
        if (r.tls) seen.tls = std::make_shared<const tls_facts>(good);
        const auto result = assess(a_check(f), {at(r.address, {{80, seen}})}, no_site, "2026-11-23");
        CHECK(to_string(result.kind) == to_string(r.kind));
        CHECK(to_string(result.outcome) == to_string(r.counts));
        if (r.text != nullptr) CHECK(result.text == r.text);
        CHECK(result.advice.starts_with(r.advice));
        CHECK(result.advice.empty() == (r.counts == o::pass));
        if (r.kind == k::intermediary) CHECK(to_string(result.blocker.value().kind) == "unknown");
    }
}

TEST_CASE("ports that told different things are different spans") {
    const flow f = a_flow(protocol::tcp, {{80, 82}});
    auto one = open(), two = open(), three = open();
    one.identity = "a";
    two.identity = "b";
    three.identity = "b";
    three.mute = true;
    const auto result =
        assess(a_check(f), {at("10.0.0.5", {{80, one}, {81, two}, {82, three}})}, no_site, "2026-11-23");
    CHECK(result.addresses[0].spans.size() == 3);
}

TEST_CASE("what a responder on the target says of a probe") {
    const auto told = [](observation o, responder_view v) {
        o.responder = v;
        return o;
    };
    const auto udp_silence = saw(reason::no_response, state::open_or_filtered, evidence::silent, "");
    struct row {
        const char* what;
        protocol p;
        observation seen;
        finding_kind kind;
        outcome planned;
        const char* text;
        const char* advice;
    };
    using k = finding_kind;
    using v = responder_view;
    const row rows[] = {
        {"the answer is lost", protocol::tcp, told(silence(), v::half_open), k::silent, outcome::fail,
         "the SYN arrived at the target; the answer was dropped on the return path",
         "Allow the answers to TCP 6162 from 10.0.7.3 to repo01 (10.0.0.5) on the return path: look for asymmetric "
         "routes and for firewalls that drop them."},
        {"dropped", protocol::tcp, told(silence(), v::unseen), k::silent, outcome::fail,
         "no answer, although the responder on the target was reached on other ports: a firewall on the path or on the "
         "target drops it",
         "Allow TCP 6162 from 10.0.7.3 to repo01 (10.0.0.5) in the firewalls on the path and on repo01 itself."},
        {"not asked", protocol::tcp, silence(), k::silent, outcome::unknown,
         "no answer: a firewall drops it, or the target ignores ports that nothing listens on (stealth mode)", nullptr},
        {"a forged refusal", protocol::tcp, told(refused(), v::unseen), k::blocked, outcome::fail,
         "RST forged by a firewall: the responder on the target did not send it",
         "Allow TCP 6162 from 10.0.7.3 to repo01 (10.0.0.5) in the firewalls on the path and on repo01 itself: "
         "one of them rejects it with a TCP reset."},
        {"a proxy", protocol::tcp, told(open(), v::unseen), k::intermediary, outcome::warn,
         "accepted, but nothing reached the responder on the target: an intermediary on the path answers, or passes no "
         "data",
         "Find the proxy or firewall on the path that accepts TCP 6162 itself, and have it pass TCP 6162 from "
         "10.0.7.3 to repo01 (10.0.0.5)."},
        {"UDP dropped", protocol::udp, told(udp_silence, v::unseen), k::silent, outcome::fail,
         "no answer, although the responder on the target was reached on other ports: a firewall on the path or on the "
         "target drops it",
         "Allow UDP 6162 from 10.0.7.3 to repo01 (10.0.0.5) in the firewalls on the path and on repo01 itself."},
        {"UDP not asked", protocol::udp, udp_silence, k::unverifiable, outcome::unknown,
         "no answer; over UDP that can mean that it works or that it is dropped", nullptr},
    };
    for (const auto& r : rows) {
        CAPTURE(r.what);
        const auto f = a_flow(r.p);
        const auto found = assess(a_check(f, false), {at("10.0.0.5", {{6162, r.seen}})}, no_site, "2026-01-01");
        CHECK(to_string(found.kind) == to_string(r.kind));
        CHECK(to_string(found.outcome) == to_string(r.planned));
        CHECK(found.text == r.text);
        if (r.advice != nullptr) CHECK(found.advice == r.advice);
    }

    auto proven = open();
    proven.evidence = evidence::proven;
    proven.identity = "it sees this host as 203.0.113.9";
    const auto f = a_flow();
    const auto installed = assess(a_check(f), {at("10.0.0.5", {{6162, proven}})}, no_site, "2026-01-01");
    CHECK(installed.outcome == outcome::warn);
    CHECK(installed.text == "a Fairway responder answered: the path works in both directions; it sees this host "
                            "as 203.0.113.9");
    CHECK(installed.advice == "The network is fine. Stop `fairway listen` on repo01 and start the service itself.");

    // Silences with different reasons are different spans.
    const auto range = a_flow(protocol::tcp, {{1, 3}});
    const auto spans = assess(
        a_check(range),
        {at("10.0.0.5",
            {{1, told(silence(), v::unseen)}, {2, told(silence(), v::half_open)}, {3, told(silence(), v::half_open)}})},
        no_site, "2026-01-01");
    REQUIRE(spans.addresses[0].spans.size() == 2);
    CHECK(to_string(spans.addresses[0].spans[1].ports) == "2-3");
}

TEST_CASE("a range of which all ports are needed takes the worst, and is told in spans") {
    const flow f = a_flow(protocol::tcp, {{2500, 2503}}, listens::on_demand);
    const auto result =
        assess(a_check(f),
               {at("10.0.0.5", {{2500, refused()}, {2501, refused()}, {2502, silence()}, {2503, silence()}}, true)},
               no_site, "2026-11-23");
    CHECK(result.kind == finding_kind::silent);
    CHECK(result.outcome == outcome::fail); // the host refuses other ports, so the silence is a drop
    REQUIRE(result.addresses.size() == 1);
    REQUIRE(result.addresses[0].spans.size() == 2);
    CHECK(to_string(result.addresses[0].spans[0].ports) == "2500-2501");
    CHECK(result.addresses[0].spans[0].outcome == outcome::pass);
    CHECK(to_string(result.addresses[0].spans[1].ports) == "2502-2503");
    CHECK(result.addresses[0].spans[1].drop_shown);
    CHECK(result.text ==
          "2500-2501 path-open, 2502-2503 silent; 2502-2503: no answer, although the target refuses other "
          "ports: a firewall on the path or on the target drops it");
    CHECK(result.advice == "Allow TCP 2502-2503 from 10.0.7.3 to repo01 (10.0.0.5) in the firewalls on the path and on "
                           "repo01 itself.");
}

TEST_CASE("a range of which any port will do takes the best") {
    const flow f = a_flow(protocol::tcp, {{6184, 6186}}, listens::service, fairway::select::any);
    SUBCASE("one listens") {
        const auto result = assess(a_check(f), {at("10.0.0.5", {{6184, refused()}, {6185, open()}, {6186, silence()}})},
                                   no_site, "2026-11-23");
        CHECK(result.kind == finding_kind::connected);
        CHECK(result.outcome == outcome::pass);
        CHECK(result.text ==
              "6185: the connection was accepted (one port is enough; all: 6184 path-open, 6185 connected, "
              "6186 silent)");
    }
    SUBCASE("none listens") {
        const auto result =
            assess(a_check(f), {at("10.0.0.5", {{6184, refused()}, {6185, refused()}, {6186, refused()}})}, no_site,
                   "2026-11-23");
        CHECK(result.kind == finding_kind::path_open);
        CHECK(result.outcome == outcome::fail);
    }
    SUBCASE("an open port is preferred to a refused one that counts the same") {
        const auto result =
            assess(a_check(f, false), {at("10.0.0.5", {{6184, refused()}, {6185, open()}})}, no_site, "2026-11-23");
        CHECK(result.kind == finding_kind::connected);
    }
}

TEST_CASE(
    "where one port is enough and none works, all that keeps them from it is told, as a change request asks for it") {
    const flow f = a_flow(protocol::tcp, {{6184, 6187}}, listens::service, fairway::select::any);
    const flow outside = a_flow(protocol::tcp, {{80, 80}, {443, 443}}, listens::external, fairway::select::any);
    auto dropped = silence();
    dropped.path_end = path_end{"10.1.0.1", 2, 4, dropped_at::here_or_after, drop_way::forward};
    auto stranger = open();
    stranger.other_protocol = true;
    auto answered = open();
    answered.evidence = evidence::proven;
    auto limited = open();
    limited.evidence = evidence::identified;
    limited.shortcoming = shortcoming{"it cannot resolve vbr01", false, false, false};
    const auto hung_up = saw(reason::hang_up, state::open, evidence::connected);
    const std::string drop = "no answer, although the target refuses other ports: a firewall on the path or on the "
                             "target drops it, or its service hangs and takes no more connections";
    const std::string end = "; dropped at or just after 10.1.0.1 (hop 2 of 4)";
    struct row {
        const char* what;
        requirement asked;
        std::vector<seen_port> seen;
        bool refuses;
        finding_kind kind;
        outcome counts;
        std::optional<blocker> where;
        std::string text, advice;
        std::vector<std::string> requests; ///< ports that a change request asks for
    };
    using k = blocker_kind;
    const std::vector<row> rows{
        {"the first is refused, the rest is dropped",
         a_check(f),
         {{6184, refused()}, {6185, silence()}, {6186, silence()}, {6187, silence()}},
         true,
         finding_kind::silent,
         outcome::fail,
         blocker{},
         "6185-6187: " + drop + "; 6184: the path is open, but nothing listens there (one port is enough)",
         "Allow TCP 6185-6187 from 10.0.7.3 to repo01 (10.0.0.5) in the firewalls on the path and on repo01 itself. If "
         "they do, check the service there. The path to TCP 6184 is open: the service can listen there instead. One "
         "port is enough.",
         {"6185-6187"}},
        {"where it is dropped is known",
         a_check(f),
         {{6184, refused()}, {6185, dropped}, {6186, dropped}, {6187, dropped}},
         true,
         finding_kind::silent,
         outcome::fail,
         blocker{k::router, "10.1.0.1", 2},
         "6185-6187: no answer: a firewall on the path drops it" + end +
             "; 6184: the path is open, but nothing listens there (one port is enough)",
         "Allow TCP 6185-6187 from 10.0.7.3 to repo01 (10.0.0.5) in the firewall at or just after 10.1.0.1 (hop 2). "
         "The path to TCP 6184 is open: the service can listen there instead. One port is enough.",
         {"6185-6187"}},
        {"two firewalls and the host",
         a_check(f),
         {{6184, refused()}, {6185, rejected("10.1.0.1")}, {6186, rejected("10.2.0.1")}, {6187, dropped}},
         true,
         finding_kind::blocked,
         outcome::fail,
         blocker{k::router, "10.1.0.1", 0},
         "6185: rejected by 10.1.0.1: ICMP 3/13 (administratively prohibited); 6184: the path is open, but nothing "
         "listens there; 6186: rejected by 10.2.0.1: ICMP 3/13 (administratively prohibited); 6187: no answer: a "
         "firewall on the path drops it" +
             end + " (one port is enough)",
         "Allow TCP 6185 from 10.0.7.3 to repo01 (10.0.0.5) in the firewall at 10.1.0.1. The path to TCP 6184 is open: "
         "the service can listen there instead. Allow TCP 6186 from 10.0.7.3 to repo01 (10.0.0.5) in the firewall at "
         "10.2.0.1. Allow TCP 6187 from 10.0.7.3 to repo01 (10.0.0.5) in the firewall at or just after 10.1.0.1 (hop "
         "2). One port is enough.",
         {"6185", "6186", "6187"}},
        {"another service has the first",
         a_check(f, false),
         {{6184, stranger}, {6185, silence()}, {6186, silence()}, {6187, silence()}},
         true,
         finding_kind::wrong_service,
         outcome::warn,
         blocker{k::service, "10.0.0.5", 0},
         "6184: a service other than the expected one answered; 6185-6187: no answer, although the target refuses "
         "other ports: a firewall on the path or on the target drops it (one port is enough)",
         "Find out what uses TCP 6184 on repo01, and free the port for the expected service. Allow TCP 6185-6187 from "
         "10.0.7.3 to repo01 (10.0.0.5) in the firewalls on the path and on repo01 itself. One port is enough.",
         {"6185-6187"}},
        {"the first hangs up",
         a_check(f),
         {{6184, hung_up}, {6185, rejected("10.1.0.1")}, {6186, rejected("10.1.0.1")}, {6187, rejected("10.1.0.1")}},
         false,
         finding_kind::blocked,
         outcome::fail,
         blocker{k::router, "10.1.0.1", 0},
         "6185-6187: rejected by 10.1.0.1: ICMP 3/13 (administratively prohibited); 6184: the connection is accepted, "
         "then closed at once (one port is enough)",
         "Allow TCP 6185-6187 from 10.0.7.3 to repo01 (10.0.0.5) in the firewall at 10.1.0.1. What accepts TCP 6184 "
         "turns this host away: check its log. One port is enough.",
         {"6185-6187"}},
        {"a service outside",
         a_check(outside),
         {{80, refused()}, {443, silence()}},
         true,
         finding_kind::silent,
         outcome::fail,
         blocker{},
         "443: no answer, although the target refuses other ports: a firewall on the path or on the target drops it; "
         "80: refused: a firewall or proxy of this network may answer in the service's name, or the name may lead to "
         "a wrong address (one port is enough)",
         "Allow TCP 443 from 10.0.7.3 to repo01 (10.0.0.5) in the firewalls of your own network. Check also that "
         "repo01 resolves to the service's address. Check the firewalls and proxies of your own network for TCP 80 "
         "from 10.0.7.3 to repo01 (10.0.0.5): one of them may refuse it in the service's name. Check also that repo01 "
         "resolves to the service's address. One port is enough.",
         {"443"}},
        // No firewall has to do with these.
        {"nothing listens",
         a_check(f),
         {{6184, refused()}, {6185, refused()}, {6186, refused()}, {6187, refused()}},
         true,
         finding_kind::path_open,
         outcome::fail,
         blocker{k::nothing_listening, "10.0.0.5", 0},
         "the path is open, but nothing listens there",
         "The network is fine. On repo01, start the service that listens on TCP 6184-6187, or correct the port in the "
         "site file.",
         {}},
        {"a responder answers on one",
         a_check(f),
         {{6184, answered}, {6185, silence()}, {6186, silence()}, {6187, silence()}},
         true,
         finding_kind::proven,
         outcome::warn,
         std::nullopt,
         "6184: a Fairway responder answered: the path works in both directions; 6185-6187: " + drop +
             " (one port is enough)",
         "The network is fine. Stop `fairway listen` on repo01 and start the service itself.",
         {}},
        {"the service lacks something",
         a_check(f),
         {{6184, limited}, {6185, silence()}, {6186, silence()}, {6187, silence()}},
         true,
         finding_kind::confirmed,
         outcome::warn,
         std::nullopt,
         "6184: the expected service answered; but it cannot resolve vbr01; 6185-6187: " + drop +
             " (one port is enough)",
         "",
         {}},
    };
    for (const auto& r : rows) {
        CAPTURE(r.what);
        report of;
        of.findings = {assess(r.asked, {at("10.0.0.5", r.seen, r.refuses)}, no_site, "2026-11-23")};
        const finding& found = of.findings[0];
        CHECK(to_string(found.kind) == to_string(r.kind));
        CHECK(to_string(found.outcome) == to_string(r.counts));
        CHECK(found.text == r.text);
        CHECK(found.advice == r.advice);
        CHECK((found.blocker == r.where));
        std::vector<std::string> requests;
        for (const auto& l : make_change_request(of).lines)
            requests.push_back(to_string(l.ports));
        CHECK(requests == r.requests);
    }
}

TEST_CASE("where all ports are needed, the advice names each firewall that a change request names") {
    const flow f = a_flow(protocol::tcp, {{2500, 2502}});
    const auto found = assess(
        a_check(f), {at("10.0.0.5", {{2500, rejected("10.1.0.1")}, {2501, rejected("10.2.0.1")}, {2502, open()}})},
        no_site, "2026-11-23");
    CHECK(found.advice == "Allow TCP 2500 from 10.0.7.3 to repo01 (10.0.0.5) in the firewall at 10.1.0.1. Allow TCP "
                          "2501 from 10.0.7.3 to repo01 (10.0.0.5) in the firewall at 10.2.0.1.");
}

TEST_CASE("addresses of one name") {
    const flow f = a_flow();
    struct row {
        const char* name;
        std::vector<seen_address> seen;
        finding_kind kind;
        outcome counts;
    };
    const row rows[] = {
        {"alike",
         {at("10.0.0.5", {{6162, open()}}), at("fd00::5", {{6162, open()}})},
         finding_kind::connected,
         outcome::pass},
        {"all fail",
         {at("10.0.0.5", {{6162, silence()}}), at("fd00::5", {{6162, refused()}})},
         finding_kind::silent,
         outcome::fail},
        {"one fails",
         {at("10.0.0.5", {{6162, open()}}), at("fd00::5", {{6162, silence()}})},
         finding_kind::silent,
         outcome::warn},
        {"a family without a route is a note",
         {at("10.0.0.5", {{6162, open()}}), {"repo01", "fd00::5", "", false, {{6162, no_route()}}, ""}},
         finding_kind::connected,
         outcome::pass},
        {"no route to any",
         {{"repo01", "fd00::5", "", false, {{6162, no_route()}}, ""}},
         finding_kind::unreachable,
         outcome::fail},
        {"a family without a source is a note",
         {at("10.0.0.5", {{6162, open()}}), {"repo01", "fd00::5", "", false, {{6162, no_source()}}, ""}},
         finding_kind::connected,
         outcome::pass},
        {"no source for any",
         {{"repo01", "fd00::5", "", false, {{6162, no_source()}}, ""}},
         finding_kind::not_run,
         outcome::unknown},
        {"the name is unknown",
         {{"repo01", "", "", false, {}, "no such name"}},
         finding_kind::name_failure,
         outcome::fail},
        {"one of two names is unknown",
         {at("10.0.0.5", {{6162, open()}}), {"repo01-b", "", "", false, {}, "no such name"}},
         finding_kind::name_failure,
         outcome::warn},
        {"no host's address",
         {{"repo01", "0.0.0.0", "", false, {}, ""}, {"repo01", "::", "", false, {}, ""}},
         finding_kind::name_failure,
         outcome::fail},
        {"no host's address beside a good one is a note",
         {at("10.0.0.5", {{6162, open()}}), {"repo01", "::", "", false, {}, ""}},
         finding_kind::connected,
         outcome::pass},
        {"no host's address beside one that fails",
         {at("10.0.0.5", {{6162, silence()}}), {"repo01", "0.0.0.0", "", false, {}, ""}},
         finding_kind::silent,
         outcome::fail},
        {"of two names one leads to no host's address",
         {at("10.0.0.5", {{6162, open()}}), {"repo01-b", "0.0.0.0", "", false, {}, ""}},
         finding_kind::name_failure,
         outcome::warn},
        {"no host's address, and no route to the other",
         {{"repo01", "fd00::5", "", false, {{6162, no_route()}}, ""}, {"repo01", "0.0.0.0", "", false, {}, ""}},
         finding_kind::unreachable,
         outcome::fail},
        {"the name was not looked up",
         {{"repo01", "", "", false, {}, "busy", {}, false}},
         finding_kind::not_run,
         outcome::unknown},
        {"interrupted", {at("10.0.0.5", {{6162, observation{}}})}, finding_kind::not_run, outcome::unknown},
        {"nothing seen", {}, finding_kind::not_run, outcome::unknown},
    };
    for (const auto& r : rows) {
        CAPTURE(r.name);
        const auto result = assess(a_check(f), r.seen, no_site, "2026-11-23");
        CHECK(to_string(result.kind) == to_string(r.kind));
        CHECK(to_string(result.outcome) == to_string(r.counts));
    }
}

TEST_CASE("an address of a family that no source was chosen for is not probed, and says so") {
    for (const bool v6 : {true, false}) {
        const std::string family = v6 ? "IPv6" : "IPv4", there = v6 ? "fd00::5" : "10.0.0.5";
        const auto f =
            assess(a_check(a_flow()), {{"repo01", there, "", false, {{6162, no_source()}}, ""}}, no_site, "2026-11-23");
        CHECK(f.text == "not probed: no " + family + " source address is chosen, or this host no longer has it");
        CHECK(f.advice == "Add an " + family + " address of this host to --source, or to \"source\" in the site file.");
    }
}

TEST_CASE("a name that leads to no host's address: what is said of it") {
    const flow f = a_flow();
    struct row {
        std::vector<seen_address> seen;
        const char* text;
        const char* advice;
    };
    const char* filter =
        "Find out where 0.0.0.0 comes from: a DNS filter that must let repo01 pass, a wrong record, or "
        "this host's hosts file.";
    const row rows[] = {
        {{{"repo01", "0.0.0.0", "", false, {}, ""}, {"repo01", "::", "", false, {}, ""}},
         "repo01 resolves to 0.0.0.0, which is no host's address: a DNS filter?",
         filter},
        {{{"repo01", "224.0.0.5", "", false, {}, ""}},
         "repo01 resolves to 224.0.0.5, which is no host's address: a wrong record?",
         "Find out where 224.0.0.5 comes from: a DNS filter that must let repo01 pass, a wrong record, or this host's "
         "hosts file."},
        {{at("10.0.0.5", {{6162, open()}}), {"repo01", "0.0.0.0", "", false, {}, ""}},
         "10.0.0.5: the connection was accepted; repo01 resolves to 0.0.0.0, which is no host's address: a DNS filter? "
         "(not counted)",
         ""},
        {{at("10.0.0.5", {{6162, open()}}), {"repo01-b", "", "", false, {}, "no such name"}},
         "10.0.0.5: the connection was accepted; repo01-b: no such name",
         "Add the name to DNS or to the hosts file, or put the address of repo01 in the site file."},
    };
    for (const auto& r : rows) {
        CAPTURE(std::string(r.text));
        const auto result = assess(a_check(f), r.seen, no_site, "2026-11-23");
        CHECK(result.text == r.text);
        CHECK(result.advice == r.advice);
        if (result.kind == finding_kind::name_failure) CHECK((result.blocker == blocker{blocker_kind::name, "", 0}));
    }
}

TEST_CASE("of an external service only the path to it is ours to mend: who refused in its name is not known") {
    const std::string text =
        "refused: a firewall or proxy of this network may answer in the service's name, or the name "
        "may lead to a wrong address";
    const std::string check = "Check the firewalls and proxies of your own network for TCP 443 from 10.0.7.3 to ";
    const std::string refuse = ": one of them may refuse it in the service's name. ";
    struct row {
        const char* what;
        const char* target;
        bool installed;
        outcome counts;
        std::string advice;
    };
    const row rows[] = {
        {"by name", "repo01", true, outcome::fail,
         check + "repo01 (10.0.0.5)" + refuse + "Check also that repo01 resolves to the service's address."},
        {"by address", "10.0.0.5", true, outcome::fail,
         check + "10.0.0.5" + refuse + "Check also that this is the service's address."},
        {"planned", "repo01", false, outcome::pass, ""},
    };
    for (const auto& r : rows) {
        CAPTURE(std::string(r.what));
        auto c = a_check(a_flow(protocol::tcp, {{443, 443}}, listens::external), r.installed);
        c.target = r.target;
        const auto result = assess(c, {at("10.0.0.5", {{443, refused()}})}, no_site, "2026-11-23");
        CHECK(result.kind == finding_kind::path_open);
        CHECK(to_string(result.outcome) == to_string(r.counts));
        CHECK(result.text == text);
        CHECK(result.advice == r.advice);
        CHECK((result.blocker == (r.installed ? std::optional(blocker{}) : std::nullopt)));
    }
    // Nor is it for this host to see whether a service outside runs.
    for (const bool refuses_others : {false, true}) {
        const auto c = a_check(a_flow(protocol::tcp, {{443, 443}}, listens::external));
        const auto result = assess(c, {at("10.0.0.5", {{443, silence()}}, refuses_others)}, no_site, "2026-11-23");
        CHECK(result.advice == "Allow TCP 443 from 10.0.7.3 to repo01 (10.0.0.5) in the firewalls of your own network. "
                               "Check also that repo01 resolves to the service's address.");
    }
}

TEST_CASE("who rejected") {
    const flow f = a_flow();
    SUBCASE("a router") {
        const auto result =
            assess(a_check(f, false), {at("10.0.0.5", {{6162, rejected("10.1.0.1")}})}, no_site, "2026-11-23");
        CHECK(result.outcome == outcome::fail);
        CHECK(result.text == "rejected by 10.1.0.1: ICMP 3/13 (administratively prohibited)");
        CHECK(result.advice == "Allow TCP 6162 from 10.0.7.3 to repo01 (10.0.0.5) in the firewall at 10.1.0.1.");
    }
    SUBCASE("the target, before onboarding: its installer may open the port") {
        const auto result =
            assess(a_check(f, false), {at("10.0.0.5", {{6162, rejected("10.0.0.5")}})}, no_site, "2026-11-23");
        CHECK(result.outcome == outcome::warn);
        CHECK(result.addresses[0].spans[0].own_firewall);
        CHECK(result.advice == "Allow TCP 6162 from 10.0.7.3 in the firewall of repo01 itself.");
    }
    SUBCASE("this host") {
        auto denied = saw(reason::perm_denied, state::filtered, evidence::none, "");
        const auto result = assess(a_check(f), {at("10.0.0.5", {{6162, denied}})}, no_site, "2026-11-23");
        CHECK(result.outcome == outcome::fail);
        CHECK(result.advice == "Allow outbound TCP 6162 to repo01 (10.0.0.5) in this host's own firewall.");
    }
}

TEST_CASE("conditional and optional flows never count worse than a warning") {
    const flow f = a_flow();
    for (const auto& seen : {silence(), rejected("10.1.0.1"), refused()}) {
        requirement optional = a_check(f);
        optional.required = false;
        CHECK(assess(optional, {at("10.0.0.5", {{6162, seen}})}, no_site, "2026-11-23").outcome == outcome::warn);
        requirement conditional = a_check(f);
        conditional.questions = {"Do you?"};
        CHECK(assess(conditional, {at("10.0.0.5", {{6162, seen}})}, no_site, "2026-11-23").outcome == outcome::warn);
    }
    requirement optional = a_check(f);
    optional.required = false;
    CHECK(assess(optional, {at("10.0.0.5", {{6162, open()}})}, no_site, "2026-11-23").outcome == outcome::pass);
    CHECK(assess(optional, {at("10.0.0.5", {{6162, observation{}}})}, no_site, "2026-11-23").outcome == outcome::warn);
}

TEST_CASE("silence of a service that never answers says nothing") {
    flow datagrams = a_flow(protocol::udp, {{138, 138}});
    datagrams.never_answers = true;
    const flow names = a_flow(protocol::udp, {{137, 137}});
    auto mute = saw(reason::no_response, state::open_or_filtered, evidence::silent, "");
    CHECK(assess(a_check(datagrams), {at("10.0.0.5", {{138, mute}})}, no_site, "2026-11-23").outcome == outcome::skip);
    CHECK(assess(a_check(names), {at("10.0.0.5", {{137, mute}})}, no_site, "2026-11-23").outcome == outcome::unknown);
    // An error is an answer all the same.
    CHECK(assess(a_check(datagrams), {at("10.0.0.5", {{138, rejected("10.1.0.1")}})}, no_site, "2026-11-23").outcome ==
          outcome::fail);
}

TEST_CASE("accepted findings are shown and not counted, until their day") {
    const flow f = a_flow();
    site s;
    s.accept = {{"agent:*", "repo*", "silent", "known", "2026-12-31"}};
    const std::vector<seen_address> seen{at("10.0.0.5", {{6162, silence()}})};
    CHECK((assess(a_check(f), seen, s, "2026-12-31").accepted == s.accept[0]));
    CHECK(assess(a_check(f), seen, s, "2026-12-31").outcome == outcome::fail);
    CHECK(!assess(a_check(f), seen, s, "2027-01-01").accepted);
    CHECK(!assess(a_check(f), {at("10.0.0.5", {{6162, refused()}})}, s, "2026-12-31").accepted);
    s.accept[0].host = "vbr*";
    CHECK(!assess(a_check(f), seen, s, "2026-12-31").accepted);
}

TEST_CASE("the span's round trip is the median of its ports") {
    const flow f = a_flow(protocol::tcp, {{2500, 2502}}, listens::on_demand);
    auto a = refused(), b = refused(), c = refused();
    a.rtt_us = 900;
    b.rtt_us = 100;
    c.rtt_us = 200;
    const auto result = assess(a_check(f), {at("10.0.0.5", {{2500, a}, {2501, b}, {2502, c}})}, no_site, "2026-11-23");
    REQUIRE(result.addresses[0].spans.size() == 1);
    CHECK(result.addresses[0].spans[0].seen.rtt_us == 200);
}

TEST_CASE("what something on the path answered is not the host's answer") {
    const flow f = a_flow();
    const auto forged = [](observation o) {
        o.on_way = on_way{on_way_kind::router, "10.1.0.1", 1};
        o.who_answered = who_answered::on_way;
        return o;
    };
    SUBCASE("a forged RST") {
        const auto result =
            assess(a_check(f, false), {at("10.0.0.5", {{6162, forged(refused())}})}, no_site, "2026-11-23");
        CHECK(result.kind == finding_kind::blocked);
        CHECK(result.outcome == outcome::fail);
        CHECK(!result.addresses[0].spans[0].own_firewall);
        CHECK(result.text == "RST forged by 10.1.0.1 (hop 1); the target did not send it");
        CHECK(result.advice ==
              "Allow TCP 6162 from 10.0.7.3 to repo01 (10.0.0.5) in the firewall at 10.1.0.1 (hop 1).");
    }
    SUBCASE("a forged handshake") {
        const auto result = assess(a_check(f), {at("10.0.0.5", {{6162, forged(open())}})}, no_site, "2026-11-23");
        CHECK(result.kind == finding_kind::intermediary);
        CHECK(result.outcome == outcome::warn);
        CHECK(result.text == "accepted in the target's name by 10.1.0.1 (hop 1), not by the target");
    }
    SUBCASE("a proxy that takes its handshake back") {
        const auto taken_back = saw(reason::reset, state::open, evidence::connected);
        CHECK(kind_of(protocol::tcp, forged(taken_back)) == finding_kind::intermediary);
    }
    SUBCASE("a proxy through which the expected service answered") {
        CHECK(kind_of(protocol::tcp, forged(saw(reason::syn_ack, state::open, evidence::identified))) ==
              finding_kind::confirmed);
    }
}

namespace {

/// Of a packet that the router at 10.1.0.1 had last, on its path to a host three hops away.
path_end ending(dropped_at dropped, drop_way way) {
    return {"10.1.0.1", 1, 3, dropped, way};
}

} // namespace

TEST_CASE("silence that ends on the path is a drop, and its place is named") {
    const flow f = a_flow();
    auto seen = at("10.0.0.5", {{6162, silence()}});
    seen.hops = 3;
    auto& silent = seen.ports[0].seen;
    SUBCASE("before the last router: a firewall for sure") {
        silent.path_end = ending(dropped_at::here_or_after, drop_way::forward);
        const auto result = assess(a_check(f, false), {seen}, no_site, "2026-11-23");
        CHECK(result.outcome == outcome::fail);
        CHECK(result.addresses[0].spans[0].drop_shown);
        CHECK(result.text ==
              "no answer: a firewall on the path drops it; dropped at or just after 10.1.0.1 (hop 1 of 3)");
        CHECK((result.blocker == blocker{blocker_kind::router, "10.1.0.1", 1}));
        CHECK(result.advice ==
              "Allow TCP 6162 from 10.0.7.3 to repo01 (10.0.0.5) in the firewall at or just after 10.1.0.1 (hop 1).");
    }
    SUBCASE("at the last router: it may be the host") {
        silent.path_end = ending(dropped_at::here_or_after, drop_way::either);
        const auto result = assess(a_check(f, false), {seen}, no_site, "2026-11-23");
        CHECK(result.outcome == outcome::unknown);
        CHECK((result.blocker == blocker{}));
        CHECK(result.text.find("dropped at or after 10.1.0.1 (hop 1 of 3), or the answer is dropped on the return "
                               "path") != std::string::npos);
    }
    SUBCASE("the responder had the SYN: the answer is lost, and no router is to blame") {
        silent.path_end = ending(dropped_at::here_or_after, drop_way::forward);
        silent.responder = responder_view::half_open;
        const auto result = assess(a_check(f, false), {seen}, no_site, "2026-11-23");
        CHECK(result.text == "the SYN arrived at the target; the answer was dropped on the return path");
        CHECK((result.addresses[0].path_end == ending(dropped_at::unknown, drop_way::return_path)));
        CHECK((result.blocker == blocker{}));
    }
}

TEST_CASE("a datagram without an answer proves nothing, unless it ends on the path") {
    const auto dropped = ending(dropped_at::here_or_after, drop_way::forward);
    const auto passed = ending(dropped_at::unknown, drop_way::either);
    struct row {
        std::uint16_t port;
        std::optional<path_end> end;
        finding_kind kind;
        outcome planned, installed;
        std::string text;
    };
    using k = finding_kind;
    using o = outcome;
    const std::string dropped_words = "no answer: a firewall on the path drops it; " + in_words(dropped);
    const row rows[] = {
        {137,
         {},
         k::unverifiable,
         o::unknown,
         o::unknown,
         "no answer; over UDP that can mean that it works or that it is dropped"},
        {137, passed, k::unverifiable, o::unknown, o::unknown,
         "no answer; over UDP that can mean that it works or that it is dropped; it gets at least as far as 10.1.0.1 "
         "(hop 1 of 3)"},
        {137, dropped, k::silent, o::fail, o::fail, dropped_words},
        {138, passed, k::unverifiable, o::skip, o::skip,
         "cannot be checked without a responder: this service never answers; " + in_words(passed)},
        {138, dropped, k::silent, o::fail, o::fail, dropped_words},
    };
    for (const auto& r : rows)
        for (const bool refuses : {false, true}) { // TCP ports of the same address say nothing about UDP
            CAPTURE(r.text);
            auto mute = saw(reason::no_response, state::open_or_filtered, evidence::silent, "");
            mute.path_end = r.end;
            flow f = a_flow(protocol::udp, {{r.port, r.port}});
            f.never_answers = r.port == 138;
            const auto seen = at("10.0.0.5", {{r.port, mute}}, refuses);
            const auto planned = assess(a_check(f, false), {seen}, no_site, "2026-11-23");
            const auto installed = assess(a_check(f), {seen}, no_site, "2026-11-23");
            CHECK(to_string(planned.kind) == to_string(r.kind));
            CHECK(to_string(planned.outcome) == to_string(r.planned));
            CHECK(to_string(installed.outcome) == to_string(r.installed));
            CHECK(installed.text == r.text);
            CHECK((installed.addresses[0].path_end == r.end));
        }
}

TEST_CASE("of silent ports that end at different places, the deciding one's is told") {
    const flow f = a_flow(protocol::udp, {{137, 138}});
    auto passes = saw(reason::no_response, state::open_or_filtered, evidence::silent, "");
    auto dropped = passes;
    passes.path_end = path_end{"10.1.0.2", 2, 3, dropped_at::unknown, drop_way::either};
    dropped.path_end = ending(dropped_at::here_or_after, drop_way::forward);
    const auto result = assess(a_check(f), {at("10.0.0.5", {{137, passes}, {138, dropped}})}, no_site, "2026-11-23");
    CHECK(result.outcome == outcome::fail);
    REQUIRE(result.addresses[0].spans.size() == 2);
    CHECK((result.addresses[0].path_end == dropped.path_end));
    CHECK(result.text == "137 unverifiable, 138 silent; 138: no answer: a firewall on the path drops it; " +
                             in_words(*dropped.path_end));
}

TEST_CASE("one port that was not checked leaves its span unchecked, and splits none") {
    const flow f = a_flow(protocol::tcp, {{80, 82}});
    auto host = open(), unchecked = open();
    host.who_answered = who_answered::host;
    unchecked.who_answered = who_answered::unchecked;
    const auto result = assess(a_check(f), {at("10.0.0.5", {{80, host}, {81, unchecked}, {82, host}})}, no_site, "");
    REQUIRE(result.addresses[0].spans.size() == 1);
    CHECK(result.addresses[0].spans[0].seen.who_answered == who_answered::unchecked);
}

TEST_CASE("a refusal of which nobody knows who gave it is not called the target's") {
    auto unchecked = refused();
    unchecked.who_answered = who_answered::unchecked;
    struct row {
        bool installed;
        listens l;
        std::string text, advice;
    };
    const std::string refused_by =
        "refused in the target's name, by whom was not checked; if by the target itself, the "
        "path is open";
    const row rows[] = {
        {false, listens::service, refused_by + " and nothing listens there yet", ""},
        {false, listens::on_demand, refused_by + " and nothing listens there yet", ""},
        {true, listens::on_demand, refused_by + "; listeners exist only while a job runs", ""},
        {true, listens::service, refused_by + ", but nothing listens there",
         "On repo01, start the service that listens on TCP 6162, or correct the port in the site file. If it does "
         "listen "
         "there, allow TCP 6162 from 10.0.7.3 to repo01 (10.0.0.5) in the firewalls on the path: one of them refuses "
         "it "
         "in the target's name."},
    };
    for (const auto& r : rows) {
        const flow f = a_flow(protocol::tcp, {{6162, 6162}}, r.l);
        const auto unsure = assess(a_check(f, r.installed), {at("10.0.0.5", {{6162, unchecked}})}, no_site, "");
        const auto sure = assess(a_check(f, r.installed), {at("10.0.0.5", {{6162, refused()}})}, no_site, "");
        CHECK(unsure.text == r.text);
        CHECK(unsure.advice == r.advice);
        CHECK(sure.text.find("in the target's name") == std::string::npos);
        CHECK(unsure.kind == finding_kind::path_open);
        CHECK(unsure.outcome == sure.outcome);
        if (sure.blocker) CHECK((unsure.blocker == blocker{}));
        CHECK(unsure.blocker.has_value() == sure.blocker.has_value());
    }
    const flow range = a_flow(protocol::tcp, {{2500, 2501}});
    const auto both = assess(a_check(range), {at("10.0.0.5", {{2500, refused()}, {2501, unchecked}})}, no_site, "");
    CHECK(both.text == "refused in the target's name, by whom was not checked for each port; if by the target itself, "
                       "the path is open, but nothing listens there");
}

TEST_CASE("which findings stand on an answer that nobody checked") {
    const auto not_checked = [](observation o) {
        o.who_answered = who_answered::unchecked;
        return o;
    };
    auto identified = not_checked(open());
    identified.evidence = evidence::identified;
    auto proven = identified;
    proven.evidence = evidence::proven;
    auto stranger = not_checked(open());
    stranger.other_protocol = true;
    auto mute = not_checked(open());
    mute.mute = true;
    struct row {
        fairway::select select;
        std::vector<seen_port> seen;
        bool unchecked;
    };
    using enum fairway::select;
    const row rows[] = {
        {all, {{80, open()}, {81, refused()}}, false},
        {all, {{80, not_checked(open())}}, true},
        {all, {{80, not_checked(refused())}}, true},
        {all, {{80, not_checked(saw(reason::reset, state::open))}}, true},
        {all, {{80, mute}}, true},
        {all, {{80, identified}}, false},
        {all, {{80, proven}}, false},
        {all, {{80, stranger}}, false},
        // All must work: each answer counts, but not beside one that fails.
        {all, {{80, open()}, {81, mute}}, true},
        {all, {{80, not_checked(open())}, {81, silence()}}, false},
        // One is enough.
        {any, {{80, not_checked(open())}, {81, silence()}}, true},
        {any, {{80, not_checked(open())}, {81, identified}}, false},
    };
    for (const auto& r : rows) {
        const flow f = a_flow(protocol::tcp, {{80, 81}}, listens::service, r.select);
        auto found = assess(a_check(f), {at("10.0.0.5", r.seen)}, no_site, "");
        CAPTURE(found.text);
        CHECK(is_unchecked(found) == r.unchecked);
        found.accepted = acceptance{};
        CHECK_FALSE(is_unchecked(found));
    }
    // Of several addresses each counts but those that nobody could reach from here.
    const flow f = a_flow();
    const auto two = [&](observation first, observation second) {
        auto there = at("fd00::5", {{6162, std::move(second)}});
        if (there.ports[0].seen.reason == reason::no_route) there.source.clear();
        return is_unchecked(assess(a_check(f), {at("10.0.0.5", {{6162, std::move(first)}}), there}, no_site, ""));
    };
    CHECK(two(open(), not_checked(open())));
    CHECK(two(not_checked(open()), no_route()));
    CHECK_FALSE(two(open(), no_route()));
}

TEST_CASE("where each finding stops") {
    const flow service = a_flow();
    const auto unreachable = [](reason r, std::string by) { return saw(r, state::filtered, evidence::none, by); };
    auto no_neighbor = unreachable(reason::host_unreach, "");
    no_neighbor.icmp = icmp_error{3, 1, false};
    auto by_something = refused();
    by_something.on_way = on_way{on_way_kind::something, "", 2};
    auto by_proxy = open();
    by_proxy.on_way = on_way{on_way_kind::accepts_everything, "", 0};
    auto stranger = open();
    stranger.other_protocol = true;
    auto unseen = refused();
    unseen.responder = responder_view::unseen;
    struct row {
        observation seen;
        std::optional<blocker> where;
    };
    using k = blocker_kind;
    const row rows[] = {
        {open(), {}},
        {refused(), blocker{k::nothing_listening, "10.0.0.5", 0}},
        {stranger, blocker{k::service, "10.0.0.5", 0}},
        {saw(reason::hang_up, state::open), blocker{k::service, "10.0.0.5", 0}},
        {by_proxy, blocker{k::intermediary, "", 0}},
        {by_something, blocker{k::intermediary, "", 2}},
        {unseen, blocker{k::unknown, "", 0}},
        {rejected("10.1.0.1"), blocker{k::router, "10.1.0.1", 0}},
        {rejected("10.0.0.5"), blocker{k::host_firewall, "10.0.0.5", 0}},
        {rejected("10.0.7.3"), blocker{k::this_host, "10.0.7.3", 0}},
        {saw(reason::perm_denied, state::filtered, evidence::none, ""), blocker{k::this_host, "10.0.7.3", 0}},
        {silence(), blocker{k::unknown, "", 0}},
        {unreachable(reason::no_route, ""), blocker{k::no_route, "10.0.7.3", 0}},
        {unreachable(reason::net_unreach, "10.1.0.1"), blocker{k::no_route, "10.1.0.1", 0}},
        {unreachable(reason::time_exceeded, "10.1.0.1"), blocker{k::no_route, "10.1.0.1", 0}},
        {no_neighbor, blocker{k::no_host, "10.0.0.5", 0}},
        {unreachable(reason::host_unreach, ""), blocker{}}, // a system that does not say who said so
        {unreachable(reason::host_unreach, "10.1.0.1"), blocker{k::no_host, "10.0.0.5", 0}},
        {unreachable(reason::host_unreach, "10.0.0.5"), blocker{}}, // somebody is there
        {unreachable(reason::net_unreach, "10.0.0.5"), blocker{}},
        {saw(reason::local_limit, state::unknown), blocker{k::this_host, "10.0.7.3", 0}},
        {saw(reason::no_source, state::unknown, evidence::none, ""), blocker{k::this_host, "10.0.7.3", 0}},
        {saw(reason::not_run, state::unknown), {}},
    };
    for (const auto& r : rows) {
        const auto found = assess(a_check(service), {at("10.0.0.5", {{6162, r.seen}})}, no_site, "2026-11-23");
        CAPTURE(found.text);
        CHECK((found.blocker == r.where));
        CHECK(found.blocker.has_value() == (found.outcome != outcome::pass && r.seen.reason != reason::not_run));
    }
    const auto nameless = assess(a_check(service), {{"repo01", "", "", false, {}, "", {}}}, no_site, "2026-11-23");
    CHECK((nameless.blocker == blocker{blocker_kind::name, "", 0}));
}

TEST_CASE("where only some of a target's addresses fail, the advice names them") {
    struct row {
        std::vector<seen_address> seen;
        std::string advice; ///< its beginning
    };
    const auto hung_up = saw(reason::hang_up, state::open, evidence::connected);
    auto stranger = open();
    stranger.other_protocol = true;
    auto unchecked = refused();
    unchecked.who_answered = who_answered::unchecked;
    const std::string v6 = "2001:db8::5", v4 = "10.0.0.5";
    const auto v4_works = at(v4, {{6162, open()}});
    auto no_ipv6 = at(v6, {{6162, no_route()}}); // a note, not a verdict
    no_ipv6.source.clear();
    for (const auto& [seen, advice] : std::vector<row>{
             {{v4_works, at(v6, {{6162, refused()}})},
              "The network is fine. On repo01, have the service listen on TCP 6162 on its address 2001:db8::5, too, or "
              "remove that address from DNS and the site file."},
             {{v4_works, at(v6, {{6162, refused()}}), at("10.0.0.6", {{6162, refused()}})},
              "The network is fine. On repo01, have the service listen on TCP 6162 on its addresses 2001:db8::5 and "
              "10.0.0.6, too, or remove those addresses from DNS and the site file."},
             {{at(v4, {{6162, silence()}}), at(v6, {{6162, hung_up}})},
              "Check that repo01 is up and that its service runs; then allow TCP 6162 from 10.0.7.3 to repo01 "
              "(10.0.0.5)"},
             {{at(v6, {{6162, refused()}}), at(v4, {{6162, hung_up}})},
              "The network is fine. On repo01, start the service that listens on TCP 6162 on its address 2001:db8::5, "
              "or correct the port in the site file."},
             {{v4_works, at(v6, {{6162, unchecked}})},
              "On repo01, start the service that listens on TCP 6162 on its address 2001:db8::5, or correct"},
             {{v4_works, at(v6, {{6162, hung_up}})},
              "The network is fine up to whatever accepts the connection. Check the log of the service on repo01 "
              "(2001:db8::5):"},
             {{v4_works, at(v6, {{6162, stranger}})}, "Find out what uses TCP 6162 on repo01 (2001:db8::5), and"},
             {{v4_works, at(v6, {{6162, saw(reason::host_unreach, state::filtered, evidence::none, "")}})},
              "Check that repo01 (2001:db8::5) is up, that"},
             // All alike, or one that does not count: as for one address.
             {{at(v4, {{6162, refused()}}), at(v6, {{6162, refused()}})},
              "The network is fine. On repo01, start the service that listens on TCP 6162, or"},
             {{at(v4, {{6162, refused()}}), no_ipv6},
              "The network is fine. On repo01, start the service that listens on TCP 6162, or"},
         }) {
        const auto& this_advice = advice;
        CAPTURE(this_advice);
        const auto found = assess(a_check(a_flow()), seen, no_site, "");
        CHECK_MESSAGE(found.advice.starts_with(advice), found.advice);
    }
}

TEST_CASE("a host that calls itself unreachable is there") {
    for (const auto& [why, code] : {std::pair(reason::host_unreach, 1), std::pair(reason::net_unreach, 0)}) {
        auto own = saw(why, state::filtered, evidence::refused);
        own.icmp = icmp_error{3, static_cast<std::uint8_t>(code), false};
        auto routers = own;
        routers.answered_by = "10.1.0.1";
        const auto found = assess(a_check(a_flow()), {at("10.0.0.5", {{6162, own}})}, no_site, "");
        CHECK(found.kind == finding_kind::unreachable);
        CHECK(found.text == "the target's own address reports " + to_string(*own.icmp) +
                                ": its firewall rejects with this error, or it passes packets on to a machine that "
                                "does not answer");
        CHECK(found.advice == "On repo01, look for a firewall rule that rejects TCP 6162 with this ICMP error, and for "
                              "a redirect (DNAT, a container) to a machine that does not answer.");
        const auto other = assess(a_check(a_flow()), {at("10.0.0.5", {{6162, routers}})}, no_site, "");
        CHECK(other.text == "unreachable, reported by 10.1.0.1: " + to_string(*own.icmp));
        CHECK(other.advice == "Check that repo01 is up, that its address is right, and the routes on the path.");
    }
}

TEST_CASE("silence that the loss of packets explains is unknown, never a drop") {
    struct row {
        const char* title;
        double loss;
        std::uint8_t tries;
        bool ends_on_path;
        outcome expected;
    };
    const row rows[] = {
        {"no loss", 0, 3, false, outcome::fail},
        {"a little", .09, 3, false, outcome::fail},
        {"one in ten, asked three times", .1, 3, false, outcome::unknown},
        {"one in ten, asked six times", .1, 6, false, outcome::fail},
        {"one in three, asked ten times", .36, 10, false, outcome::unknown},
        {"one in three, asked twelve times", .36, 12, false, outcome::fail},
        {"known where they end", .36, 3, true, outcome::fail},
    };
    const flow f = a_flow();
    for (const auto& r : rows) {
        CAPTURE(r.title);
        auto lost = silence();
        lost.tries = r.tries;
        if (r.ends_on_path) lost.path_end = path_end{"10.1.0.1", 1, 3, dropped_at::here_or_after, drop_way::forward};
        auto host = at("10.0.0.5", {{6162, lost}}, true);
        host.loss = r.loss;
        const auto found = assess(a_check(f), {host}, no_site, "2026-11-23");
        CHECK(found.kind == finding_kind::silent);
        CHECK(to_string(found.outcome) == to_string(r.expected));
        CHECK(found.addresses[0].loss == r.loss);
        const bool lost_explains = r.expected == outcome::unknown;
        CHECK(found.addresses[0].spans[0].drop_shown == !lost_explains);
        CHECK((found.text == "no answer: so many packets get lost on this line that this shows nothing") ==
              lost_explains);
        if (!lost_explains) continue;
        CHECK(found.advice == "Find out why packets to repo01 get lost, then check again.");
        CHECK((found.blocker == blocker{}));
    }
}

TEST_CASE("on a lossy line a service without an answer is not known to be stalled") {
    const flow f = a_flow();
    auto mute = open();
    mute.mute = true;
    for (const auto& [measured, expected] :
         {std::pair(0., outcome::fail), {.1, outcome::fail}, {.36, outcome::unknown}}) { // TCP repeats the question
        const double loss = measured;
        CAPTURE(loss);
        auto host = at("10.0.0.5", {{6162, mute}});
        host.loss = loss;
        const auto found = assess(a_check(f), {host}, no_site, "2026-11-23");
        CHECK(found.kind == finding_kind::stalled);
        CHECK(to_string(found.outcome) == to_string(expected));
    }
}

TEST_CASE("that a responder saw nothing is no proof on a lossy line") {
    auto lost = silence();
    lost.tries = 3;
    lost.responder = responder_view::unseen;
    const flow f = a_flow();
    for (const double loss : {0., .36}) {
        auto host = at("10.0.0.5", {{6162, lost}});
        host.loss = loss;
        CHECK(assess(a_check(f), {host}, no_site, "2026-11-23").outcome ==
              (loss > 0 ? outcome::unknown : outcome::fail));
    }
}

TEST_CASE("what was silent after the network had shut this host out was not probed") {
    const auto found =
        assess(a_check(a_flow()), {at("10.0.0.5", {{6162, saw(reason::shut_out, state::unknown, evidence::none, "")}})},
               no_site, "2026-11-23");
    CHECK(found.kind == finding_kind::not_run);
    CHECK(found.outcome == outcome::unknown);
    CHECK(found.text == "not probed: during the check it stopped answering this host, as where an intrusion "
                        "prevention shuts it out");
    CHECK(found.advice == "Have the intrusion prevention on the path or on repo01 except this host, or check again "
                          "later and more slowly, e.g. with --rate 100.");
    CHECK_FALSE(found.blocker);
}

TEST_CASE("a service that should be there may hang as well as be blocked") {
    const auto text = [](const flow& f, bool installed, bool refuses) {
        return assess(a_check(f, installed), {at("10.0.0.5", {{6162, silence()}}, refuses)}, no_site, "2026-11-23")
            .text;
    };
    const flow service = a_flow(), on_demand = a_flow(protocol::tcp, {{6162, 6162}}, listens::on_demand);
    const std::string hangs = "its service hangs and takes no more connections";
    CHECK(text(service, true, true).find(hangs) != std::string::npos);
    CHECK(text(service, true, false).find(hangs) != std::string::npos);
    CHECK(text(service, false, true).find(hangs) == std::string::npos);
    CHECK(text(on_demand, true, true).find(hangs) == std::string::npos);
}
