// The page stays true by itself: through changes, lost streams, a collector that is gone, hosts that fall silent.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { PostingProber } from "./harness/collector.mjs";
import { checkReport, Prober } from "./harness/prober.mjs";
import { endWorld, makeWorld } from "./harness/world.mjs";

const CONTROL = "agent-linux:backup-server:tcp:10006";
let world;
let web01;

before(async () => {
  world = await makeWorld();
  web01 = await Prober.enroll(world.collector, "web01", world);
  await web01.report();
});
after(() => endWorld(world));

// A listener goes and comes back, and the prober reports both; the page must follow without a reload.
async function followsChanges(visit) {
  await visit.page.evaluate(() => (globalThis.stillTheSamePage = true));
  await world.control.close();
  try {
    await web01.report();
    await visit.untilCell("web01", CONTROL, "fail");
  } finally {
    await world.control.open();
  }
  await web01.report();
  await visit.untilCell("web01", CONTROL, "pass");
  assert.equal(await visit.page.evaluate(() => globalThis.stillTheSamePage), true, "the page was loaded again");
}

test("a change appears by itself, and the newest change is announced", async () => {
  const visit = await world.browser.visit("/");
  await visit.untilCell("web01", CONTROL, "pass");
  await visit.untilLive("live");
  await followsChanges(visit);
  await visit.until("the change is said aloud", () => /healed/.test(document.querySelector('[data-part="changes"]').textContent));
  await visit.end();
});

test("what changes while an answer is on its way is asked for again", async () => {
  const slow = () => {
    const { fetch } = globalThis;
    globalThis.fetch = async (...words) => {
      const answer = await fetch(...words);
      if (globalThis.holdNext && String(words[0]).includes("/overview")) {
        globalThis.holdNext = false;
        await new Promise((resolve) => (globalThis.letGo = resolve));
      }
      return answer;
    };
  };
  const visit = await world.browser.visit("/", { before: (context) => context.addInitScript(slow) });
  await visit.untilCell("web01", CONTROL, "pass");
  await visit.untilLive("live");
  await visit.page.evaluate(() => (globalThis.holdNext = true));
  const announced = (n) => visit.until(`change ${n} is known`, (kind) =>
    new RegExp(kind).test(document.querySelector('[data-part="changes"]').textContent), n);
  await world.control.close();
  try {
    await web01.report();
    await visit.until("the page has asked", () => globalThis.letGo !== undefined);
    await announced("broke");
  } finally {
    await world.control.open();
  }
  await web01.report();
  await announced("healed");
  await visit.page.evaluate(() => globalThis.letGo());
  const start = Date.now();
  await visit.untilCell("web01", CONTROL, "pass");
  assert.ok(Date.now() - start < 20_000, "it was there with the next look of every 30 seconds only");
  await visit.end();
});

test("ages are right in a browser whose clock is not", async () => {
  const fast = () => {
    const now = Date.now.bind(Date);
    Date.now = () => now() + 3_000_000;
  };
  await web01.report();
  const visit = await world.browser.visit(`/#/hosts/${web01.id}`, { before: (context) => context.addInitScript(fast) });
  const seen = await visit.page.locator("dl.facts.line").innerText();
  assert.match(seen, /Last report\s+(just now|\d+ s ago)/);
  await visit.end();
});

test("without the stream of events the page asks, says so, and still shows the change", async () => {
  const visit = await world.browser.visit("/", { before: (context) => context.route("**/api/v1/events**", (route) => route.abort()) });
  await visit.untilCell("web01", CONTROL, "pass");
  await visit.untilLive("polling");
  await followsChanges(visit);
  await visit.untilLive("polling");
  await visit.end(/Failed to load resource: net::ERR_FAILED/);
});

test("a collector that is gone leaves nothing green, and is found again when it is back", async () => {
  const visit = await world.browser.visit("/");
  await visit.untilCell("web01", CONTROL, "pass");
  await visit.untilLive("live");
  await visit.page.evaluate(() => (globalThis.stillTheSamePage = true));
  await world.collector.kill();
  try {
    await visit.untilLive("offline");
    await visit.until("the page says so", () => /collector does not answer/i.test(document.querySelector("main").innerText));
    assert.deepEqual(await visit.green(), []);
    await visit.screenshot("collector-gone-light-1440");
  } finally {
    await world.collector.start();
  }
  await visit.untilLive("live");
  await visit.untilCell("web01", CONTROL, "pass");
  assert.equal(await visit.page.evaluate(() => globalThis.stillTheSamePage), true, "the page was loaded again");
  await visit.end(/Failed to load resource: net::ERR_/);
});

test("a host that falls silent turns stale while one looks, and so does what a spool brings late", async () => {
  const report = await checkReport(world.collector.directory, "silent01", world);
  const silent = await PostingProber.enroll(world.collector, "silent01");
  const late = await PostingProber.enroll(world.collector, "late01");
  await late.post({ ...report, host: "late01", interval_s: 30 }, { age: 3600 });
  await silent.post({ ...report, host: "silent01", interval_s: 5 }); // stale after 15 seconds
  const visit = await world.browser.visit("/");
  await visit.untilCell("silent01", CONTROL, "pass");
  await visit.untilCell("late01", CONTROL, "stale");
  await visit.untilCell("silent01", CONTROL, "stale");
  await visit.untilCell("web01", CONTROL, "pass");
  for (const prober of [silent, late]) {
    await visit.open(`/#/hosts/${prober.id}`);
    await visit.until("the host's page is there", (name) => document.querySelector("main h1")?.textContent === name, prober === silent ? "silent01" : "late01");
    await visit.until("it says that this is old", () => /stale/i.test(document.querySelector("main").innerText));
    await visit.page.locator(".flows > li summary").first().waitFor();
    const closed = visit.page.locator(".flows > li:has(details:not([open])) summary");
    for (let left = await closed.count(); left > 0; --left) await closed.first().click();
    await visit.untilShown("host");
    assert.deepEqual(await visit.green(), []);
  }
  await visit.end();
});
