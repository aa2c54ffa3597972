import assert from "node:assert/strict";
import { test } from "node:test";
import { count, widths } from "./ports";

test("ports are counted", () => {
    const cases: [string, number][] = [
        ["6162", 1],
        ["80,443", 2],
        ["80, 443", 2],
        ["2500-3300", 801],
        ["135,2500-2509", 11],
        ["custom", 0],
        ["", 0],
        ["9-3", 0],
    ];
    for (const [ports, n] of cases) assert.equal(count(ports), n, ports);
});

test("the parts of a bar fill it, and none vanishes", () => {
    for (const counts of [[1], [501, 300], [1, 800], [1, 1, 10_000], [0, 0]]) {
        const shares = widths(counts);
        assert.ok(Math.abs(shares.reduce((a, b) => a + b, 0) - 1) < 1e-9);
        assert.ok(
            shares.every((w) => w >= 0.06),
            String(shares),
        );
    }
    assert.ok(widths([501, 300])[0]! > widths([501, 300])[1]!);
});
