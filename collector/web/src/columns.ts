// Which columns an overview shows, and in which order.
import type { Overview, OverviewFlow } from "./model";

export interface Column {
    flow: OverviewFlow;
    /** Which cell of a row is this column's. */
    index: number;
    /** The first of its group. */
    first: boolean;
}

export interface Columns {
    shown: Column[];
    /** How many there would be. */
    all: number;
    /** How many others there are, which no row of this page has. */
    elsewhere: number;
    /** How many of those that are not shown are broken. */
    brokenHidden: number;
}

type Indexed = Pick<Column, "flow" | "index">;

const broken = ({ flow: { counts } }: Indexed) => counts.fail + counts.unknown + counts.warn > 0;

function worse({ flow: { counts: a } }: Indexed, { flow: { counts: b } }: Indexed): number {
    return b.fail - a.fail || b.unknown - a.unknown || b.warn - a.warn;
}

/** By the role that they begin at, in the order of the first of each. */
function groups(list: Indexed[]): Indexed[][] {
    const all = new Map<string, Indexed[]>();
    for (const one of list) {
        const group = all.get(one.flow.from) ?? [];
        group.push(one);
        all.set(one.flow.from, group);
    }
    return [...all.values()];
}

/** What is broken anywhere comes first, the worst at the left; then the others in the matrix's order. Of these, the role
    that most rows have comes first: where there are many agents, the backup server's columns, which are empty for all of
    them, would be all that one sees. Columns that are empty in all rows are left out. */
export function columnsOf({ flows, rows }: Pick<Overview, "flows" | "rows">, most: number): Columns {
    const present = flows
        .map((flow, index) => ({ flow, index }))
        .filter(({ index }) => rows.some((row) => row.cells[index] != null));
    const weight = (group: Indexed[]) =>
        rows.filter((row) => group.some(({ index }) => row.cells[index] != null)).length;
    const order = [
        ...groups(present.filter(broken).sort(worse)),
        ...groups(present.filter((c) => !broken(c)))
            .map((group) => ({ group, weight: weight(group) }))
            .sort((a, b) => b.weight - a.weight)
            .map(({ group }) => group),
    ].flatMap((group) => group.map((c, i) => ({ ...c, first: i === 0 })));
    return {
        shown: order.slice(0, most),
        all: order.length,
        elsewhere: flows.length - present.length,
        brokenHidden: order.slice(most).filter(broken).length,
    };
}
