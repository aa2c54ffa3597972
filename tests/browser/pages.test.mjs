// Every page shows what is true, from the reports of real probers, and does what its buttons say.
import assert from "node:assert/strict";
import path from "node:path";
import { after, before, test } from "node:test";
import { PostingProber } from "./harness/collector.mjs";
import { run } from "./harness/processes.mjs";
import { fairway } from "./harness/settings.mjs";
import { endWorld, makeFullWorld, pagesOf } from "./harness/world.mjs";

const CONTROL = "agent-linux:backup-server:tcp:10006";
const REFUSED_LOGIN = /status of 401/;
let world;
let collector;
let pages;

before(async () => {
  world = await makeFullWorld();
  collector = world.collector;
  pages = pagesOf(world);
  await collector.logIn();
});
after(() => endWorld(world));

async function logIn(visit, password, name = "admin") {
  await visit.page.getByLabel("Name", { exact: true }).fill(name);
  await visit.page.getByLabel("Password", { exact: true }).fill(password);
  await visit.page.getByRole("button", { name: "Log in" }).click();
}

test("a wrong password is refused in words, the right one leads in", async () => {
  const visit = await world.browser.visit("/", { loggedIn: false });
  await visit.untilShown("login");
  await logIn(visit, "not-the-password");
  assert.match(await visit.page.getByRole("alert").innerText(), /name or the password is wrong/);
  await logIn(visit, collector.password);
  await visit.untilShown("overview");
  assert.deepEqual((await visit.context.cookies()).map(({ httpOnly, sameSite, secure }) => ({ httpOnly, sameSite, secure })),
    Array(2).fill({ httpOnly: true, sameSite: "Strict", secure: true })); // the session, and that this browser is known
  await visit.end(REFUSED_LOGIN);
});

test("a link with filters survives the login, and the filters hold", async () => {
  const link = "/#/?site=Hamburg&outcome=broken&by=host";
  const visit = await world.browser.visit(link, { loggedIn: false });
  await visit.untilShown("login");
  await logIn(visit, collector.password);
  await visit.untilShown("overview");
  assert.equal(visit.page.url(), collector.origin + link);
  assert.equal(await visit.page.locator("select[name=site]").inputValue(), "Hamburg");
  assert.ok(await visit.page.getByLabel("Only what is broken").isChecked());
  assert.deepEqual(await visit.page.locator("[role=grid] tbody .name").allInnerTexts(), ["app01"]);
  await visit.end(REFUSED_LOGIN);
});

test("the overview has every host, its outcomes and the counts of the API", async () => {
  const visit = await world.browser.visit(pages.overview);
  await visit.untilShown("overview");
  await visit.untilCell("web01", CONTROL, "pass");
  await visit.untilCell("old01", CONTROL, "stale");
  if (world.lab) await visit.untilCell("app01", CONTROL, "fail");
  const { counts } = await collector.get("/api/v1/overview");
  const tiles = await visit.page.locator(".tiles li").evaluateAll((items) => Object.fromEntries(items.map((li) =>
    [li.classList[0], Number(li.querySelector(".count").textContent)])));
  assert.deepEqual(tiles, { ...counts });
  if (world.lab) assert.match(await visit.page.locator(".verdict").innerText(), new RegExp(`${counts.fail} flows fail`));
  assert.ok((await visit.page.locator(".latest li").allInnerTexts()).some((text) => /healed[\s\S]*web01/.test(text)));
  await visit.end();
});

