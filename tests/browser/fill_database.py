#!/usr/bin/python3
"""Fills the database of a collector that is not running: HOSTS probers with 60 flow states each, as reports would.

  fill_database.py DATA-DIR HOSTS REPORT

REPORT: a report of `fairway check`; one of its findings is the detail that every state carries. The flows are the shipped
matrix's first 60, every tenth host has a failing one, every hundredth is stale. Prints what it made.
"""
import json
import os
import pathlib
import sqlite3
import subprocess
import sys
import time

FLOWS = 60
SITES = 20


def outcome_of(host, flow):
    if flow == host % FLOWS and host % 10 == 0:
        return "blocked", "fail"
    if flow == (host * 7) % FLOWS and host % 25 == 0:
        return "unverifiable", "unknown"
    return "confirmed", "pass"


def main():
    data, hosts, report = sys.argv[1], int(sys.argv[2]), json.loads(pathlib.Path(sys.argv[3]).read_text())
    details = [json.dumps(finding, separators=(",", ":")) for finding in report["findings"]]
    detail = sorted(details, key=len)[len(details) // 2]
    matrix = json.loads(subprocess.run([os.environ["FAIRWAY"], "matrix", "export", "--format", "json"], check=True,
                                       capture_output=True, text=True).stdout)
    flows = [flow for flow in matrix["flows"] if flow["ports"]][:FLOWS]
    assert len(flows) == FLOWS
    now = int(time.time() * 1000)
    totals = {}
    db = sqlite3.connect(pathlib.Path(data, "fairway.db"))
    db.executescript("PRAGMA synchronous = OFF; PRAGMA cache_size = -200000;")
    probers, reports, targets, states = [], [], [], []
    for host in range(hosts):
        prober, name, site = f"{host:032x}", f"host{host:05}.example.net", f"Site {host % SITES + 1:02}"
        counts = dict.fromkeys(("pass", "warn", "unknown", "fail", "skip"), 0)
        stale = host % 100 == 99
        seen = now - (3_600_000 if stale else 1000)
        for n, flow in enumerate(flows):
            finding, outcome = outcome_of(host, n)
            counts[outcome] += 1
            shown = "stale" if stale else outcome
            totals[shown] = totals.get(shown, 0) + 1
            states.append(("default", prober, "vbr01.example.net", flow["id"], flow["from"], flow["to"], flow["protocol"],
                           ",".join(flow["ports"]), finding, outcome, outcome, 1, 1, now - 86_400_000, seen, "e" * 64,
                           f"it is {finding}", "", detail))
        probers.append(("default", prober, f"{host:064x}", site, name, "0.1.0", now - 86_400_000, *counts.values()))
        reports.append(("default", prober, 1, 1, "r", "d", seen, seen, "0.1.0", "operation", "veeam-agents@2026-04-16",
                        '["agent-linux"]', 300, 0, 0, 0, 1))
        targets.append(("default", prober, "vbr01.example.net", 1))
        if len(states) > 50_000 or host == hosts - 1:
            db.executemany("INSERT INTO prober (tenant, id, install_id, site, host, version, enrolled_at, pass, warn,"
                           f" unknown, fail, skip) VALUES ({','.join('?' * 12)})", probers)
            db.executemany("INSERT INTO prober_report (tenant, prober, part, parts, run_id, digest, received_at,"
                           " observed_at, version, phase, matrix, roles, interval_s, skew_s, spool, dropped, complete)"
                           f" VALUES ({','.join('?' * 17)})", reports)
            db.executemany("INSERT INTO prober_target (tenant, prober, target, part) VALUES (?,?,?,?)", targets)
            db.executemany("INSERT INTO flow_state (tenant, prober, target, flow, from_role, to_role, protocol, ports,"
                           " finding, outcome, counts_as, required, installed, since, seen_at, essence, text, advice,"
                           f" detail) VALUES ({','.join('?' * 19)})", states)
            db.commit()
            for rows in (probers, reports, targets, states):
                rows.clear()
    db.close()
    print(json.dumps({"hosts": hosts, "flows": FLOWS, "sites": SITES, "detail_bytes": len(detail), "counts": totals,
                      "example": {"prober": f"{7:032x}", "host": "host00007.example.net", "flow": flows[10]["id"]}}))


if __name__ == "__main__":
    main()
