// 10,000 hosts with 60 flows each: requests are answered at once, and the first content is there at once.
// The targets are printed with the measurements; the test's limits are far above them, because test machines are shared.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";
import { checkReport } from "./harness/prober.mjs";
import { run } from "./harness/processes.mjs";
import { fairway, tests } from "./harness/settings.mjs";
import { endWorld, makeWorld } from "./harness/world.mjs";

const HOSTS = Number(process.env.FAIRWAY_BULK_HOSTS ?? 10_000);
const API_TARGET_MS = 300;
const PAGE_TARGET_MS = 1000;
const GENEROUS = 5;
let world;
let made;

before(async () => {
  world = await makeWorld({
    fill: async (data, { control, data: repository }) => {
      const directory = path.dirname(data);
      const report = path.join(directory, "report.json");
      fs.writeFileSync(report, JSON.stringify(await checkReport(directory, "bulk01", { control, data: repository })));
      const { out } = await run("/usr/bin/python3", [path.join(tests, "fill_database.py"), data, String(HOSTS), report],
        { env: { ...process.env, FAIRWAY: fairway } });
      made = JSON.parse(out);
    },
  });
  await world.collector.logIn();
  console.log(`${made.hosts} hosts of ${made.sites} sites, ${made.flows} flows each, details of ${made.detail_bytes} bytes`);
});
after(() => endWorld(world));

function verdict(what, ms, target) {
  console.log(`${what.padEnd(60)} ${ms.toFixed(0).padStart(6)} ms, target ${target}: ${ms < target ? "met" : "NOT MET"}`);
  assert.ok(ms < target * GENEROUS, `${what} took ${ms.toFixed(0)} ms, more than ${GENEROUS} times its target`);
}

test("the API", async () => {
  const { flow, prober } = made.example;
  const asked = (where) => `/api/v1/${where}`;
  for (const where of ["overview", "overview?by=host", "overview?by=host&outcome=broken", "overview?site=Site%2003",
    "overview?q=host0777", `overview?flow=${encodeURIComponent(flow)}`, "overview?finding=blocked", "overview?by=host&limit=500", "sites",
    "hosts?outcome=fail", `flows?prober=${prober}&detail=1`, `flows?flow=${encodeURIComponent(flow)}`, "flows?outcome=broken", "flows?q=host09999",
    "transitions", "history?days=30", "matrix", `probers/${prober}`]) {
    const times = [];
    for (let i = 0; i < 5; ++i) {
      const start = performance.now();
      await world.collector.get(asked(where));
      times.push(performance.now() - start);
    }
    verdict(`GET ${where} (the slowest of 5)`, Math.max(...times), API_TARGET_MS);
  }
  const overview = await world.collector.get(asked("overview"));
  assert.equal(overview.hosts, HOSTS);
  assert.equal(overview.by, "site");
  assert.equal(overview.flows.length, made.flows);
  for (const [shown, count] of Object.entries(made.counts)) assert.equal(overview.counts[shown], count, shown);
});

// From the start of the navigation to the first row of the grid, by the page's own clock.
const watchFirstRow = () => {
  new MutationObserver((_, observer) => {
    if (!document.querySelector('[role="grid"] tbody tr')) return;
    observer.disconnect();
    requestAnimationFrame(() => (globalThis.firstRowAt ??= performance.now()));
  }).observe(document, { childList: true, subtree: true });
};

test("the page", async () => {
  for (const [what, where, least] of [["overview, by site", "/#/", made.sites], ["a site's hosts", "/#/?site=Site%2003&by=host", 50],
    ["all hosts, the worst first", "/#/?by=host", 50], ["what is broken", "/#/?by=host&outcome=broken", 50]]) {
    const visit = await world.browser.visit(where, { before: (context) => context.addInitScript(watchFirstRow) });
    await visit.until(`${what} is there`, () => globalThis.firstRowAt !== undefined);
    verdict(`first content of ${what}`, await visit.page.evaluate(() => globalThis.firstRowAt), PAGE_TARGET_MS);
    const rows = await visit.page.evaluate(() => document.querySelectorAll('[role="grid"] tbody tr').length);
    assert.ok(rows >= least, `${rows} rows of ${what}, expected at least ${least}`);
    await visit.screenshot(`bulk-${what.replace(/[^a-z]+/g, "-")}-light-1440`);
    await visit.end();
  }
});