test("a host's page: ports, the path, who stops packets, certificate, advice", async (t) => {
  if (!world.lab) return t.skip("needs root: a lab of network namespaces");
  const flowsOf = async (visit, id) => {
    await visit.open(`/#/hosts/${world.app01.id}?flow=${encodeURIComponent(id)}`);
    const [protocol, ports] = id.split(":").slice(-2);
    const flow = visit.page.locator(".flows > li");
    await visit.until(`only ${id} is there`, (service) => {
      const all = document.querySelectorAll(".flows > li .service");
      return all.length === 1 && all[0].textContent === service;
    }, `${protocol.toUpperCase()} ${ports}`);
    if (!(await flow.locator("details").evaluate(({ open }) => open))) await flow.locator("summary").click();
    await flow.locator(".evidence .scroll td").first().waitFor();
    return flow;
  };
  const finding = (id) => world.appReport.findings.find((f) => f.flow === id);
  const visit = await world.browser.visit(pages.host);
  await visit.untilShown("host");
  assert.equal(await visit.page.locator("h1").innerText(), "app01");

  // The rules of lab_report.py say what must be seen.
  let flow = await flowsOf(visit, "agent:repository:tcp:2500-3300");
  const bar = await flow.locator(".ports li").evaluateAll((items) => items.map((li) => ({
    text: li.innerText.replace(/\s+/g, " ").trim(), width: li.getBoundingClientRect().width,
  })));
  assert.deepEqual(bar.map(({ text }) => text.replace(/ \(.*/, "")), ["2500-3000 path-open", "3001-3300 silent"]);
  assert.ok(Math.abs(bar[0].width / bar[1].width - 501 / 300) < 0.4, `501 and 300 ports are ${bar[0].width} and ${bar[1].width} wide`);
  assert.match(await flow.locator(".path-end").innerText(), /10\.77\.0\.1 \(hop 1 of 3\)/);
  assert.match(await flow.locator(".walk .culprit").first().innerText(), /10\.77\.0\.1/);
  assert.match(await flow.locator(".advice").innerText(), new RegExp(escaped(finding("agent:repository:tcp:2500-3300").advice)));

  await visit.screenshot("host-range-light-1440");

  flow = await flowsOf(visit, "agent:repository:tcp:6162");
  assert.match(await flow.innerText(), /10\.77\.0\.1, by ICMP 3\/13/);
  assert.match(await flow.locator(".walk .culprit").first().innerText(), /10\.77\.0\.1/);

  flow = await flowsOf(visit, CONTROL);
  assert.match(await flow.innerText(), /10\.77\.1\.2 \(hop 2\), in the target's name/);

  flow = await flowsOf(visit, "distribution-server:backup-server:tcp:443");
  const tls = flow.locator(".tls");
  await tls.waitFor();
  assert.match(await tls.innerText(), /vbr01\.example/);
  const { sha256 } = finding("distribution-server:backup-server:tcp:443").addresses[0].spans[0].tls;
  assert.ok((await tls.innerText()).includes(sha256));
  await visit.end();
});

const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

test("a flow's page: what it is for, and every host that has it", async () => {
  const visit = await world.browser.visit(pages.flow);
  await visit.untilShown("flow");
  const matrix = await collector.get("/api/v1/matrix");
  assert.ok((await visit.text()).includes(matrix.flows.find(({ id }) => id === CONTROL).purpose));
  const rows = await visit.page.getByRole("region", { name: "Hosts with this flow" }).locator("tbody tr").allInnerTexts();
  const shown = Object.fromEntries(rows.map((row) => [/\b(web01|app01|old01)\b/.exec(row)?.[1], row]));
  assert.deepEqual(Object.keys(shown).sort(), ["app01", "old01", "web01"]);
  assert.match(shown.web01, /^\s*OK/);
  assert.match(shown.old01, /^\s*was OK/);
  await visit.end();
});

test("the history has the days' figures and every change", async () => {
  const visit = await world.browser.visit(pages.history);
  await visit.untilShown("history");
  const changes = await collector.all("/api/v1/transitions");
  const rows = await visit.page.getByRole("region", { name: "Changes" }).locator("tbody tr").allInnerTexts();
  assert.equal(rows.length, changes.length);
  assert.ok(changes.length >= 2);
  for (const kind of ["broke", "healed"]) assert.ok(rows.some((row) => row.includes(kind) && row.includes("web01")), kind);
  const [day] = (await collector.get("/api/v1/history?days=1")).items;
  await visit.page.getByText("Show as a table").click();
  const figures = await visit.page.getByRole("region", { name: "Broken flows by day" }).locator("tbody tr").first().locator("th, td").allInnerTexts();
  assert.deepEqual(figures, [day.day, ...[day.broke, day.healed, day.changed, day.failing].map(String)]);
  assert.ok(await visit.page.locator(".uplot canvas").first().isVisible());
  await visit.end();
});

test("the matrix has every flow, and finds those of a port", async () => {
  const visit = await world.browser.visit(pages.matrix);
  await visit.untilShown("matrix");
  const { flows } = await collector.get("/api/v1/matrix");
  assert.match(await visit.text(), new RegExp(`Rows 1–100 of ${flows.length} flows`));
  await visit.page.getByLabel("Port, role or purpose").fill("6162");
  const wanted = flows.filter((f) => `${f.id} ${f.purpose}`.includes("6162")).length;
  assert.ok(wanted > 0 && wanted < flows.length);
  await visit.until("only those are there", (n) => document.body.innerText.includes(`of ${n} flows`), wanted);
  await visit.end();
});

test("a prober is revoked only after a question, and then is refused", async () => {
  const doomed = await PostingProber.enroll(collector, "doomed01");
  await doomed.post({ ...world.appReport, host: "doomed01" });
  const visit = await world.browser.visit(pages.probers);
  const row = visit.page.getByRole("row", { name: /doomed01/ });
  await row.getByRole("button").click();
  await visit.page.getByRole("dialog").getByRole("button", { name: "Cancel" }).click();
  assert.equal((await collector.get(`/api/v1/probers/${doomed.id}`)).revoked_at, null);
  await row.getByRole("button").click();
  await visit.page.getByRole("dialog").getByRole("button", { name: "Revoke", exact: true }).click();
  await row.getByText("revoked").waitFor();
  assert.notEqual((await collector.get(`/api/v1/probers/${doomed.id}`)).revoked_at, null);
  await assert.rejects(doomed.post({ ...world.appReport, host: "doomed01" }), /report: 40[13]/);
  await visit.end();
});

test("a token is shown once, and the command beside it really lets a prober join", async () => {
  const visit = await world.browser.visit(pages.enrollment);
  await visit.untilShown("enrollment");
  await visit.page.locator("input[name=site]").fill("Bremen");
  assert.equal(await visit.page.locator("select[name=lifetime] option:checked").innerText(), "24 hours");
  await visit.page.getByRole("button", { name: "Create token" }).click();
  const command = await visit.page.getByLabel("Command", { exact: true }).innerText();
  const token = await visit.page.getByLabel("Token", { exact: true }).innerText();
  assert.match(token, /^[0-9a-f]{64}$/);
  assert.ok(command.includes(collector.fingerprint));
  await visit.screenshot("enrollment-token-light-1440");

  // As printed; only where the state goes, and the name, are this test's own.
  const state = path.join(collector.directory, "joined");
  await run("bash", ["-c", `${command} --state '${state}' --name new01 --proxy none`],
    { env: { ...process.env, PATH: `${path.dirname(fairway)}:${process.env.PATH}` } });
  const [joined] = (await collector.all("/api/v1/probers?q=new01"));
  assert.equal(joined.site, "Bremen");

  await visit.page.getByRole("button", { name: "Done, hide it" }).click();
  await visit.until("it is hidden", (secret) => !document.documentElement.outerHTML.includes(secret), token);
  await visit.page.reload();
  await visit.untilShown("enrollment");
  assert.ok(!(await visit.page.content()).includes(token));
  assert.ok(!(await collector.call("GET", "/api/v1/tokens")).text.includes(token));
  await visit.end();
});

test("a viewer sees everything, and is offered nothing that a viewer may not do", async () => {
  const password = await collector.addUser("viewer01", "viewer");
  const visit = await world.browser.visit("/", { loggedIn: false });
  await logIn(visit, password, "viewer01");
  await visit.untilShown("overview");
  assert.equal(await visit.page.getByRole("link", { name: "Enrollment" }).count(), 0);
  await visit.open(pages.probers);
  await visit.untilShown("probers");
  assert.equal(await visit.page.getByRole("button", { name: /Revoke/ }).count(), 0);
  await visit.end(REFUSED_LOGIN);
});

test("after logging out nothing is left, neither in the page nor at the collector", async () => {
  const visit = await world.browser.visit(pages.account);
  await visit.untilShown("account");
  const cookie = (await visit.context.cookies()).map(({ name, value }) => `${name}=${value}`).join("; ");
  await visit.page.getByRole("button", { name: "Log out" }).click();
  await visit.untilShown("login");
  assert.deepEqual(await visit.context.cookies(), []);
  assert.equal((await collector.call("GET", "/api/v1/session", undefined, { Cookie: cookie })).status, 401);
  await visit.open(pages.overview);
  await visit.untilShown("login");
  assert.ok(!(await visit.page.content()).includes("web01"));
  await visit.end(REFUSED_LOGIN);
});
