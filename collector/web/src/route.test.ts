import assert from "node:assert/strict";
import { test } from "node:test";
import { href, parse, refined } from "./route";

test("addresses lead where they say", () => {
    const flow = "agent-linux:crl:tcp:80,443";
    const route = parse(href("flows", flow, { q: "a b&c", outcome: "broken" }));
    assert.equal(route.page, "flows");
    assert.equal(route.id, flow);
    assert.equal(route.query.get("q"), "a b&c");
    assert.equal(route.query.get("outcome"), "broken");
});

test("no hash is the overview", () => {
    for (const hash of ["", "#", "#/"])
        assert.deepEqual({ ...parse(hash), query: undefined }, { page: "", id: "", query: undefined });
});

test("a cut link is no error", () => {
    assert.equal(parse("#/flows/%E0%A4%A").id, "%E0%A4%A");
});

test("a filter set to nothing vanishes from the address", () => {
    assert.equal(refined(parse("#/hosts/a%2Fb?q=x&outcome=broken"), { outcome: "" }), "#/hosts/a%2Fb?q=x");
    assert.equal(refined(parse("#/"), { site: "Zürich" }), "#/?site=Z%C3%BCrich");
});
