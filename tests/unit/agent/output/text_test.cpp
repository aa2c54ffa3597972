#include "agent/output/format.hpp"

#include "tests/golden.hpp"
#include "tests/unit/agent/sample_report.hpp"

#include <doctest/doctest.h>

using namespace fairway;

TEST_CASE("the sample report as text, to the letter") {
    check_golden("report/report.txt", render_text(test::sample_report(), {}));
}

TEST_CASE("the sample report on a narrow terminal with colors") {
    check_golden("report/report-60-color.txt", render_text(test::sample_report(), {true, 60}));
}

TEST_CASE("an interrupted run says so near its top") {
    report r = test::sample_report();
    r.complete = false;
    const auto text = render_text(r, {});
    CHECK(text.find("INCOMPLETE") < text.find("vbr01"));
    CHECK(text.rfind("Phase: onboarding", 0) == 0);
}

TEST_CASE("bytes that are no text do not reach a terminal") {
    report r = test::sample_report();
    r.findings[0].requirement.target = "evil\033[2Jname\xff";
    CHECK(render_text(r, {}).find('\033') == std::string::npos);
}

TEST_CASE("an expired certificate of a host of one's own stands in the text, though its name and chain do not count") {
    flow ldaps;
    ldaps.id = "backup-server:active-directory:tcp:636";
    ldaps.protocol = protocol::tcp;
    ldaps.ports = {{636, 636}};
    ldaps.listens = listens::service;
    ldaps.identify = "ldaps";
    requirement asked;
    asked.flow = ldaps;
    asked.target = "dc01";
    asked.ports = asked.probed = ldaps.ports;
    asked.installed = true;
    asked.required = true;
    tls_facts t;
    t.version = "TLSv1.3";
    t.not_after = "2026-02-01T00:00:00Z";
    t.chain_problem = "self-signed; expired since 2026-02-01T00:00:00Z";
    t.faults.untrusted = true;
    output_style wide;
    wide.width = 1000;
    for (const bool expired : {false, true}) {
        CAPTURE(expired);
        t.faults.expired = expired;
        observation seen;
        seen.state = state::open;
        seen.reason = reason::syn_ack;
        seen.evidence = evidence::identified;
        seen.identity = "LDAP, version 3";
        seen.tls = std::make_shared<const tls_facts>(t);
        report r = test::sample_report();
        r.findings = {
            assess(asked, {{"dc01", "10.0.0.30", "10.0.7.3", false, {{636, seen}}, ""}}, site{}, "2026-11-23")};
        const auto text = render_text(r, wide);
        CAPTURE(text);
        CHECK((text.find("warn     TCP 636     confirmed") != std::string::npos) == expired);
        CHECK((text.find("; but its certificate is expired (valid until 2026-02-01T00:00:00Z)\n") !=
               std::string::npos) == expired);
        CHECK((text.find("tls:  TLSv1.3") != std::string::npos) == expired);
        CHECK((text.find("Have the service on dc01 renew the certificate.") != std::string::npos) == expired);
    }
}
