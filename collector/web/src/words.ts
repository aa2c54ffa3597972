import { countOrder, nameOf, outcomes } from "./model";
import type { CellCounts, Condition, CountsWithStale, Matrix, OnWay, Outcome, PathEnd } from "./model";

export const outcomeWords: Record<Outcome, string> = {
    pass: "OK",
    warn: "warn",
    unknown: "unknown",
    fail: "FAIL",
    skip: "skipped",
    stale: "stale",
};

/** "1 host", "3 hosts", "12,000 hosts". */
export function number(n: number): string {
    return n.toLocaleString("en-US");
}
export function many(n: number, one: string, more = `${one}s`): string {
    return `${number(n)} ${n === 1 ? one : more}`;
}

/** An age or a length of time, in the coarsest unit that says enough. */
export function span(seconds: number): string {
    const s = Math.max(0, Math.round(seconds));
    if (s < 60) return `${s} s`;
    if (s < 3600) return `${Math.floor(s / 60)} min`;
    if (s < 48 * 3600) return `${Math.floor(s / 3600)} h`;
    return many(Math.floor(s / 86400), "day");
}

export function ago(then: string, now: number): string {
    const s = (now - Date.parse(then)) / 1000;
    return s < 1 ? "just now" : `${span(s)} ago`;
}

/** Local time; with the day, where that is not today. */
export function clock(time: number, now: number): string {
    const at = new Date(time);
    const hours = at.toLocaleTimeString("en-US", { hourCycle: "h23" });
    return at.toDateString() === new Date(now).toDateString() ? hours : `${day(at)} ${hours}`;
}
function day(at: Date): string {
    const two = (n: number) => String(n).padStart(2, "0");
    return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}

const short: Record<string, string> = {
    "backup-server": "vbr",
    "backup-infrastructure": "infra",
    "backup-proxy": "proxy",
    "backup-proxy-linux": "proxy linux",
    "backup-proxy-windows": "proxy win",
    "backup-console": "console",
    "cache-repository": "cache repo",
    "esxi-host": "esxi",
    "file-server": "file server",
    "guest-interaction-proxy": "guest proxy",
    "guest-interaction-proxy-linux": "guest proxy linux",
    "guest-interaction-proxy-windows": "guest proxy win",
    "hyperv-host": "hyper-v",
    "log-shipping-server": "log shipping",
    "mount-server": "mount",
    "mount-server-windows": "mount win",
    "tape-server": "tape",
    "tape-server-windows": "tape win",
    "vcenter-server": "vcenter",
    "veeam-infrastructure-appliance": "appliance",
    "vpower-nfs-server": "vpower nfs",
    "wan-accelerator": "wan accel",
    repository: "repo",
    "repository-linux": "repo linux",
    "repository-windows": "repo win",
    "gateway-server": "gateway",
    "gateway-server-windows": "gateway win",
    "distribution-server": "dist",
    "distribution-server-linux": "dist linux",
    "distribution-server-windows": "dist win",
    "agent-windows": "windows",
    "agent-linux": "linux",
    "agent-unix": "unix",
    "agent-macos": "mac",
    "cloud-gateway": "cloud gw",
    "amazon-s3": "s3",
    "azure-blob": "azure blob",
    "google-cloud-storage": "gcs",
    "ibm-cloud-object-storage": "ibm cos",
    "s3-compatible": "s3 comp",
    "veeam-data-cloud-vault": "vault",
    "smb-share": "smb",
    "nfs-share": "nfs",
    "active-directory": "ad",
    "dns-server": "dns",
    "aws-cloud": "aws",
    "azure-cloud": "azure",
};
/** A role in the head of a column. */
export function shortRole(id: string): string {
    return short[id] ?? id;
}

export function service(protocol: string, ports: string | string[]): string {
    const list = (typeof ports === "string" ? ports : ports.join(", ")) || "custom";
    return `${protocol.toUpperCase()} ${list}`;
}

/** An overview has a column for each of the six; tooltips and screen readers get those that occur. */
export function countsInWords(counts: CountsWithStale): string {
    return outcomes
        .filter((o) => counts[o] > 0)
        .map((o) => `${number(counts[o])} ${outcomeWords[o]}`)
        .join(", ");
}

