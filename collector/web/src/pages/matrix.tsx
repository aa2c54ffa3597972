import type { PageProps } from "../page";
import { tableOf } from "../csv";
import type { Matrix, MatrixFlow } from "../model";
import { useMatrix } from "../parts/choices";
import { ExportButton } from "../parts/export";
import { Filters, SearchFilter } from "../parts/filters";
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

function Browser({ matrix, route }: { matrix: Matrix; route: Route }) {
    const chosen = { from: route.query.get("from") ?? "", to: route.query.get("to") ?? "" };
    const words = (route.query.get("q") ?? "").toLowerCase();
    const flows = matrix.flows.filter(
        (f) =>
            (chosen.from === "" || f.from === chosen.from) &&
            (chosen.to === "" || f.to === chosen.to) &&
            `${f.id} ${f.purpose}`.toLowerCase().includes(words),
    );
    return (
        <>
            <p class="lead quiet">
                {matrix.title}, {matrix.id} {matrix.version}: {many(matrix.flows.length, "flow")} from{" "}
                <span class="address-text">{matrix.source.url}</span>, as of {matrix.source.updated}. Select a role or a
                line to see its flows.
            </p>
            <RolesGraph
                of={matrix}
                chosen={chosen}
                onChoose={(choice) => refine(route, { from: choice.from, to: choice.to })}
            />
            <Filters>
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
                    { title: "Row", numeric: true, cell: (f) => f.rows.join(", ") },
                ]}
            />
            <div class="below">
                <span class="quiet">{many(flows.length, "flow")}</span>
                <ExportButton
                    name="matrix"
                    table={async () =>
                        tableOf(
                            ["id", "from", "to", "protocol", "ports", "select", "needed", "purpose", "rows"],
                            flows.map((f) => ({ ...f, needed: needed(f, matrix) })),
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
