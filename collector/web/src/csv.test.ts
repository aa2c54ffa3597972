import assert from "node:assert/strict";
import { test } from "node:test";
import { csv, quote, tableOf } from "./csv";

test("cells are quoted where they have to be, and formulas are defused", () => {
    const cases: [string, string][] = [
        ["web01", "web01"],
        ["", ""],
        ["a,b", '"a,b"'],
        ['say "x"', '"say ""x"""'],
        ["two\nlines", '"two\nlines"'],
        ["=1+1", "'=1+1"],
        ["+1", "'+1"],
        ["-1", "-1"],
        ["-12.5", "-12.5"],
        ["-1+1", "'-1+1"],
        ["x;=1+1", "x;'=1+1"],
        ["x; @A1", "x; '@A1"],
        ["x\t+1", "x\t'+1"],
        ["a-b; c=d", "a-b; c=d"],
        ["@SUM(A1)", "'@SUM(A1)"],
        ["\t=1", "'\t'=1"],
        ["\r=1", '"\'\r\'=1"'],
        ['=HYPERLINK("x","y")', '"\'=HYPERLINK(""x"",""y"")"'],
        ["2500-3300", "2500-3300"],
    ];
    for (const [value, cell] of cases) assert.equal(quote(value), cell);
});

test("lines end as RFC 4180 has it", () => {
    assert.equal(
        csv([
            ["a", "b"],
            ["1", "2"],
            ["3", "4"],
        ]),
        "a,b\r\n1,2\r\n3,4\r\n",
    );
});

test("records become lines of text", () => {
    assert.deepEqual(tableOf(["b", "a", "d"], [{ a: null, b: ["x", "y"], c: 1, d: false }, { a: "z", b: [], c: 2, d: true }]), [
        ["b", "a", "d"],
        ["x y", "", "false"],
        ["", "z", "true"],
    ]);
});
