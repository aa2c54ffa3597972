import { everything, query } from "../api";
import type { PageProps } from "../page";
import { useData } from "../data";
import { outcomes, type CountsWithStale, type Flow, type Matrix, type Overview, type Page } from "../model";
import { useChoices, useMatrix } from "../parts/choices";
import { Counts } from "../parts/counts";
import { ExportButton } from "../parts/export";
import { CheckFilter, Filters, SearchFilter, SelectFilter } from "../parts/filters";
import { FlowFacts } from "../parts/flow_facts";
import { flowsTable } from "../parts/flows_table";
import { LatestChanges } from "../parts/latest_changes";
import { OutcomeMark } from "../parts/outcome";
import { Turner, usePages } from "../parts/pages";
import { Loading } from "../parts/state";
import { Table } from "../parts/table";
import { Ago } from "../parts/time";
import { href, refined } from "../route";
import { number, otherRevisions, service } from "../words";

export function FlowPage({ route }: PageProps) {
    const matrix = useMatrix();
    const filters = {
        flow: route.id,
        site: route.query.get("site"),
        finding: route.query.get("finding"),
        outcome: route.query.get("outcome"),
        q: route.query.get("q"),
    };
    const flows = usePages<Page<Flow>>("flows", filters);
    const overview = useData<Overview>(query("overview", { flow: route.id, by: "site", limit: 1 }));
    const choices = useChoices();
    const known = matrix.data?.flows.find((f) => f.id === route.id);
    return (
        <>
            <p class="crumbs">
                <a href={href("matrix")}>Matrix</a>
            </p>
            <h1>
                {known === undefined ? (
                    route.id
                ) : (
                    <>
                        {known.from} <span class="quiet">→</span> {known.to}{" "}
                        <span class="quiet">{service(known.protocol, known.ports)}</span>
                    </>
                )}
            </h1>
            <p class="quiet">
                <code>{route.id}</code>
            </p>
            {matrix.data !== null &&
                (known === undefined ? (
                    <p class="quiet">
                        This flow is not in the collector's matrix: it comes from another revision of a page, or from a
                        prober's own matrix. Open a host below to see its rows.
                    </p>
                ) : (
                    <FlowFacts of={known} matrix={matrix.data} />
                ))}
            <Loading of={overview} quiet>
                {({ counts }) => (
                    <>
                        <Counts of={counts} label="Hosts and targets with this flow" />
                        {flows.turn.next !== null && filters.outcome === null && (
                            <Broken of={counts} href={refined(route, { outcome: "broken" })} />
                        )}
                    </>
                )}
            </Loading>
            <Filters>
                <SearchFilter route={route} name="q" label="Search" />
                <SelectFilter route={route} name="site" label="Site" any="all sites" choices={choices.sites} />
                <SelectFilter
                    route={route}
                    name="finding"
                    label="Finding"
                    any="all findings"
                    choices={choices.findings}
                />
                <CheckFilter route={route} name="outcome" label="Only what is broken" value="broken" />
            </Filters>
            <Loading of={flows}>
                {({ items }) => (
                    <>
                        <Table
                            caption="Hosts with this flow"
                            rows={[...items].sort((a, b) => outcomes.indexOf(shown(a)) - outcomes.indexOf(shown(b)))}
                            rowKey={(f) => `${f.prober} ${f.target}`}
                            empty="No matching hosts."
                            columns={[
                                { title: "Outcome", cell: (f) => <OutcomeMark of={f.counts_as} stale={f.stale} /> },
                                {
                                    title: "Host",
                                    header: true,
                                    cell: (f) => <a href={href("hosts", f.prober, { flow: f.flow })}>{f.host}</a>,
                                },
                                { title: "Target", cell: (f) => f.target },
                                { title: "Ports", cell: (f) => f.ports },
                                { title: "Finding", cell: (f) => f.finding },
                                { title: "Since", cell: (f) => <Ago at={f.since} /> },
                                { title: "Last verified", cell: (f) => <Ago at={f.verified_at} /> },
                                { title: "Details", cell: (f) => <span class="wide">{f.text}</span> },
                                ...(new Set(items.map((f) => f.matrix)).size > 1 || isOther(items, matrix.data)
                                    ? [{ title: "Checked against", cell: (f: Flow) => f.matrix }]
                                    : []),
                            ]}
                        />
                        <div class="below">
                            <Turner turn={flows.turn} shown={items.length} />
                            <ExportButton
                                name="flow"
                                table={async () => flowsTable(await everything<Flow>("flows", filters))}
                            />
                        </div>
                    </>
                )}
            </Loading>
            <LatestChanges title="What changed" of={{ flow: route.id }} name="flow-changes" />
        </>
    );
}

/** Rows are sorted by host: what is broken may stand on a later page. */
function Broken({ of: { fail, unknown, warn }, href: to }: { of: CountsWithStale; href: string }) {
    const broken = fail + unknown + warn;
    if (broken === 0) return null;
    return (
        <p class="notice">
            Rows are in the order of their hosts. <a href={to}>Show only the {number(broken)} that are broken.</a>
        </p>
    );
}

function isOther(items: Flow[], matrix: Matrix | null): boolean {
    return matrix !== null && items.some((f) => otherRevisions(f.matrix, matrix).length > 0);
}

function shown(f: Flow) {
    return f.stale ? "stale" : f.counts_as;
}
