#!/usr/bin/python3
"""Fairway's verdicts against installed rules: every firewall kind, both families, two wires, ICMP limits on and off."""
import sys

from lab import case, check, needs
from lab.outcome import Results, differs
from lab.topology import Lab


def problems(lab, c, family, finding):
    if finding is None:
        return ["the report has no such finding"]
    found = [differs("finding", finding["finding"], c.finding), differs("outcome", finding["outcome"], c.outcome)]
    spans = finding["addresses"][0]["spans"] if finding["addresses"] else []
    found.append(differs("spans", [s["ports"] for s in spans], [ports for ports, _ in c.spans]))
    for span, (ports, truth) in zip(spans, c.spans):
        by = truth.by and (case.address(lab, c, family) if truth.by == "target" else lab.address(truth.by, family))
        icmp = truth.icmp and truth.icmp[family]
        said = span["icmp"] and (span["icmp"]["type"], span["icmp"]["code"])
        found += [differs(f"{ports} state", span["state"], truth.state),
                  differs(f"{ports} reason", span["reason"], truth.reason),
                  differs(f"{ports} answered_by", span["answered_by"], by),
                  differs(f"{ports} icmp", said, icmp)]
    return found


def run_group(lab, checker, group, results):
    matrix = checker.file(f"matrix-{group}.json", check.matrix(group))
    site = checker.file(f"site-{group}.json", check.site(lab, group))
    report, status, errors = checker.check(lab, "--matrix", matrix, "--site", site, "--host", "agent")
    findings = {(f["flow"], f["target"]): f for f in report["findings"]}
    for c in case.CASES:
        if c.group == group:
            for family in (4, 6):
                results.check(f"{lab}: IPv{family} {c.protocol} {c.ports} {c.title}",
                              problems(lab, c, family, findings.get((c.flow, check.target(c, family)))))
    results.check(f"{lab}: {group}: exit code", [differs("exit code", status, 1), errors.strip()])


def main():
    needs.root_or_skip()
    results = Results()
    with check.Checker() as checker:
        for wire in ("delayed", "plain"):
            for limits in (False, True):
                with Lab(wire=wire, icmp_limits=limits) as lab:
                    case.install(lab, needs.tool("lab", "lab_peers"))
                    for group in case.GROUPS:
                        run_group(lab, checker, group, results)
    return results.finish()


if __name__ == "__main__":
    sys.exit(main())
