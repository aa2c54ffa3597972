import { useContext, useMemo } from "preact/hooks";
import { get, query } from "../api";
import { columnsOf } from "../columns";
import type { PageProps } from "../page";
import { useData } from "../data";
import {
    type CellCounts,
    countOrder,
    type Outcome,
    outcomes,
    type Overview,
    type OverviewRow,
    type Page,
    type Transition,
} from "../model";
import { useChoices } from "../parts/choices";
import { ExportButton } from "../parts/export";
import { CheckFilter, Filters, SearchFilter, SelectFilter } from "../parts/filters";
import { Heatmap } from "../parts/heatmap";
import { Glyph } from "../parts/outcome";
import { Turner, usePages } from "../parts/pages";
import { Loading, Old } from "../parts/state";
import { Ago, Moment } from "../parts/time";
import { href, refined, type Route } from "../route";
import { many, number, outcomeWords } from "../words";

const rows = 50; // with 60 columns each; twice as many take a browser half a second more
const mostColumns = 60;

const filterNames = ["site", "role", "flow", "finding", "outcome", "q", "by"] as const;

export function OverviewPage({ route, session }: PageProps) {
    const filters = Object.fromEntries(filterNames.map((name) => [name, route.query.get(name)]));
    const filtered = filterNames.some((name) => name !== "by" && route.query.has(name));
    const overview = usePages<Overview>("overview", filters, rows);
    const choices = useChoices();
    return (
        <>
            <h1 class="visually-hidden">Overview</h1>
            <Loading of={overview}>
                {(data) =>
                    data.hosts === 0 ? (
                        !filtered && <Nobody admin={session.role === "admin"} />
                    ) : (
                        <>
                            <Verdict of={data} filtered={filtered} first={overview.turn.at === 0} />
                            <Tiles of={data} route={route} />
                        </>
                    )
                }
            </Loading>
            {(filtered || overview.data === null || overview.data.hosts > 0) && (
                <Filters>
                    <SearchFilter route={route} name="q" label="Search" />
                    <SelectFilter route={route} name="site" label="Site" any="all sites" choices={choices.sites} />
                    <SelectFilter route={route} name="role" label="Role" any="all roles" choices={choices.roles} />
                    <SelectFilter route={route} name="flow" label="Flow" any="all flows" choices={choices.flows} />
                    <SelectFilter
                        route={route}
                        name="finding"
                        label="Finding"
                        any="all findings"
                        choices={choices.findings}
                    />
                    <SelectFilter
                        route={route}
                        name="by"
                        label="Rows"
                        any="automatic"
                        choices={[
                            { value: "site", title: "sites" },
                            { value: "host", title: "hosts" },
                        ]}
                    />
                    <CheckFilter route={route} name="outcome" label="Only what is broken" value="broken" />
                    {filtered && <a href={href("")}>Clear filters</a>}
                </Filters>
            )}
            <Loading of={overview} quiet>
                {(data) =>
                    data.hosts === 0 && !filtered ? null : data.rows.length === 0 ? (
                        <p class="empty quiet">
                            No matching hosts. <a href={href("")}>Clear filters</a>
                        </p>
                    ) : (
                        <>
                            <Flows
                                of={data}
                                route={route}
                                rowHref={(row, flow) => leadsTo(route, row, flow)}
                            />
                            <div class="below">
                                <Turner
                                    turn={overview.turn}
                                    shown={data.rows.length}
                                    {...(data.by === "host" ? { of: many(data.hosts, "host") } : {})}
                                />
                                <ExportButton
                                    name="overview"
                                    table={() => exported(filters, data.by)}
                                />
                            </div>
                            <Legend />
                        </>
                    )
                }
            </Loading>
            <Latest />
        </>
    );
}

interface FlowsProps {
    of: Overview;
    route: Route;
    rowHref: (row: OverviewRow, flow?: string) => string;
}

