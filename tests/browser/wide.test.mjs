// Matrices with hundreds of flows and roles: nothing that fails is out of sight, no row is hidden silently, and every flow
// says which pages, in which revisions, require it.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Browser } from "./harness/browser.mjs";
import { Collector, PostingProber } from "./harness/collector.mjs";
import { flowsFrom, reportOf } from "./harness/reports.mjs";
import { endWorld } from "./harness/world.mjs";

const OLD_AGENTS = "2026-01-19";
const world = {};
const probers = {};
let matrix;
let shared; // a flow that two pages require

// Their last flows in the matrix's order fail, which without a better order would stand far to the right.
const last = (roles) => flowsFrom(matrix, roles).at(-1).id;

before(async () => {
  world.collector = await Collector.make();
  world.browser = await Browser.launch(world.collector);
  await world.collector.logIn();
  matrix = await world.collector.get("/api/v1/matrix");
  shared = matrix.flows.find((f) => f.sources.length === 2 && f.from === "gateway-server" && f.ports.length > 0);
  assert.ok(shared, "a flow of two pages that begins at a gateway server");
  const hosts = {
    vbr01: ["backup-server"], proxy01: ["backup-proxy-linux"], repo01: ["hardened-repository"], tape01: ["tape-server-windows"],
    guest01: ["guest-interaction-proxy-windows"], gate01: ["gateway-server-linux"], gate02: ["gateway-server-linux"], web01: ["agent-linux"],
  };
  for (const [host, roles] of Object.entries(hosts)) {
    probers[host] = await PostingProber.enroll(world.collector, host, { site: "Hamburg" });
    const outcomes = { vbr01: { [last(roles)]: "fail" }, proxy01: { [last(roles)]: "unknown" } }[host];
    const pages = host === "gate02" ? { "veeam-agents": OLD_AGENTS } : {};
    await probers[host].post(reportOf(matrix, host, roles, { outcomes, pages }));
  }
});
after(() => endWorld(world));

const columns = (visit) => visit.page.locator("[role=grid] thead th.flow a").evaluateAll((links) => links.map((a) => a.title.split("\n")[1]));

test("the overview begins with the columns of what is broken, and says how many it leaves out", async () => {
  for (const width of [1440, 400]) {
    const visit = await world.browser.visit("/#/?by=host", { width });
    await visit.untilCell("vbr01", last(["backup-server"]), "fail");
    assert.deepEqual((await columns(visit)).slice(0, 2), [last(["backup-server"]), last(["backup-proxy-linux"])]);
    const failing = await visit.page.locator("td.cell.fail").first().boundingBox();
    assert.ok(failing.x + failing.width <= width, `at ${width} pixels the failing cell ends at ${failing.x + failing.width}`);

    const { flows } = await world.collector.get("/api/v1/overview?by=host");
    assert.ok(flows.length > 300);
    assert.equal((await columns(visit)).length, 60);
    assert.match(await visit.text(), new RegExp(`60 of ${flows.length} flows are shown, the broken ones first`));
    await visit.screenshot(`wide-overview-light-${width}`);
    await visit.page.getByRole("link", { name: `Show all ${flows.length}` }).click();
    await visit.until("all are there", (n) => document.querySelectorAll("[role=grid] thead th.flow").length === n, flows.length);
    assert.deepEqual((await columns(visit)).sort(), flows.map(({ flow }) => flow).sort());
    await visit.end();
  }
});

test("the arrow keys reach what is in the cells, in the order that is shown", async () => {
  const visit = await world.browser.visit("/#/?by=host");
  await visit.untilCell("vbr01", last(["backup-server"]), "fail");
  await visit.page.locator("[role=grid] tbody th a").first().focus();
  await visit.page.keyboard.press("ArrowRight");
  assert.match(await visit.page.evaluate(() => document.activeElement.className), /\bcell fail\b/);
  await visit.page.keyboard.press("Enter");
  await visit.until("the flow's evidence is there", (id) => location.hash.includes(`flow=${encodeURIComponent(id)}`),
    last(["backup-server"]));
  await visit.end();
});

const found = (visit, n) => visit.until(`${n} flows are found`, (count) =>
  document.querySelector('main [role="status"].visually-hidden')?.textContent === `${count} ${count === 1 ? "flow" : "flows"} found`, n);
const listed = (visit) => visit.page.getByRole("region", { name: "Flows of the matrix" }).locator("tbody th a")
  .evaluateAll((links) => links.map((a) => decodeURIComponent(a.getAttribute("href").replace("#/flows/", ""))));

