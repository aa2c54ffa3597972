import assert from "node:assert/strict";
import { test } from "node:test";
import type { Address, PathEnd, Span } from "./model";
import { walk } from "./walk";

const span: Span = {
    ports: "6162",
    finding: "connected",
    outcome: "pass",
    state: "open",
    reason: "syn-ack",
    evidence: "connected",
    answered_by: "10.0.0.6",
    who_answered: "host",
    on_way: null,
    icmp: null,
    identity: null,
    tls: null,
    rtt_us: 400,
};
const silent: Span = {
    ...span,
    finding: "silent",
    outcome: "fail",
    state: "filtered",
    reason: "no-response",
    answered_by: null,
    rtt_us: null,
};
const address: Address = {
    name: "repo01",
    address: "10.0.0.6",
    source: "10.0.7.3",
    finding: "connected",
    outcome: "pass",
    hops: 3,
    path_end: null,
    spans: [span],
};

function end(router: string, hop: number, of: number | null): PathEnd {
    return { router, hop, of, dropped: "here-or-after", way: "forward" };
}

/** The path in one line: names, ! for the culprit, ~ where nothing got to. */
function drawn(a: Partial<Address>): string | null {
    const stops = walk({ ...address, ...a }, "repo01");
    return stops && stops.map((s) => `${s.name}${s.culprit ? "!" : ""}${s.reached ? "" : "~"}`).join(" > ");
}

test("an answer by the host draws the whole path", () => {
    assert.equal(drawn({}), "10.0.7.3 > 2 routers > repo01 (10.0.0.6)");
    assert.equal(drawn({ hops: 1 }), "10.0.7.3 > repo01 (10.0.0.6)");
    assert.equal(drawn({ hops: null }), "10.0.7.3 > repo01 (10.0.0.6)");
});

test("a drop is drawn behind the last router that had the packet", () => {
    const dropped = { path_end: end("10.77.1.2", 2, 4), spans: [silent], hops: 4 };
    assert.equal(drawn(dropped), "10.0.7.3 > 1 router > 10.77.1.2! > 1 router~ > repo01 (10.0.0.6)~");
    assert.equal(
        drawn({ path_end: end("10.1.0.1", 1, null), spans: [silent], hops: null }),
        "10.0.7.3 > 10.1.0.1! > unknown~ > repo01 (10.0.0.6)~",
    );
    // Half of a range gets through: the target is there, and somebody stops the rest.
    assert.equal(
        drawn({ ...dropped, spans: [span, silent] }),
        "10.0.7.3 > 1 router > 10.77.1.2! > 1 router~ > repo01 (10.0.0.6)",
    );
});

test("a drop that may be the target's, or the answer's, blames nobody", () => {
    const either = { ...end("10.77.1.2", 2, 4), way: "either" as const };
    assert.equal(
        drawn({ path_end: either, spans: [silent], hops: 4 }),
        "10.0.7.3 > 1 router > 10.77.1.2 > 1 router~ > repo01 (10.0.0.6)~",
    );
});

test("datagrams that get far accuse nobody", () => {
    assert.equal(
        drawn({
            path_end: { router: "10.1.0.2", hop: 2, of: 3, dropped: "unknown", way: "either" },
            spans: [silent],
            hops: 3,
        }),
        "10.0.7.3 > 1 router > 10.1.0.2 > repo01 (10.0.0.6)~",
    );
});

test("who answers in the host's name is the culprit", () => {
    assert.equal(
        drawn({ spans: [{ ...span, on_way: { kind: "router", address: "10.77.1.2", hop: 2 } }] }),
        "10.0.7.3 > 1 router > 10.77.1.2! > repo01 (10.0.0.6)~",
    );
    assert.equal(
        drawn({ spans: [{ ...span, on_way: { kind: "something", address: null, hop: 1 } }] }),
        "10.0.7.3 > something! > 1 router~ > repo01 (10.0.0.6)~",
    );
    assert.equal(
        drawn({ spans: [{ ...span, on_way: { kind: "something", address: null, hop: null } }], hops: 2 }),
        "10.0.7.3 > something on the path! > repo01 (10.0.0.6)~",
    );
});

test("who rejects by ICMP is the culprit, also the host itself", () => {
    const rejected = {
        ...span,
        outcome: "fail" as const,
        reason: "admin-prohibited",
        icmp: { version: 4, type: 3, code: 13 },
    };
    assert.equal(
        drawn({ hops: 2, spans: [{ ...rejected, answered_by: "10.1.0.1" }] }),
        "10.0.7.3 > 10.1.0.1! > repo01 (10.0.0.6)~",
    );
    assert.equal(
        drawn({ hops: null, spans: [{ ...rejected, answered_by: "10.1.0.1" }] }),
        "10.0.7.3 > unknown > 10.1.0.1! > unknown~ > repo01 (10.0.0.6)~",
    );
    assert.equal(
        drawn({ hops: 2, spans: [{ ...rejected, answered_by: "10.0.0.6" }] }),
        "10.0.7.3 > 1 router > repo01 (10.0.0.6)!",
    );
});

test("no address or no route is no path", () => {
    assert.equal(drawn({ address: null }), null);
    assert.equal(drawn({ source: null }), null);
});
