// What most tests begin with: a collector, a browser that trusts it, and listeners that a prober can reach.
import path from "node:path";
import { Browser } from "./browser.mjs";
import { Collector, PostingProber } from "./collector.mjs";
import { checkReport, Listener, Prober } from "./prober.mjs";
import { run } from "./processes.mjs";
import { build, fairway, source, tests } from "./settings.mjs";

export async function makeWorld(options) {
  const world = {};
  return orEnd(world, async () => {
    world.control = await Listener.open();
    world.data = await Listener.open();
    world.collector = await Collector.make({ ...options, world });
    world.browser = await Browser.launch(world.collector);
  });
}

// What was started and then fails must not stay open: the test runner would wait for it forever.
async function orEnd(world, make) {
  try {
    await make();
    return world;
  } catch (error) {
    await endWorld(world);
    throw error;
  }
}

// Also of a world that was not finished, and of a test that failed.
export async function endWorld(world) {
  await world?.browser?.end();
  await world?.control?.close();
  await world?.data?.close();
  await world?.collector?.end();
}

// Three hosts at two sites: web01, all green, a real prober; app01, in a lab of namespaces (without root: on loopback);
// old01, last heard from an hour ago. `lab` says which of the two app01 is.
export async function makeFullWorld() {
  const world = await makeWorld();
  return orEnd(world, async () => {
    const { collector } = world;
    world.web01 = await Prober.enroll(collector, "web01", { ...world, site: "Berlin" });
    await world.web01.report();
    await world.control.close(); // there must be some history: it broke, and it healed
    await world.web01.report();
    await world.control.open();
    await world.web01.report();

    const said = await run("/usr/bin/python3", [path.join(tests, "lab_report.py")], {
      ok: [0, 77], env: { ...process.env, FAIRWAY: fairway, FAIRWAY_BUILD: build, FAIRWAY_SOURCE: source },
    });
    world.lab = said.status === 0;
    if (!world.lab) console.log(`*** ${said.out.trim()}: app01 is checked on loopback, without firewalls ***`);
    world.appReport = world.lab ? JSON.parse(said.out) : await checkReport(collector.directory, "app01", world);
    world.app01 = await PostingProber.enroll(collector, "app01", { site: "Hamburg" });
    await world.app01.post(world.appReport);

    world.old01 = await PostingProber.enroll(collector, "old01", { site: "Berlin" });
    const last = await checkReport(collector.directory, "old01", world);
    await world.old01.post({ ...last, interval_s: 30 }, { age: 3600 });
  });
}

// The address of each page that a person can go to.
export function pagesOf(world) {
  return {
    overview: "/#/",
    host: `/#/hosts/${world.app01.id}`,
    flow: `/#/flows/${encodeURIComponent("agent-linux:backup-server:tcp:10006")}`,
    history: "/#/history",
    matrix: "/#/matrix",
    probers: "/#/probers",
    enrollment: "/#/enrollment",
    account: "/#/account",
  };
}