test("the matrix shows every flow once, page by page", async () => {
  const visit = await world.browser.visit("/#/matrix");
  await found(visit, matrix.flows.length);
  const next = visit.page.getByRole("button", { name: "Next" });
  const seen = await listed(visit);
  while (await next.isEnabled()) {
    await next.click();
    await visit.until("the next rows are there", (id) => !document.querySelector(`main tbody a[href="#/flows/${encodeURIComponent(id)}"]`), seen.at(-1));
    seen.push(...(await listed(visit)));
    assert.match(await visit.text(), new RegExp(`–${seen.length} of ${matrix.flows.length} flows`));
  }
  assert.deepEqual(seen, matrix.flows.map(({ id }) => id));
  // Another filter begins at its first row.
  await visit.page.getByLabel("Port, role or purpose").fill("6162");
  const wanted = matrix.flows.filter((f) => `${f.id} ${f.purpose}`.includes("6162"));
  await found(visit, wanted.length);
  assert.deepEqual(await listed(visit), wanted.slice(0, 100).map(({ id }) => id));
  await visit.end();
});

test("the matrix is filtered by page, by role with what it inherits, and by what is broken here", async () => {
  const visit = await world.browser.visit("/#/matrix");
  await found(visit, matrix.flows.length);
  const page = matrix.matrices[0];
  const name = `${page.id}@${page.version}`;
  await visit.page.locator("select[name=page]").selectOption(name);
  await found(visit, matrix.flows.filter((f) => f.sources.some((s) => s.matrix === name)).length);
  await visit.page.locator("select[name=page]").selectOption("");
  await visit.page.locator("select[name=role]").selectOption("hardened-repository");
  const kinds = ["hardened-repository", "repository-linux", "repository", "backup-infrastructure"];
  await found(visit, matrix.flows.filter((f) => kinds.includes(f.from) || kinds.includes(f.to)).length);
  await visit.page.locator("select[name=role]").selectOption("");
  await visit.page.getByLabel("Only what is broken here").check();
  await found(visit, 2);
  assert.deepEqual((await listed(visit)).sort(), [last(["backup-server"]), last(["backup-proxy-linux"])].sort());
  assert.match(await visit.page.getByRole("region", { name: "Flows of the matrix" }).innerText(), /FAIL 1/);
  await visit.end();
});

test("the neighbors of a role, by keyboard and at 400 pixels", async () => {
  const visit = await world.browser.visit("/#/matrix", { width: 400 });
  await found(visit, matrix.flows.length);
  // What no host here has is behind a line that counts it.
  const used = new Set((await world.collector.get("/api/v1/overview?by=site")).flows.flatMap(({ from, to }) => [from, to]));
  const there = new Set(matrix.flows.flatMap(({ from, to }) => [from, to]));
  assert.match(await visit.text(), new RegExp(`Roles in use here ${used.size}`));
  assert.match(await visit.text(), new RegExp(`${there.size - used.size} more roles that no host here has`));

  await visit.page.getByRole("list", { name: "Roles" }).first().getByRole("link", { name: /backup-proxy$/ }).focus();
  await visit.page.keyboard.press("Enter");
  await visit.page.getByRole("heading", { level: 2, name: /^backup-proxy/ }).waitFor();
  const own = ["backup-proxy", "backup-infrastructure"];
  for (const [title, near, far] of [["Connect to backup-proxy", "to", "from"], ["backup-proxy connects to", "from", "to"]]) {
    const neighbors = new Set(matrix.flows.filter((f) => own.includes(f[near])).map((f) => f[far]));
    const links = await visit.page.getByRole("list", { name: title, exact: true }).locator("li a:first-child")
      .evaluateAll((all) => all.map((a) => new URLSearchParams(a.href.split("?")[1]).get("role")));
    const hidden = Number(/(\d+) more roles? that/.exec(await visit.page.locator(".sides > section").filter({ hasText: title }).innerText())?.[1] ?? 0);
    assert.ok(links.every((role) => neighbors.has(role)), title);
    // Those behind the line are in the page, too, but not shown.
    const visible = await visit.page.getByRole("list", { name: title, exact: true }).first().locator("li").count();
    assert.equal(visible + hidden, neighbors.size, title);
  }
  const { width, scroll } = await visit.page.evaluate(() => ({ width: innerWidth, scroll: document.documentElement.scrollWidth }));
  assert.ok(scroll <= width, `the page is ${scroll} pixels wide`);
  assert.deepEqual(await visit.seriousProblems(), []);
  await visit.screenshot("wide-role-light-400");

  await visit.page.getByRole("list", { name: "backup-proxy connects to", exact: true }).first().locator(".services").first().click();
  const { searchParams } = new URL(`http://x/?${visit.page.url().split("?")[1]}`);
  const to = searchParams.get("to");
  await found(visit, matrix.flows.filter((f) => (own.includes(f.from) || own.includes(f.to)) && f.to === to).length);
  await visit.end();
});

