"""Reports as a prober makes them, and what a collector must make of a series of them."""

OUTCOME = {"connected": "pass", "path-open": "fail", "blocked": "fail", "silent": "fail", "unverifiable": "unknown"}


def finding(flow, target, word):
    outcome = OUTCOME[word]
    protocol, ports = flow.split(":")[2:4]
    return {"flow": flow, "from": "agent-linux", "to": "backup-server", "target": target,
            "state_of_target": "installed", "protocol": protocol, "ports": ports, "select": "all",
            "listens": "service", "required": True, "finding": word, "outcome": outcome, "text": f"it is {word}",
            "advice": None, "blocker": None, "question": None, "accepted": None, "purpose": "a test", "rows": [1],
            "coverage": {"probed": 1, "of": 1},
            "addresses": [{"name": target, "address": "127.0.0.1", "source": "127.0.0.1", "finding": word,
                           "outcome": outcome, "hops": None, "path_end": None,
                           "spans": [{"ports": ports, "finding": word, "outcome": outcome, "state": "open",
                                      "reason": "syn-ack", "evidence": "connected", "answered_by": None,
                                      "who_answered": "not-applicable", "on_way": None, "icmp": None, "identity": None, "tls": None,
                                      "rtt_us": 400}]}]}


def report(run_id, host, state):
    """`state`: {(flow, target): finding}"""
    counts = {word: 0 for word in ("pass", "warn", "unknown", "fail", "skip")}
    for word in state.values():
        counts[OUTCOME[word]] += 1
    return {"schema": "fairway-report/1", "run_id": run_id, "part": 1, "parts": 1, "fairway": "0.1.0", "host": host,
            "roles": ["agent-linux"], "stand_in_for": None, "phase": "operation", "complete": True,
            "matrix": {"id": "veeam-agents", "version": "13.0.1.1071"}, "started_at": "2026-11-25T02:29:13Z",
            "duration_ms": 100, "interval_s": 300, "summary": counts,
            "findings": [finding(flow, target, word) for (flow, target), word in sorted(state.items())],
            "coverage": {"probed": len(state), "of": len(state)}, "not_probed": [], "notes": [],
            "targets": sorted({target for _, target in state})}


class Model:
    """What is true of one prober after a series of its reports: every one counts once, in order."""

    def __init__(self):
        self.state, self.transitions = None, []

    def take(self, state):
        if self.state is not None:
            for key in sorted(self.state.keys() | state.keys()):
                before, after = self.state.get(key, "new"), state.get(key, "gone")
                if before != after:
                    self.transitions.append((*key, before, after))
        self.state = dict(state)