/** The rows by flows; a backup server has hundreds, of which most are fine. */
function Flows({ of, route, rowHref }: FlowsProps) {
    const all = route.query.get("columns") === "all";
    const columns = useMemo(() => columnsOf(of, all ? Infinity : mostColumns), [of, all]);
    const { shown, elsewhere, brokenHidden } = columns;
    const left = columns.all - shown.length;
    const notes = [
        left > 0 && `${number(shown.length)} of ${many(columns.all, "flow")} are shown, the broken ones first`,
        brokenHidden > 0 && `${number(brokenHidden)} of the others are broken, too`,
        elsewhere > 0 && `${many(elsewhere, "flow")} that no row here has ${elsewhere === 1 ? "is" : "are"} left out`,
    ].filter((note) => note !== false);
    return (
        <>
            <Heatmap of={of} columns={columns} rowHref={rowHref} flowHref={(flow) => href("flows", flow)} />
            {(notes.length > 0 || (all && columns.all > mostColumns)) && (
                <p class="note quiet">
                    {notes.length > 0 && `${notes.join("; ")}. `}
                    {left > 0 && <a href={refined(route, { columns: "all" })}>Show all {number(columns.all)}</a>}
                    {all && columns.all > mostColumns && (
                        <a href={refined(route, { columns: "" })}>Show the first {mostColumns} only</a>
                    )}
                </p>
            )}
        </>
    );
}

function leadsTo(route: Route, row: OverviewRow, flow?: string): string {
    if (row.prober !== null) return href("hosts", row.prober, flow === undefined ? {} : { flow });
    return refined(route, { site: row.name, by: "", ...(flow === undefined ? {} : { flow }) });
}

/** With its head. Each page says itself which columns it has, and hosts move between pages as they break and heal: what
    was missed on the way is fetched once more. */
async function exported(filters: Record<string, string | null>, by: Overview["by"]): Promise<string[][]> {
    const columns: string[] = [];
    const rows = new Map<string, { row: OverviewRow; cells: Map<string, string> }>();
    for (let round = 0, missing = true; missing && round < 3; ++round) {
        let cursor: string | null = null;
        do {
            const page: Overview = await get<Overview>(query("overview", { ...filters, by, limit: 500, cursor }));
            for (const { flow } of page.flows) if (!columns.includes(flow)) columns.push(flow);
            for (const row of page.rows) {
                const cells = new Map(page.flows.map(({ flow }, i) => [flow, cellText(row.cells[i] ?? null)]));
                rows.set(row.prober ?? row.name, { row, cells });
            }
            missing = by === "host" && rows.size < page.hosts;
            cursor = page.next;
        } while (cursor !== null);
    }
    return [
        ["site", "host", "outcome", ...countOrder, ...columns],
        ...[...rows.values()].map(({ row, cells }) => [
            row.site || row.name,
            row.prober === null ? "" : row.name,
            row.outcome,
            ...countOrder.map((o) => String(row.counts[o])),
            ...columns.map((flow) => cells.get(flow) ?? ""),
        ]),
    ];
}

function cellText(cell: CellCounts | null): string {
    return cell === null ? "" : countOrder.flatMap((o, i) => (cell[i] === 0 ? [] : [`${cell[i]} ${o}`])).join(" ");
}

interface Judgment {
    glyph: Outcome;
    verdict: string;
    more: string;
}

/** One sentence for people who have ten seconds. */
function judged({ counts, broken: bad, hosts, stale_hosts, rows }: Overview, first: boolean, old: boolean): Judgment {
    const stale = stale_hosts === 0 ? "" : `; ${many(stale_hosts, "host")} of ${number(hosts)} stale`;
    if (counts.fail > 0)
        return {
            glyph: "fail",
            verdict: `${many(counts.fail, "flow")} ${counts.fail === 1 ? "fails" : "fail"}`,
            more: stale,
        };
    if (bad > 0)
        return {
            glyph: counts.unknown > 0 ? "unknown" : "warn",
            verdict: counts.unknown > 0 || stale_hosts > 0 ? "No known failures" : "Nothing fails",
            more: `; ${many(bad, "flow")} ${bad === 1 ? "needs" : "need"} a look${stale}`,
        };
    if (stale_hosts > 0) {
        const verdict = `${many(stale_hosts, "host")} of ${number(hosts)} ${stale_hosts === 1 ? "is" : "are"} stale`;
        return { glyph: "stale", verdict, more: "; no known failures" };
    }
    // A host whose last run was interrupted, or that never reported, is not fine, although no flow of it says so. Those
    // come first; later pages cannot tell whether there are any.
    if (rows.some((row) => row.outcome === "unknown") || (!first && counts.pass > 0))
        return { glyph: "unknown", verdict: "No known failures", more: "; some hosts have not reported everything" };
    if (counts.pass === 0) return { glyph: "skip", verdict: "Nothing verified yet", more: "" };
    const verified = `: ${many(counts.pass, "flow")} of ${many(hosts, "host")} verified`;
    return { glyph: "pass", verdict: `Everything ${old ? "was" : "is"} OK`, more: verified };
}

