import type { PageProps } from "../page";
import { tableOf } from "../csv";
import { nameOf, type Matrix, type MatrixFlow } from "../model";
import { useMatrix } from "../parts/choices";
import { ExportButton } from "../parts/export";
import { Filters, SearchFilter, SelectFilter } from "../parts/filters";
import { RolesGraph } from "../parts/roles_graph";
import { Loading } from "../parts/state";
import { Table } from "../parts/table";
import { href, refine, type Route } from "../route";
import { condition, many, service } from "../words";

export function MatrixPage({ route }: PageProps) {
    return (
        <>
            <h1>Matrix</h1>
            <Loading of={useMatrix()}>{(matrix) => <Browser matrix={matrix} route={route} />}</Loading>
        </>
    );
}

/** More roles than this are no picture any more. */
const mostDrawn = 60;

function connected(flows: MatrixFlow[]): number {
    return new Set(flows.flatMap((f) => [f.from, f.to])).size;
}

/** Of each page that has the flow. */
function rowsOf(f: MatrixFlow): string {
    return f.sources.map((s) => s.rows.join(", ")).join("; ");
}

function Browser({ matrix, route }: { matrix: Matrix; route: Route }) {
    const chosen = { from: route.query.get("from") ?? "", to: route.query.get("to") ?? "" };
    const words = (route.query.get("q") ?? "").toLowerCase();
    const page = route.query.get("page") ?? "";
    const ofPage = matrix.flows.filter((f) => page === "" || f.sources.some((s) => s.matrix === page));
    const flows = ofPage.filter(
        (f) =>
            (chosen.from === "" || f.from === chosen.from) &&
            (chosen.to === "" || f.to === chosen.to) &&
            `${f.id} ${f.purpose}`.toLowerCase().includes(words),
    );
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
            {connected(ofPage) <= mostDrawn ? (
                <RolesGraph
                    of={{ ...matrix, flows: ofPage }}
                    chosen={chosen}
                    onChoose={(choice) => refine(route, { from: choice.from, to: choice.to })}
                />
            ) : (
                <p class="quiet">Select the page with fewer roles to see who talks to whom in a picture.</p>
            )}
            <Filters>
                <SelectFilter
                    route={route}
                    name="page"
                    label="Page"
                    any="All pages"
                    choices={matrix.matrices.map((m) => ({ value: nameOf(m), title: nameOf(m) }))}
                />
                <SearchFilter route={route} name="q" label="Port, role or purpose" />
                {(chosen.from !== "" || chosen.to !== "") && (
                    <a href={href("matrix")}>
                        {chosen.from || "any role"} → {chosen.to || "any role"}: show all flows
                    </a>
                )}
            </Filters>
            <p class="visually-hidden" role="status">
                {many(flows.length, "flow")} shown
            </p>
            <Table
                caption="Flows of the matrix"
                rows={flows}
                rowKey={(f) => f.id}
                empty="No matching flows."
                columns={[
                    { title: "From", cell: (f) => f.from },
                    { title: "To", cell: (f) => f.to },
                    {
                        title: "Ports",
                        header: true,
                        cell: (f) => <a href={href("flows", f.id)}>{service(f.protocol, f.ports)}</a>,
                    },
                    { title: "Which", cell: (f) => (f.select === "any" ? "any" : "all") },
                    { title: "Purpose", cell: (f) => <span class="wide">{f.purpose}</span> },
                    { title: "Required", cell: (f) => <span class="wide">{needed(f, matrix)}</span> },
                    { title: "Row", numeric: true, cell: rowsOf },
                ]}
            />
            <div class="below">
                <span class="quiet">{many(flows.length, "flow")}</span>
                <ExportButton
                    name="matrix"
                    table={async () =>
                        tableOf(
                            ["id", "from", "to", "protocol", "ports", "select", "needed", "purpose", "rows"],
                            flows.map((f) => ({ ...f, needed: needed(f, matrix), rows: rowsOf(f) })),
                        )
                    }
                />
            </div>
        </>
    );
}

function needed(f: MatrixFlow, matrix: Matrix): string {
    const when = f.when ? `if ${condition(f.when, matrix.facts)}` : "always";
    return f.required_when ? `${when}; optional unless ${condition(f.required_when, matrix.facts)}` : when;
}
