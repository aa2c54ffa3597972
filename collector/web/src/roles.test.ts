import assert from "node:assert/strict";
import test from "node:test";
import type { MatrixFlow, Role } from "./model";
import { neighborsOf, withKinds } from "./roles";

const roles: Role[] = [
    { id: "infrastructure", title: "", abstract: true },
    { id: "repository", title: "", is: ["infrastructure"] },
    { id: "repository-linux", title: "", is: ["repository"] },
    { id: "dns", title: "" },
    { id: "vbr", title: "", is: ["infrastructure"] },
    { id: "loop", title: "", is: ["loop"] },
];
const flow = (from: string, to: string, port: string): MatrixFlow => ({
    id: `${from}:${to}:tcp:${port}`, sources: [], from, to, protocol: "tcp", ports: [port], select: "all", listens: "service",
    identify: null, purpose: "",
});
const flows = [flow("vbr", "repository", "1"), flow("vbr", "repository", "2"), flow("infrastructure", "dns", "53"),
    flow("vbr", "repository-linux", "22"), flow("dns", "vbr", "9")];

test("a role has the flows of those that it is a kind of", () => {
    assert.deepEqual([...withKinds(roles, "repository-linux")], ["repository-linux", "repository", "infrastructure"]);
    assert.deepEqual([...withKinds(roles, "loop")], ["loop"]);
    assert.deepEqual([...withKinds(roles, "unknown")], ["unknown"]);
});

test("neighbors on both sides, each once, with what runs between", () => {
    const short = (id: string) => {
        const { before, after } = neighborsOf({ roles, flows }, id);
        const list = (of: typeof before) => of.map((n) => `${n.role} ${n.flows.map((f) => f.ports[0]).join()}`);
        return [list(before), list(after)];
    };
    assert.deepEqual(short("repository-linux"), [["vbr 1,2,22"], ["dns 53"]]);
    assert.deepEqual(short("repository"), [["vbr 1,2"], ["dns 53"]]);
    assert.deepEqual(short("vbr"), [["dns 9"], ["repository 1,2", "dns 53", "repository-linux 22"]]);
    assert.deepEqual(short("unknown"), [[], []]);
});
