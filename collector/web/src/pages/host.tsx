import { useContext, useMemo, useState } from "preact/hooks";
import { everything, query } from "../api";
import type { PageProps } from "../page";
import { useNow } from "../clock";
import { useData } from "../data";
import { type Flow, outcomes, type Page, type Prober } from "../model";
import { useMatrix } from "../parts/choices";
import { Counts } from "../parts/counts";
import { Evidence } from "../parts/evidence";
import { ExportButton } from "../parts/export";
import { CheckFilter, Filters, SearchFilter, SelectFilter } from "../parts/filters";
import { flowsTable } from "../parts/flows_table";
import { LatestChanges } from "../parts/latest_changes";
import { OutcomeMark } from "../parts/outcome";
import { Loading, Old } from "../parts/state";
import { Ago, Moment } from "../parts/time";
import { href } from "../route";
import { ago, many, number, otherRevisions, service, span } from "../words";

const most = 1000; // flows that one answer of the collector holds
const atFirst = 100;
const opened = 3; // of the broken ones, so that the page begins with evidence and stays a page

export function HostPage({ route }: PageProps) {
    const prober = useData<Prober>(`probers/${encodeURIComponent(route.id)}`);
    return <Loading of={prober}>{(p) => <Host prober={p} route={route} />}</Loading>;
}

function Host({ prober, route }: { prober: Prober; route: PageProps["route"] }) {
    const filters = {
        prober: prober.id,
        flow: route.query.get("flow"),
        finding: route.query.get("finding"),
        outcome: route.query.get("outcome"),
        q: route.query.get("q"),
    };
    const flows = useData<Page<Flow>>(query("flows", { ...filters, limit: most }));
    // What is broken must be there even where there are more flows than one answer holds.
    const more = flows.data !== null && flows.data.next !== null && filters.outcome === null;
    const worst = useData<Page<Flow>>(more ? query("flows", { ...filters, outcome: "broken", limit: most }) : null);
    const single = route.query.has("flow");
    const listed = flows.data?.items.filter((f) => f.counts_as === "unknown").length ?? 0;
    const filtered = Object.entries(filters).some(([name, value]) => name !== "prober" && value !== null);
    const waiting = flows.data === null || more || filtered ? 0 : prober.counts.unknown - listed;
    return (
        <>
            <p class="crumbs">
                <a href={href("", "", { site: prober.site })}>{prober.site}</a>
            </p>
            <h1>{prober.host}</h1>
            <HostFacts of={prober} />
            {prober.revoked_at !== null && (
                <p class="notice">
                    This prober was revoked <Ago at={prober.revoked_at} />. Its flows were deleted.
                </p>
            )}
            {prober.machines.length > 0 && <SharedNotice of={prober} />}
            {prober.stale && <StaleNotice prober={prober} />}
            <Old.Provider value={useContext(Old) || prober.stale}>
                <Counts of={prober.counts} label="Flows of this host" />
            </Old.Provider>
            {waiting > 0 && (
                <p class="notice">
                    {many(waiting, "flow")} cannot be probed until the site file is complete: run{" "}
                    <code>fairway plan</code> on the host to see what is missing.{" "}
                    {waiting === 1 ? "It counts" : "They count"} as unknown.
                </p>
            )}
            {!prober.complete && (
                <p class="notice">The last run was interrupted. Flows that it did not probe are not-run.</p>
            )}
            <Filters>
                <SearchFilter route={route} name="q" label="Search" />
                <SelectFilter
                    route={route}
                    name="finding"
                    label="Finding"
                    any="all findings"
                    choices={useFindingChoices(flows.data)}
                />
                <CheckFilter route={route} name="outcome" label="Only what is broken" value="broken" />
                {single && <a href={href("hosts", prober.id)}>All flows of this host</a>}
            </Filters>
            <Loading of={flows}>
                {(page) => (
                    <>
                        <Flows of={merged(page.items, worst.data?.items)} stale={prober.stale} single={single} />
                        <div class="below">
                            <span class="quiet">
                                {many(page.items.length, "flow")}
                                {page.next !== null && ", and there are more: narrow your search"}
                            </span>
                            <ExportButton
                                name={fileName(prober.host)}
                                table={async () => flowsTable(await everything<Flow>("flows", filters))}
                            />
                        </div>
                    </>
                )}
            </Loading>
            <LatestChanges
                title="What changed here"
                of={{ prober: prober.id, flow: filters.flow }}
                name={`${fileName(prober.host)}-changes`}
                withHost={false}
            />
        </>
    );
}

function SharedNotice({ of: prober }: { of: Prober }) {
    return (
        <div class="notice bad">
            <p>
                {many(prober.machines.length, "machine")} report in turn as this prober:{" "}
                {prober.machines.map((m) => `${m.host} (${m.address})`).join(", ")}. One is a copy of the other, with the
                same identity, and what this page shows jumps between them.
            </p>
            <p>
                On the copy, stop the service, run <code>fairway enroll --new</code> with the other options of the command
                that the enrollment page shows, and start the service again.
            </p>
        </div>
    );
}

