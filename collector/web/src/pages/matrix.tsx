import { useMemo } from "preact/hooks";
import type { PageProps } from "../page";
import { tableOf } from "../csv";
import { useData } from "../data";
import { type CountsWithStale, type Matrix, type MatrixFlow, nameOf, outcomes, type Overview } from "../model";
import { useMatrix } from "../parts/choices";
import { ExportButton } from "../parts/export";
import { CheckFilter, Filters, SearchFilter, SelectFilter } from "../parts/filters";
import { OutcomeMark } from "../parts/outcome";
import { Turner, useSlices } from "../parts/pages";
import { RolesMap, type Seen } from "../parts/roles_map";
import { Loading } from "../parts/state";
import { Table } from "../parts/table";
import { withKinds } from "../roles";
import { href, refined, type Route } from "../route";
import { condition, countsInWords, many, number, rowsInWords, service } from "../words";

export function MatrixPage({ route }: PageProps) {
    const overview = useData<Overview>("overview?by=site&limit=1");
    const seen = useMemo(() => new Map(overview.data?.flows.map((f) => [f.flow, f.counts])), [overview.data]);
    const matrix = useMatrix();
    return (
        <>
            <h1>Matrix</h1>
            {/* Before the overview is there, nobody knows which flows no host has. */}
            <Loading<unknown> of={matrix.data === null ? matrix : overview}>
                {() => matrix.data && <Browser matrix={matrix.data} seen={seen} route={route} />}
            </Loading>
        </>
    );
}

function sourcesOf(f: MatrixFlow): string[] {
    return f.sources.map((s) => `${s.matrix} ${rowsInWords(s.rows)}`);
}

const isBroken = (counts?: CountsWithStale) =>
    counts !== undefined && counts.fail + counts.unknown + counts.warn > 0;

/** The flows that the filters leave, whatever their roles. */
function ofAnyRole({ flows }: Matrix, seen: Seen, { query }: Route): MatrixFlow[] {
    const page = query.get("page") ?? "";
    const words = (query.get("q") ?? "").toLowerCase();
    const broken = query.get("outcome") === "broken";
    return flows.filter(
        (f) =>
            (page === "" || f.sources.some((s) => s.matrix === page)) &&
            (!broken || isBroken(seen.get(f.id))) &&
            `${f.id} ${f.purpose}`.toLowerCase().includes(words),
    );
}

/** Those of them that begin or end at the chosen roles. */
function ofRoles(flows: MatrixFlow[], { roles }: Matrix, { query }: Route): MatrixFlow[] {
    const [role = "", from = "", to = ""] = ["role", "from", "to"].map((name) => query.get(name) ?? "");
    const kinds = withKinds(roles, role);
    return flows.filter(
        (f) =>
            (role === "" || kinds.has(f.from) || kinds.has(f.to)) &&
            (from === "" || f.from === from) &&
            (to === "" || f.to === to),
    );
}

