import assert from "node:assert/strict";
import test from "node:test";
import { columnsOf } from "./columns";
import type { CellCounts, CountsWithStale, OverviewFlow, OverviewRow } from "./model";

const zero: CountsWithStale = { fail: 0, unknown: 0, warn: 0, stale: 0, pass: 0, skip: 0 };

function flow(id: string, counts: Partial<CountsWithStale> = { pass: 1 }): OverviewFlow {
    const [from = "", to = ""] = id.split(">");
    return { flow: id, from, to, protocol: "tcp", ports: "1", counts: { ...zero, ...counts } };
}
const there: CellCounts = [1, 0, 0, 0, 0, 0];
function row(...has: number[]): OverviewRow {
    return {
        name: "h", site: "s", prober: "p", hosts: 1, stale_hosts: 0, outcome: "pass", counts: zero,
        cells: Array.from({ length: 6 }, (_, i) => (has.includes(i) ? there : null)),
    };
}
const flows = [
    flow("vbr>a"), flow("vbr>b", { fail: 1 }), flow("agent>c"), flow("agent>d", { warn: 9 }), flow("agent>e", { fail: 3 }),
    flow("agent>f", { stale: 9 }),
];
const ids = (shown: { flow: OverviewFlow }[]) => shown.map(({ flow }) => flow.flow);

test("what is broken comes first, the worst at the left; roles stay together", () => {
    const rows = [row(0, 1), row(2, 3, 4, 5), row(2, 3, 4, 5)];
    const { shown, all, elsewhere } = columnsOf({ flows, rows }, 60);
    assert.deepEqual(ids(shown), ["agent>e", "agent>d", "vbr>b", "agent>c", "agent>f", "vbr>a"]);
    assert.deepEqual(shown.filter(({ first }) => first).map(({ flow }) => flow.flow), ["agent>e", "vbr>b", "agent>c", "vbr>a"]);
    assert.deepEqual(shown.map(({ index }) => index), [4, 3, 1, 2, 5, 0]);
    assert.equal(all, 6);
    assert.equal(elsewhere, 0);
});

test("columns that are empty in all rows are left out and counted", () => {
    const { shown, all, elsewhere } = columnsOf({ flows, rows: [row(0, 1)] }, 60);
    assert.deepEqual(ids(shown), ["vbr>b", "vbr>a"]);
    assert.equal(all, 2);
    assert.equal(elsewhere, 4);
});

test("where there are too many, the fine ones are not shown; if broken ones are not either, that is known", () => {
    const rows = [row(0, 1, 2, 3, 4, 5)];
    assert.deepEqual(ids(columnsOf({ flows, rows }, 4).shown), ["agent>e", "agent>d", "vbr>b", "vbr>a"]);
    assert.equal(columnsOf({ flows, rows }, 4).brokenHidden, 0);
    assert.equal(columnsOf({ flows, rows }, 2).brokenHidden, 1);
});