function HostFacts({ of: prober }: { of: Prober }) {
    const matrix = useMatrix().data;
    const other = matrix === null ? [] : otherRevisions(prober.matrix, matrix);
    return (
        <dl class="facts line">
            <div>
                <dt>Roles</dt>
                <dd>{prober.roles.join(", ") || "none"}</dd>
            </div>
            <div>
                <dt>Phase</dt>
                <dd>{prober.phase || "unknown"}</dd>
            </div>
            <div>
                <dt>Last report</dt>
                <dd>
                    <Ago at={prober.last_seen_at} />
                </dd>
            </div>
            <div>
                <dt>Interval</dt>
                <dd>{prober.interval_s === 0 ? "on demand" : span(prober.interval_s)}</dd>
            </div>
            <div>
                <dt>Matrix</dt>
                <dd>
                    {prober.matrix}
                    {other.length > 0 && <span class="quiet"> (the collector has other revisions)</span>}
                </dd>
            </div>
            <div>
                <dt>Version</dt>
                <dd>{prober.version}</dd>
            </div>
        </dl>
    );
}

/** Each flow once. */
function merged(some: Flow[], others: Flow[] = []): Flow[] {
    const known = new Map([...some, ...others].map((f) => [`${f.flow} ${f.target}`, f]));
    return [...known.values()];
}

const fileName = (host: string) => `host-${host.replace(/[^\w.-]/g, "_")}`;

function useFindingChoices(flows: Page<Flow> | null) {
    return useMemo(
        () => [...new Set(flows?.items.map((f) => f.finding))].sort().map((value) => ({ value, title: value })),
        [flows],
    );
}

function StaleNotice({ prober }: { prober: Prober }) {
    const now = useNow();
    return (
        <p class="notice" role="status">
            <strong>Stale.</strong>{" "}
            {prober.last_seen_at === null
                ? "It has never reported"
                : `Its last report arrived ${ago(prober.last_seen_at, now)}`}
            {prober.interval_s > 0 && `; one is due every ${span(prober.interval_s)}`}. What you see below is its last
            known state. Check that the host is up; <code>fairway status</code> on the host shows more.
        </p>
    );
}

function Flows({ of, stale, single }: { of: Flow[]; stale: boolean; single: boolean }) {
    const [shown, show] = useState(atFirst);
    const sorted = useMemo(
        () => [...of].sort((a, b) => outcomes.indexOf(a.counts_as) - outcomes.indexOf(b.counts_as)),
        [of],
    );
    if (of.length === 0) return <p class="empty quiet">No matching flows.</p>;
    return (
        <>
            <ol class="flows" aria-label="Flows, worst first">
                {sorted.slice(0, shown).map((f, i) => (
                    <FlowItem
                        key={`${f.flow} ${f.target}`}
                        of={f}
                        stale={stale || f.stale}
                        open={single || (i < opened && f.broken)}
                    />
                ))}
            </ol>
            {sorted.length > shown && (
                <p>
                    <button type="button" onClick={() => show(shown + atFirst)}>
                        Show {Math.min(atFirst, sorted.length - shown)} more of {number(sorted.length)}
                    </button>
                </p>
            )}
        </>
    );
}

function FlowItem({ of: f, stale, open }: { of: Flow; stale: boolean; open: boolean }) {
    const [opened, set] = useState(open);
    return (
        <li class={stale ? "stale" : f.counts_as}>
            <details open={opened} onToggle={(event) => set(event.currentTarget.open)}>
                <summary>
                    <OutcomeMark of={f.counts_as} stale={stale} />
                    <span class="service">{service(f.protocol, f.ports)}</span>
                    <span class="target">
                        {f.target} <span class="quiet">{f.to}</span>
                    </span>
                    <span class="finding">
                        {f.finding}
                        {f.counts_as !== f.outcome && <span class="quiet"> (accepted)</span>}
                    </span>
                    <span class="since quiet">
                        since <Ago at={f.since} />
                    </span>
                    <span class="text">{f.text}</span>
                </summary>
                {opened && (
                    <div class={stale ? "evidence old" : "evidence"}>
                        {f.advice !== "" && (
                            <p class="advice">
                                <strong>Do:</strong> {f.advice}
                            </p>
                        )}
                        <Evidence of={f} stale={stale} />
                        <dl class="facts">
                            <div>
                                <dt>Since</dt>
                                <dd>
                                    <Moment at={f.since} />
                                </dd>
                            </div>
                            <div>
                                <dt>Last verified</dt>
                                <dd>
                                    <Moment at={f.verified_at} /> (<Ago at={f.verified_at} />)
                                </dd>
                            </div>
                            <div>
                                <dt>Target</dt>
                                <dd>
                                    {f.installed ? "installed: must answer" : "planned: its services may not exist yet"}
                                    {f.required ? "" : "; the flow is optional"}
                                </dd>
                            </div>
                            <div>
                                <dt>Flow</dt>
                                <dd>
                                    <a href={href("flows", f.flow)}>
                                        <code>{f.flow}</code>
                                    </a>
                                </dd>
                            </div>
                        </dl>
                    </div>
                )}
            </details>
        </li>
    );
}
