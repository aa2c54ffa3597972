// Reports of made-up hosts with any roles, as probers would send them: every flow of the shipped matrices that begins at
// these roles, to one target for each. For what needs more hosts than a test machine can probe.
import crypto from "node:crypto";

// The roles that a host with these has, those above them included.
function heldBy(matrix, roles) {
  const above = new Map(matrix.roles.map((role) => [role.id, role.is ?? []]));
  const held = new Set();
  const hold = (id) => {
    if (held.has(id)) return;
    held.add(id);
    for (const one of above.get(id) ?? []) hold(one);
  };
  roles.forEach(hold);
  return held;
}

export function flowsFrom(matrix, roles) {
  const held = heldBy(matrix, roles);
  return matrix.flows.filter(({ from, ports }) => held.has(from) && ports.length > 0);
}

const looks = {
  pass: { finding: "confirmed", text: "the expected protocol answers", state: "open", reason: "syn-ack", evidence: "identified", answers: true },
  warn: { finding: "intermediary", text: "something on the path answers", state: "open", reason: "syn-ack", evidence: "connected", answers: true },
  unknown: { finding: "silent", text: "no answer", state: "filtered", reason: "no-response", evidence: "silent", answers: false },
  fail: { finding: "blocked", text: "rejected by 10.0.0.1", state: "filtered", reason: "admin-prohibited", evidence: "silent", answers: false },
};

function findingOf(flow, target, outcome, sources) {
  const look = looks[outcome];
  const ports = flow.ports.join(",");
  return {
    flow: flow.id, from: flow.from, to: flow.to, target, state_of_target: "installed", protocol: flow.protocol, ports,
    select: flow.select, listens: flow.listens, required: true, proxy: null, finding: look.finding, outcome, text: look.text,
    advice: outcome === "pass" ? null : `Allow it to ${target}.`, blocker: null, question: null, questions: [], accepted: null,
    purpose: flow.purpose, rows: sources[0].rows, sources, coverage: { probed: 1, of: 1 },
    addresses: [{ name: target, address: "10.0.0.5", source: "10.0.0.9", finding: look.finding, outcome, hops: 2, loss_percent: null, path_end: null,
      spans: [{ ports, finding: look.finding, outcome, state: look.state, reason: look.reason, evidence: look.evidence,
        answered_by: look.answers ? "10.0.0.5" : null, who_answered: look.answers ? "host" : "not-applicable", on_way: null, icmp: null,
        identity: null, tls: null, proxy: null, rtt_us: null }] }],
  };
}

// `outcomes`: flow ids to what they count as, where that is not "pass". `pages`: the revisions that the host is checked
// against, by the matrix's id, where these are not the newest ones.
export function reportOf(matrix, host, roles, { outcomes = {}, pages = {}, targets = (flow) => [`${flow.to}01`], only = () => true } = {}) {
  const revision = (name) => (name.split("@")[0] in pages ? `${name.split("@")[0]}@${pages[name.split("@")[0]]}` : name);
  const findings = flowsFrom(matrix, roles).filter(only).flatMap((flow) => {
    const sources = flow.sources.map(({ matrix: name, rows }) => ({ matrix: revision(name), rows }));
    return targets(flow).map((target) => findingOf(flow, target, outcomes[flow.id] ?? "pass", sources));
  });
  const matrices = matrix.matrices.map(({ id, version, source }) => ({ id, version: pages[id] ?? version, source: source.url }));
  const summary = { pass: 0, warn: 0, unknown: 0, fail: 0, skip: 0, unchecked: 0 };
  for (const { outcome } of findings) summary[outcome] += 1;
  return {
    schema: "fairway-report/1", run_id: crypto.randomBytes(16).toString("hex"), part: 1, parts: 1, fairway: "0.1.0", host, roles,
    stand_in_for: null, phase: "operation", complete: true, matrix: matrices[0], matrices, started_at: new Date().toISOString().replace(/\.\d+Z/, "Z"),
    duration_ms: 1000, interval_s: 300, summary, coverage: { probed: findings.length, of: findings.length },
    findings, not_probed: [], notes: [], targets: [...new Set(findings.map(({ target }) => target))],
  };
}