test("a flow of two pages names the rows of both, in the revisions that each host was checked against", async () => {
  const visit = await world.browser.visit(`/#/flows/${encodeURIComponent(shared.id)}`);
  await visit.untilShown("flow");
  const facts = await visit.page.locator("main > .facts").innerText();
  for (const { matrix: name, rows } of shared.sources)
    assert.ok(facts.includes(`${rows.length === 1 ? "row" : "rows"} ${rows.join(", ")} of ${name}`), `${name} in ${facts}`);
  const rows = await visit.page.getByRole("region", { name: "Hosts with this flow" }).locator("tbody tr").allInnerTexts();
  assert.equal(rows.length, 2);
  for (const row of rows) assert.equal(row.includes(`veeam-agents@${OLD_AGENTS}`), row.includes("gate02"), row);

  for (const [host, old] of [["gate01", false], ["gate02", true]]) {
    await visit.open(`/#/hosts/${probers[host].id}?flow=${encodeURIComponent(shared.id)}`);
    await visit.until("its evidence is there", () => /Required by/.test(document.querySelector(".flows .evidence")?.innerText ?? ""));
    const text = await visit.text();
    for (const { matrix: name, rows: numbers } of shared.sources) {
      const revision = old && name.startsWith("veeam-agents@") ? `veeam-agents@${OLD_AGENTS}` : name;
      assert.ok(text.includes(`${numbers.length === 1 ? "row" : "rows"} ${numbers.join(", ")} of ${revision}`), `${host}: ${revision} in ${text}`);
    }
    assert.equal(text.includes("the collector has other revisions"), old, host);
  }
  await visit.end();
});

test("where two pages do not agree, the flow's page says so", async () => {
  const words = "veeam-agents@2026-04-16: needed always; veeam-backup@2026-05-26: needed if cdp";
  const visit = await world.browser.visit(`/#/flows/${encodeURIComponent(shared.id)}`, {
    before: (context) => context.route("**/api/v1/matrix", async (route) => {
      const flows = matrix.flows.map((f) => (f.id === shared.id ? { ...f, disagreements: [words] } : f));
      await route.fulfill({ json: { ...matrix, flows } });
    }),
  });
  await visit.untilShown("flow");
  assert.match(await visit.page.locator("main > .facts").innerText(), new RegExp(`Pages differ\\s+${words}`));
  await visit.end();
});

test("a newer page that makes a flow optional heals nothing, and says what it changed", async () => {
  const roles = ["agent-linux"];
  const flow = last(roles);
  const report = reportOf(matrix, "late01", roles, { outcomes: { [flow]: "fail" }, pages: { "veeam-agents": OLD_AGENTS } });
  const late = await PostingProber.enroll(world.collector, "late01", { site: "Hamburg" });
  await late.post(report);
  const newer = reportOf(matrix, "late01", roles, { outcomes: { [flow]: "fail" } });
  Object.assign(newer.findings.find((f) => f.flow === flow), { required: false, outcome: "warn" });
  await late.post(newer);
  const visit = await world.browser.visit(`/#/history?prober=${late.id}`);
  await visit.untilShown("history");
  const [change, ...others] = await visit.page.getByRole("region", { name: "Changes" }).locator("tbody tr").allInnerTexts();
  assert.deepEqual(others, []);
  assert.match(change, /page-changed/);
  assert.match(change, /The page changed: required, then optional\./);
  assert.doesNotMatch(change, /healed/);
  // What stayed as it was is of the newer page, too.
  const calm = report.findings.find((f) => f.outcome === "pass" && f.sources.some((s) => s.matrix.startsWith("veeam-agents@")));
  await visit.open(`/#/hosts/${late.id}?flow=${encodeURIComponent(calm.flow)}`);
  await visit.until("its evidence is there", () => /Required by/.test(document.querySelector(".flows .evidence")?.innerText ?? ""));
  assert.ok(!(await visit.text()).includes(OLD_AGENTS));
  await visit.end();
});