function Verdict({ of, filtered, first }: { of: Overview; filtered: boolean; first: boolean }) {
    const { glyph, verdict, more } = judged(of, first, useContext(Old));
    return (
        <p class="verdict">
            <Glyph of={glyph} />
            <span>
                <strong>{verdict}</strong>
                {filtered && " (filtered)"}
                {more}, as of <Moment at={of.as_of} />
            </span>
        </p>
    );
}

const tileNotes: Record<Outcome, string> = {
    fail: "flows that fail",
    unknown: "flows whose state is unknown",
    warn: "flows that work, but deserve a look",
    stale: "flows not verified lately",
    pass: "flows that work",
    skip: "flows that don't count",
};

function Tiles({ of, route }: { of: Overview; route: Route }) {
    const chosen = route.query.get("outcome") ?? "";
    const old = useContext(Old);
    return (
        <ul class="tiles" aria-label="Flows by outcome">
            {outcomes.map((o) => (
                <li key={o} class={of.counts[o] === 0 ? `${o} zero` : o}>
                    <a
                        href={refined(route, { outcome: chosen === o ? "" : o })}
                        aria-current={chosen === o ? "true" : undefined}
                        title={`${number(of.counts[o])} ${tileNotes[o]}`}
                    >
                        <span class="count">
                            <Glyph of={o} />
                            {number(of.counts[o])}
                        </span>
                        <span class="word">
                            {old && o === "pass" ? "was " : ""}
                            {outcomeWords[o]}
                        </span>
                    </a>
                </li>
            ))}
        </ul>
    );
}

function Legend() {
    return (
        <p class="legend quiet">
            {outcomes.map((o) => (
                <span key={o}>
                    <Glyph of={o} /> {outcomeWords[o]}
                </span>
            ))}
            <span>3/120: 3 of 120 flows; the others are better. Empty: not required.</span>
        </p>
    );
}

function Nobody({ admin }: { admin: boolean }) {
    return (
        <section class="first-steps">
            <h2>No hosts report yet</h2>
            <ol>
                <li>
                    {admin ? (
                        <>
                            <a href={href("enrollment")}>Create a token</a> for the site.
                        </>
                    ) : (
                        "Ask an admin of this collector for a token."
                    )}
                </li>
                <li>
                    On each host, run the command shown with it: <code>fairway enroll …</code>
                </li>
                <li>
                    Start the service there: <code>systemctl enable --now fairway</code>. The first report arrives
                    within one interval and appears here automatically.
                </li>
            </ol>
        </section>
    );
}

function Latest() {
    const latest = useData<Page<Transition>>("transitions?limit=6").data?.items ?? [];
    if (latest.length === 0) return null;
    return (
        <section class="latest">
            <h2>
                Latest changes{" "}
                <a class="more" href={href("history")}>
                    History
                </a>
            </h2>
            <ul>
                {latest.map((t) => (
                    <li key={t.id}>
                        <span class="when">
                            <Ago at={t.at} />
                        </span>
                        <span class={`change ${t.kind}`}>{t.kind}</span>
                        <a href={href("hosts", t.prober, { flow: t.flow })}>{t.host}</a>
                        <span>{t.target}</span>
                        <code>{t.flow}</code>
                        <span class="quiet">
                            {t.from_finding} → {t.to_finding}
                        </span>
                    </li>
                ))}
            </ul>
        </section>
    );
}
