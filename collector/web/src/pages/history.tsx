import { everything } from "../api";
import type { PageProps } from "../page";
import { now } from "../clock";
import { tableOf } from "../csv";
import { useData } from "../data";
import { changeKinds, type Day, type Page, type Transition } from "../model";
import { useChoices } from "../parts/choices";
import { ExportButton } from "../parts/export";
import { Filters, SelectFilter } from "../parts/filters";
import { Turner, usePages } from "../parts/pages";
import { Plot } from "../parts/plot";
import { Loading } from "../parts/state";
import { Table } from "../parts/table";
import { transitionsTable, TransitionTable } from "../parts/transition_table";
import { number } from "../words";

const day = 86_400_000; // ms
const most = 800; // days that the collector tells of

export function HistoryPage({ route }: PageProps) {
    const days = Math.min(Math.max(Math.floor(Number(route.query.get("days"))) || 30, 1), most);
    const kind = route.query.get("kind") ?? "";
    // Whole days, so that the address of the list is the same from one refresh to the next.
    const since = new Date(Math.floor(now() / day - days + 1) * day).toISOString().replace(".000Z", "Z");
    const filters = { since, flow: route.query.get("flow"), prober: route.query.get("prober") };
    const history = useData<Page<Day>>(`history?days=${days}`);
    const transitions = usePages<Page<Transition>>("transitions", filters);
    const choices = useChoices();
    const ofKind = (t: Transition) => kind === "" || t.kind === kind;
    return (
        <>
            <h1>History</h1>
            <Filters>
                <SelectFilter
                    route={route}
                    name="days"
                    label="Time"
                    any="30 days"
                    choices={[
                        { value: "7", title: "7 days" },
                        { value: "90", title: "90 days" },
                        { value: "365", title: "1 year" },
                    ]}
                />
                <SelectFilter route={route} name="flow" label="Flow" any="all flows" choices={choices.flows} />
                <SelectFilter
                    route={route}
                    name="kind"
                    label="Kind"
                    any="all changes"
                    choices={changeKinds.map((value) => ({ value, title: value }))}
                />
            </Filters>
            <section>
                <h2>
                    Broken flows over time <span class="quiet">all hosts</span>
                </h2>
                <Loading of={history}>
                    {({ items }) =>
                        items.length === 0 ? (
                            <p class="quiet empty">
                                No history yet. It begins with the first change.
                            </p>
                        ) : (
                            <Days of={items} />
                        )
                    }
                </Loading>
            </section>
            <section>
                <h2>What changed</h2>
                <Loading of={transitions}>
                    {({ items }) => (
                        <>
                            <TransitionTable rows={items.filter(ofKind)} />
                            <div class="below">
                                <Turner turn={transitions.turn} shown={items.length} />
                                {kind !== "" && (
                                    <span class="quiet">
                                        {items.filter(ofKind).length} of them {kind}
                                    </span>
                                )}
                                <ExportButton
                                    name="history"
                                    table={async () =>
                                        transitionsTable(
                                            (await everything<Transition>("transitions", filters)).filter(ofKind),
                                        )
                                    }
                                />
                            </div>
                        </>
                    )}
                </Loading>
            </section>
        </>
    );
}

function Days({ of }: { of: Day[] }) {
    return (
        <>
            <Plot days={of} />
            <details class="figures">
                <summary>Show as a table</summary>
                <Table
                    caption="Broken flows by day"
                    rows={[...of].reverse()}
                    rowKey={(d) => d.day}
                    empty=""
                    columns={[
                        { title: "Day", header: true, cell: (d) => d.day },
                        { title: "Broke", numeric: true, cell: (d) => number(d.broke) },
                        { title: "Healed", numeric: true, cell: (d) => number(d.healed) },
                        { title: "Changed", numeric: true, cell: (d) => number(d.changed) },
                        { title: "Failing at the end", numeric: true, cell: (d) => number(d.failing) },
                    ]}
                />
                <ExportButton
                    name="days"
                    table={async () => tableOf(["day", "broke", "healed", "changed", "failing"], of)}
                />
            </details>
        </>
    );
}