function Browser({ matrix, seen, route }: { matrix: Matrix; seen: Seen; route: Route }) {
    const candidates = ofAnyRole(matrix, seen, route);
    const flows = ofRoles(candidates, matrix, route);
    const { rows, turn } = useSlices(flows, route.query.toString());
    const ends = ["from", "to"].map((end) => route.query.get(end) ?? "");
    return (
        <>
            <p class="lead quiet">{many(matrix.flows.length, "flow")}, from these pages of the vendor:</p>
            <ul class="quiet">
                {matrix.matrices.map((m) => (
                    <li key={m.id}>
                        {m.title}, {nameOf(m)}: <span class="address-text">{m.source.url}</span>, as of{" "}
                        {m.source.updated}
                    </li>
                ))}
            </ul>
            <Filters>
                <SearchFilter route={route} name="q" label="Port, role or purpose" />
                <SelectFilter
                    route={route}
                    name="page"
                    label="Page"
                    any="all pages"
                    choices={matrix.matrices.map((m) => ({ value: nameOf(m), title: nameOf(m) }))}
                />
                <SelectFilter
                    route={route}
                    name="role"
                    label="Role"
                    any="all roles"
                    choices={matrix.roles.map(({ id }) => ({ value: id, title: id })).sort(byTitle)}
                />
                <CheckFilter route={route} name="outcome" label="Only what is broken here" value="broken" />
                {[...route.query.keys()].length > 0 && <a href={href("matrix")}>Clear filters</a>}
            </Filters>
            <div class="roles-here">
                <RolesMap of={{ ...matrix, flows: candidates }} seen={seen} route={route} />
            </div>
            <h2>
                Flows <span class="quiet">{number(flows.length)}</span>
            </h2>
            {ends.some((end) => end !== "") && (
                <p>
                    Only {ends[0] || "any role"} → {ends[1] || "any role"}.{" "}
                    <a href={refined(route, { from: "", to: "" })}>Show the others, too</a>
                </p>
            )}
            <p class="visually-hidden" role="status">
                {many(flows.length, "flow")} found
            </p>
            <Table
                caption="Flows of the matrix"
                rows={rows}
                rowKey={(f) => f.id}
                empty="No matching flows."
                columns={[
                    {
                        title: "Flow",
                        header: true,
                        cell: (f) => (
                            <>
                                <a href={href("flows", f.id)}>{service(f.protocol, f.ports)}</a>
                                {f.select === "any" && <span class="quiet"> any of them</span>}
                                <span class="ends">
                                    {f.from} → {f.to}
                                </span>
                            </>
                        ),
                    },
                    { title: "Here", cell: (f) => <Here of={seen.get(f.id)} /> },
                    { title: "Purpose", cell: (f) => <span class="wide">{f.purpose}</span> },
                    { title: "Required", cell: (f) => <span class="wide">{needed(f, matrix)}</span> },
                    {
                        title: "Rows",
                        cell: (f) => (
                            <>
                                {sourcesOf(f).map((source) => (
                                    <div key={source}>{source}</div>
                                ))}
                                {(f.disagreements ?? []).length > 0 && <div>the pages differ</div>}
                            </>
                        ),
                    },
                ]}
            />
            <div class="below">
                <Turner turn={turn} shown={rows.length} of={many(flows.length, "flow")} />
                <ExportButton
                    name="matrix"
                    table={async () =>
                        tableOf(
                            ["id", "from", "to", "protocol", "ports", "select", "needed", "purpose", "sources", "here"],
                            flows.map((f) => ({
                                ...f,
                                needed: needed(f, matrix),
                                sources: sourcesOf(f).join("; "),
                                here: countsInWords(seen.get(f.id) ?? nothing),
                            })),
                        )
                    }
                />
            </div>
        </>
    );
}

const byTitle = (a: { title: string }, b: { title: string }) => (a.title < b.title ? -1 : 1);
const nothing = Object.fromEntries(outcomes.map((o) => [o, 0])) as CountsWithStale;

/** What hosts of this collector see of it: the worst, and of how many. */
function Here({ of }: { of: CountsWithStale | undefined }) {
    const worst = of && outcomes.find((o) => of[o] > 0);
    if (of === undefined || worst === undefined) return <span class="quiet">no host</span>;
    const all = Object.values(of).reduce((a, b) => a + b, 0);
    return (
        <>
            <OutcomeMark of={worst} />{" "}
            <span class="quiet">{of[worst] === all ? number(all) : `${number(of[worst])} of ${number(all)}`}</span>
        </>
    );
}

function needed(f: MatrixFlow, matrix: Matrix): string {
    if (f.fallback_of !== undefined) return `only where ${service(f.protocol, f.fallback_of)} does not work`;
    const when = f.when ? `if ${condition(f.when, matrix.facts)}` : "always";
    return f.required_when ? `${when}; optional unless ${condition(f.required_when, matrix.facts)}` : when;
}
