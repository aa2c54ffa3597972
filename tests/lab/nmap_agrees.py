#!/usr/bin/python3
"""nmap over the same ports, as a referee: if it disagrees with the installed rule, this file says why."""
import subprocess
import sys
import xml.etree.ElementTree as ElementTree

from lab import case, needs
from lab.outcome import Results, differs
from lab.topology import Lab

# (protocol, reason that is true, state that nmap gives) -> why it differs
EXPECTED = {
    ("tcp", "port-unreach", "closed"):
        "nmap -sT knows only connect()'s error: an ICMP port-unreachable is ECONNREFUSED, the same as a RST",
}
# The same, but seen once in thousands of ports, mostly on a busy machine.
NOW_AND_THEN = {
    ("tcp", reason, "open"):
        "nmap -sT takes a socket for connected that an ICMP error wakes before the error can be read"
    for reason in ("admin-prohibited", "host-unreach", "net-unreach", "port-unreach")
}


def scan(lab, kind, family, wanted):
    """wanted: address -> ports. One nmap per address, all at once; returns (address, port) -> (state, reason)."""
    running = []
    for address, ports in wanted.items():
        command = ["nmap", kind, "-Pn", "-n", "--reason", "-T4", "--max-retries", "2", "-oX", "-",
                   *(["-6"] if family == 6 else []), "-p", ",".join(ports), address]
        # -sU needs raw sockets; -sT is what an unprivileged user gets.
        running.append((address, lab["agent"].start(command, nobody=kind == "-sT", stdout=subprocess.PIPE)))
    seen = {}
    for address, process in running:
        document = ElementTree.fromstring(process.communicate(timeout=300)[0])
        lab["agent"].stop(process)
        for port in document.iter("port"):
            state = port.find("state")
            seen[address, int(port.get("portid"))] = state.get("state"), state.get("reason")
        for folded in document.iter("extraports"):  # many ports of one state are listed together
            for why in folded.iter("extrareasons"):
                for ports in why.get("ports").split(","):
                    for n in numbers(ports):
                        seen[address, n] = folded.get("state"), why.get("reason")
    return seen


def numbers(ports):
    first, _, last = ports.partition("-")
    return range(int(first), int(last or first) + 1)


def main():
    needs.root_or_skip()
    if not needs.commands("nmap"):
        return needs.SKIPPED
    results = Results()
    known = {}
    with Lab(wire="delayed", icmp_limits=False, delay_us=1000) as lab:
        case.install(lab, case.CASES, needs.tool("lab", "lab_peers"))
        for protocol, kind in (("tcp", "-sT"), ("udp", "-sU")):
            cases = [c for c in case.CASES if c.protocol == protocol]
            for family in (4, 6):
                wanted = {}
                for c in cases:
                    wanted.setdefault(case.address(lab, c, family), []).append(c.ports)
                seen = scan(lab, kind, family, wanted)
                for c in cases:
                    address = case.address(lab, c, family)
                    for ports, truth in c.spans:
                        states = {seen[address, n] for n in numbers(ports)}
                        found = []
                        for state, reason in sorted(states):
                            why = (EXPECTED | NOW_AND_THEN).get((protocol, truth.reason_in(family), state))
                            if state != truth.state and why:
                                known.setdefault(why, []).append(f"IPv{family} {protocol} {ports} {c.title}: nmap {state} "
                                                                 f"({reason}), true {truth.state} ({truth.reason_in(family)})")
                            elif state != truth.state:
                                found.append(f"nmap says {state} ({reason}), true is {truth.state} ({truth.reason_in(family)})")
                        results.check(f"nmap {kind} IPv{family} {ports} {c.title}", found)
    print("\nExpected differences:")
    for why, cases in known.items():
        print(f"  {why}")
        for line in cases:
            print(f"    {line}")
    for (protocol, reason, state), why in EXPECTED.items():
        results.check(f"expected difference still there: {protocol} {reason} as {state}",
                      [differs("seen", why in known, True)])
    return results.finish()


if __name__ == "__main__":
    sys.exit(main())
