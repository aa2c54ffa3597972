import assert from "node:assert/strict";
import { test } from "node:test";
import paths from "../../../tests/path_words.json";
import type { CellCounts, OnWay, PathEnd } from "./model";
import { ago, cellWords, condition, factsOf, many, onWay, pathEnd, service, span } from "./words";

test("spans of time are told in the coarsest unit that says enough", () => {
    const cases: [number, string][] = [
        [-5, "0 s"],
        [0, "0 s"],
        [59.4, "59 s"],
        [60, "1 min"],
        [3599, "59 min"],
        [3600, "1 h"],
        [47 * 3600, "47 h"],
        [48 * 3600, "2 days"],
        [400 * 86_400, "400 days"],
    ];
    for (const [seconds, words] of cases) assert.equal(span(seconds), words);
});

test("a clock that is a little off makes no future", () => {
    assert.equal(ago("2026-01-01T00:00:10Z", Date.parse("2026-01-01T00:00:00Z")), "just now");
    assert.equal(ago("2026-01-01T00:00:00Z", Date.parse("2026-01-01T00:05:00Z")), "5 min ago");
});

test("one and many", () => {
    assert.equal(many(1, "host"), "1 host");
    assert.equal(many(0, "host"), "0 hosts");
    assert.equal(many(12_345, "host"), "12,345 hosts");
});

test("a cell says a word for one flow, and counts for many, the worst first", () => {
    // pass, warn, unknown, fail, skip, stale
    const cases: [CellCounts, boolean, string, string, string, string, string][] = [
        [[1, 0, 0, 0, 0, 0], true, "pass", "OK", "", "most", "OK"],
        [[0, 0, 0, 1, 0, 0], true, "fail", "FAIL", "", "most", "FAIL"],
        [[0, 0, 0, 0, 0, 1], true, "stale", "stale", "", "most", "stale"],
        [[1, 0, 0, 0, 0, 0], false, "pass", "1", "", "most", "1: 1 OK"],
        [[117, 0, 0, 3, 0, 0], false, "fail", "3", "120", "few", "3/120: 3 FAIL, 117 OK"],
        [[3, 1, 1, 0, 0, 0], true, "unknown", "1", "5", "some", "1/5: 1 unknown, 1 warn, 3 OK"],
        // Stale is worse than good: a cell with both must not be green.
        [[9, 0, 0, 0, 0, 1], false, "stale", "1", "10", "some", "1/10: 1 stale, 9 OK"],
        [[10_000, 0, 0, 0, 0, 0], false, "pass", "10k", "", "most", "10k: 10,000 OK"],
        [[0, 0, 0, 0, 0, 0], false, "skip", "0", "", "most", "0: "],
    ];
    for (const [cell, single, outcome, text, of, share, label] of cases)
        assert.deepEqual(cellWords(cell, single), { outcome, text, of, share, label });
});

test("conditions read as sentences", () => {
    const nested = {
        all: [{ fact: "netbios" }, { any: [{ fact: "push_deployment" }, { fact: "backup_server_os", is: "linux" }] }],
    };
    assert.equal(condition(nested, []), "netbios and (push_deployment or backup_server_os is linux)");
    assert.equal(condition({ not: { fact: "a", before: "13.0.1" } }, []), "not (a is before 13.0.1)");
    assert.equal(condition({ any: [] }, []), "never");
    assert.deepEqual(factsOf(nested), ["netbios", "push_deployment", "backup_server_os"]);
    assert.deepEqual(factsOf(null), []);
});

test("services", () => {
    assert.equal(service("tcp", ["80", "443"]), "TCP 80, 443");
    assert.equal(service("udp", "137"), "UDP 137");
    assert.equal(service("tcp", []), "TCP custom");
});

// The agent's reports say the same: tests/unit/matrix/path_words_test.cpp reads these cases too.
test("who answered in a target's name", () => {
    for (const { is, words } of paths.on_way) assert.equal(onWay(is as OnWay), words);
});

test("where packets of silent ports end", () => {
    for (const { is, words } of paths.path_end) assert.equal(pathEnd(is as PathEnd), words);
});