export interface CellWords {
    outcome: Outcome;
    /** A word where the cell is one flow to one target, else how many are like the worst. */
    text: string;
    /** Of how many, where others are better. */
    of: string;
    /** How many are like the worst. */
    share: "few" | "some" | "most";
    label: string;
}

function shareOf(part: number, all: number): CellWords["share"] {
    return part < 0.05 * all ? "few" : part < 0.25 * all ? "some" : "most";
}

export function cellWords(cell: CellCounts, single: boolean): CellWords {
    const counts = Object.fromEntries(countOrder.map((o, i) => [o, cell[i]])) as CountsWithStale;
    const outcome = outcomes.find((o) => counts[o] > 0) ?? "skip";
    const total = cell.reduce((a, b) => a + b, 0);
    if (single && total === 1)
        return { outcome, text: outcomeWords[outcome], of: "", share: "most", label: outcomeWords[outcome] };
    const text = compact(counts[outcome]),
        of = total > counts[outcome] ? compact(total) : "";
    // The label begins with the visible text: people who use voice control say that.
    const label = `${text}${of === "" ? "" : `/${of}`}: ${countsInWords(counts)}`;
    return { outcome, text, of, share: shareOf(counts[outcome], total), label };
}

function compact(n: number): string {
    return n < 10_000 ? String(n) : `${Math.floor(n / 1000)}k`;
}

/** Who answered in a target's name; as matrix/path_words.cpp says it (tests/path_words.json). */
export function onWay(w: OnWay): string {
    if (w.kind === "redirect") return "another machine that a router redirects the connection to";
    if (w.kind === "accepts-everything") return "something that accepts every port";
    if (w.kind === "router" && w.address !== null)
        return w.hop === null ? w.address : `${w.address} (hop ${w.hop})`;
    return w.hop === null ? "something on the path" : `something at hop ${w.hop}`;
}

/** Where packets of silent ports end; as matrix/path_words.cpp says it (tests/path_words.json). */
export function pathEnd(e: PathEnd): string {
    const there = `${e.router} (hop ${e.hop}${e.of === null ? "" : ` of ${e.of}`})`;
    if (e.way === "return") return "the answer is dropped on the return path";
    if (e.dropped === "unknown") return `it gets at least as far as ${there}`;
    if (e.way === "forward") return `dropped at or just after ${there}`;
    return `dropped at or after ${there}, or the answer is dropped on the return path`;
}

/** "row 24", "rows 24, 25"; empty for none. */
export function rowsInWords(rows: number[]): string {
    return rows.length === 0 ? "" : `${rows.length === 1 ? "row" : "rows"} ${rows.join(", ")}`;
}

/** Which of a prober's revisions ("veeam-agents@2026-04-16, …") the collector does not know, or has another one of. */
export function otherRevisions(checked: string, matrix: Matrix): string[] {
    const known = new Set(matrix.matrices.map(nameOf));
    return checked.split(", ").filter((name) => name !== "" && !known.has(name));
}

/** A condition of the matrix as a sentence of the questions that settle it. */
export function condition(c: Condition, facts: Matrix["facts"]): string {
    if ("all" in c) return c.all.length === 0 ? "always" : c.all.map((x) => nested(x, facts)).join(" and ");
    if ("any" in c) return c.any.length === 0 ? "never" : c.any.map((x) => nested(x, facts)).join(" or ");
    if ("not" in c) return `not (${condition(c.not, facts)})`;
    if (c.before !== undefined) return `${c.fact} is before ${c.before}`;
    if (c.is !== undefined) return `${c.fact} is ${c.is}`;
    return c.fact;
}
function nested(c: Condition, facts: Matrix["facts"]): string {
    const text = condition(c, facts);
    return ("all" in c && c.all.length > 1) || ("any" in c && c.any.length > 1) ? `(${text})` : text;
}
/** The facts that a condition asks for. */
export function factsOf(c: Condition | null | undefined): string[] {
    if (c === null || c === undefined) return [];
    if ("all" in c) return c.all.flatMap(factsOf);
    if ("any" in c) return c.any.flatMap(factsOf);
    if ("not" in c) return factsOf(c.not);
    return [c.fact];
}
