// What the API sends, as collector/api/openapi.json describes it.

export const outcomes = ["fail", "unknown", "warn", "stale", "pass", "skip"] as const; // worst first
export type Outcome = (typeof outcomes)[number];
export const countOrder = ["pass", "warn", "unknown", "fail", "skip", "stale"] as const; // as in the cells of an overview
export type Counts = Record<Exclude<Outcome, "stale">, number>;
export type CountsWithStale = Record<Outcome, number>;

export const findings = [
    "proven",
    "confirmed",
    "connected",
    "path-open",
    "stalled",
    "wrong-service",
    "intercepted",
    "intermediary",
    "blocked",
    "silent",
    "unreachable",
    "name-failure",
    "unverifiable",
    "needs-config",
    "not-run",
    "not-applicable",
] as const;

export interface Page<T> {
    items: T[];
    next: string | null;
}
/** What an administrator has to do about the collector itself. */
export interface Notice {
    kind: "clock" | "certificate" | "ca" | "ca-roll-over";
    text: string;
    advice: string;
}
export interface Session {
    name: string;
    role: "viewer" | "admin";
    csrf: string;
    expires_at: string;
}
export interface Site {
    name: string;
    probers: number;
    stale: number;
    counts: Counts;
}
export interface OverviewFlow {
    flow: string;
    from: string;
    to: string;
    protocol: string;
    ports: string;
    counts: CountsWithStale;
}
export type CellCounts = [number, number, number, number, number, number];
export interface OverviewRow {
    name: string;
    site: string;
    prober: string | null;
    hosts: number;
    stale_hosts: number;
    outcome: Outcome;
    counts: CountsWithStale;
    cells: (CellCounts | null)[];
}
export interface Overview {
    as_of: string;
    hosts: number;
    stale_hosts: number;
    counts: CountsWithStale;
    broken: number;
    by: "site" | "host";
    flows: OverviewFlow[];
    rows: OverviewRow[];
    next: string | null;
}
/** One of several machines that report as one prober. */
export interface Machine {
    host: string;
    address: string;
    since: string;
}
export interface Prober {
    id: string;
    site: string;
    host: string;
    enrolled_at: string;
    revoked_at: string | null;
    last_seen_at: string | null;
    observed_at: string | null;
    stale: boolean;
    version: string;
    phase: string;
    matrix: string;
    roles: string[];
    interval_s: number;
    skew_s: number;
    spool: number;
    dropped: number;
    complete: boolean;
    machines: Machine[];
    counts: Counts;
}
export interface Tls {
    version: string;
    subject: string;
    issuer: string;
    sha256: string;
    not_after: string | null;
    chain_valid: boolean | null;
    chain_problem: string | null;
    name_matches: boolean;
    revocation: string[];
}
/** What answered in a target's name. */
export interface OnWay {
    kind: "router" | "something" | "redirect" | "accepts-everything";
    address: string | null;
    hop: number | null;
}
/** The last router that had the packets of silent ports. */
export interface PathEnd {
    router: string;
    hop: number;
    of: number | null;
    dropped: "here-or-after" | "unknown";
    way: "forward" | "return" | "either";
}
/** Where a flow stops. */
export interface Blocker {
    kind: string;
    address: string | null;
    hop: number | null;
}
export interface Span {
    ports: string;
    finding: string;
    outcome: Outcome;
    state: string;
    reason: string;
    evidence: string;
    answered_by: string | null;
    who_answered: "host" | "on-way" | "unchecked" | "not-applicable";
    on_way: OnWay | null;
    icmp: { version: number; type: number; code: number } | null;
    identity: string | null;
    tls: Tls | null;
    rtt_us: number | null;
}
export interface Address {
    name: string;
    address: string | null;
    source: string | null;
    finding: string;
    outcome: Outcome;
    hops: number | null;
    path_end: PathEnd | null;
    spans: Span[];
}
/** Rows of one revision of a page. */
export interface Source {
    matrix: string;
    rows: number[];
}
export interface Detail {
    purpose: string;
    rows: number[];
    /** The rows of each page; reports of the first versions have none. */
    sources?: Source[];
    select: string;
    listens: string;
    question: string | null;
    blocker: Blocker | null;
    accepted: { reason: string; until: string } | null;
    coverage: { probed: number; of: number };
    addresses: Address[];
}
export interface Flow {
    prober: string;
    host: string;
    flow: string;
    from: string;
    to: string;
    target: string;
    protocol: string;
    ports: string;
    finding: string;
    outcome: Outcome;
    counts_as: Outcome;
    /** The collector's word for what somebody should look at. */
    broken: boolean;
    text: string;
    advice: string;
    required: boolean;
    installed: boolean;
    since: string;
    verified_at: string;
    stale: boolean;
    /** The revisions that its prober was checked against. */
    matrix: string;
    detail?: Detail;
}
export const changeKinds = ["broke", "healed", "changed", "page-changed", "gone", "new"] as const;
export type ChangeKind = (typeof changeKinds)[number];
export interface Transition {
    id: string;
    prober: string;
    host: string;
    site: string;
    flow: string;
    target: string;
    kind: ChangeKind;
    from_finding: string;
    from_outcome: string;
    to_finding: string;
    to_outcome: string;
    text: string;
    at: string;
}
export interface Day {
    day: string;
    broke: number;
    healed: number;
    changed: number;
    failing: number;
}
export interface Token {
    id: string;
    site: string;
    uses_left: number;
    created_at: string;
    expires_at: string;
    created_by: string;
    revoked: boolean;
}
export interface NewToken {
    id: string;
    token: string;
    site: string;
    uses: number;
    expires_at: string;
    command: string;
}
export interface AuditEntry {
    id: number;
    at: string;
    who: string;
    action: string;
    subject: string;
    from: string;
}
export interface Role {
    id: string;
    title: string;
    abstract?: boolean;
    external?: boolean;
    onboards?: boolean;
    is?: string[];
}
export type Condition =
    { all: Condition[] } | { any: Condition[] } | { not: Condition } | { fact: string; is?: string; before?: string };
export interface MatrixSource {
    id: string;
    version: string;
    title: string;
    source: { url: string; updated: string };
}
/** As flows name their pages: "veeam-agents@2026-04-16". */
export function nameOf(m: MatrixSource): string {
    return `${m.id}@${m.version}`;
}
export interface MatrixFlow {
    id: string;
    sources: Source[];
    from: string;
    to: string;
    protocol: string;
    ports: string[];
    select: "all" | "any";
    listens: string;
    identify: string | null;
    when?: Condition | null;
    required_when?: Condition | null;
    endpoints?: { region?: string; host: string; path?: string; suspect?: boolean }[];
    purpose: string;
    fallback_of?: string[];
    disagreements?: string[];
}
export interface Matrix {
    matrices: MatrixSource[];
    roles: Role[];
    facts: { id: string; type: string; of: string; question: string }[];
    flows: MatrixFlow[];
}
