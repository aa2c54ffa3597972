#!/usr/bin/python3
"""Fairway's verdicts against installed rules: every firewall kind, both families, two wires, ICMP limits on and off."""
import contextlib
import sys

from lab import case, check, needs
from lab.outcome import Results, differs
from lab.topology import Lab


def problems(lab, c, family, finding):
    if finding is None:
        return ["the report has no such finding"]
    said = finding["finding"], finding["outcome"]
    # Where routers may complain of so little, a drop need not be shown: then nothing is claimed.
    not_shown = lab.icmp_limits and c.protocol == "udp" and c.finding == "silent"
    found = [differs("finding and outcome", said, (c.finding, c.outcome))
             if not not_shown or said != ("unverifiable", "unknown") else None]
    spans = finding["addresses"][0]["spans"] if finding["addresses"] else []
    found.append(differs("spans", [s["ports"] for s in spans], [ports for ports, _ in c.spans]))
    for span, (ports, truth) in zip(spans, c.spans):
        by = truth.by and (case.address(lab, c, family) if truth.by == "target" else lab.address(truth.by, family))
        icmp = truth.icmp and truth.icmp[family]
        said = span["icmp"] and (span["icmp"]["type"], span["icmp"]["code"])
        found += [differs(f"{ports} state", span["state"], truth.state),
                  differs(f"{ports} reason", span["reason"], truth.reason_in(family)),
                  differs(f"{ports} answered_by", span["answered_by"], by),
                  differs(f"{ports} icmp", said, icmp)]
    return found


def run_topology(checker, results, groups, **options):
    """A lab for each group of cases, all at once: a lab costs a tenth of a second, a silence costs 3.5."""
    with contextlib.ExitStack() as stack:
        running = []
        for group in groups:
            cases = case.GROUPS[group]
            lab = stack.enter_context(Lab(**options))
            case.install(lab, cases, needs.tool("lab", "lab_peers"))
            matrix = checker.file(f"matrix-{group}.json", check.matrix(group, cases))
            site = checker.file(f"site-{group}.json", check.site(lab, cases))
            process = checker.start(lab, "--matrix", matrix, "--site", site, "--host", "agent")
            running.append((group, cases, lab, process))
        for group, cases, lab, process in running:
            report, status, errors = checker.finish(lab, process)
            findings = {(f["flow"], f["target"]): f for f in report["findings"]}
            for c in cases:
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
                run_topology(checker, results, case.GROUPS, wire=wire, icmp_limits=limits)
        # Packets get lost and come twice: no port of a range may change its verdict by that.
        run_topology(checker, results, ["ranges"], wire="delayed", loss=2, duplicate=2)
    return results.finish()


if __name__ == "__main__":
    sys.exit(main())
