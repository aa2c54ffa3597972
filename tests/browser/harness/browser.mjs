// Chromium from the system's packages. It trusts the collector's CA as it would a person's choice, through its certificate
// store; it can reach nothing but loopback; and every page is watched for what must never happen.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";
import * as reading from "./reading.mjs";
import { isRoot, patience } from "./settings.mjs";
import { run } from "./processes.mjs";

const axeScript = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
const screenshots = process.env.FAIRWAY_SCREENSHOTS;

export class Browser {
  static async launch(collector) {
    const browser = new Browser();
    browser.collector = collector;
    const home = path.join(collector.directory, "home");
    const store = `sql:${path.join(home, ".pki/nssdb")}`;
    fs.mkdirSync(path.join(home, ".pki/nssdb"), { recursive: true });
    await run("certutil", ["-d", store, "-N", "--empty-password"]);
    await run("certutil", ["-d", store, "-A", "-t", "C,,", "-n", "fairway", "-i", path.join(collector.data, "ca.pem")]);
    browser.chromium = await chromium.launch({
      executablePath: process.env.FAIRWAY_CHROMIUM ?? "/usr/bin/chromium",
      chromiumSandbox: !isRoot,
      env: { ...process.env, HOME: home },
      args: ["--disable-background-networking", "--no-first-run", "--disable-component-update",
        "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost"],
    });
    return browser;
  }

  async end() {
    await this.chromium.close();
  }

  // A person with a fresh profile. `where`: what follows the origin.
  // `before`: called with the context, before the first request.
  async visit(where = "/", { width = 1440, height = 900, scheme = "light", loggedIn = true, before } = {}) {
    const context = await this.chromium.newContext({
      viewport: { width, height }, colorScheme: scheme, acceptDownloads: true, locale: "en-US", reducedMotion: "reduce",
    });
    context.setDefaultTimeout(patience);
    const visit = new Visit(this.collector, context);
    await visit.watch();
    if (loggedIn) await visit.logInOverApi();
    await before?.(context);
    visit.page = await context.newPage();
    await visit.open(where);
    return visit;
  }
}

export class Visit {
  constructor(collector, context) {
    Object.assign(this, { collector, context, foreign: [], violations: [], complaints: [] });
  }

  // What no page may do: contact another origin, violate its own content security policy, throw, or log an error.
  async watch() {
    const own = (address) => address.startsWith(`${this.collector.origin}/`) || /^(data|blob|about):/.test(address);
    this.context.on("request", (request) => {
      if (!own(request.url())) this.foreign.push(request.url());
    });
    this.context.on("page", (page) => {
      page.on("websocket", (socket) => this.foreign.push(socket.url()));
      page.on("pageerror", (error) => this.complaints.push(`thrown: ${error.stack ?? error}`));
      page.on("console", (message) => {
        if (message.type() === "error" || /content security policy/i.test(message.text()))
          this.complaints.push(`console: ${message.text()}`);
      });
    });
    await this.context.exposeBinding("fairwayTestViolation", (_, text) => this.violations.push(text));
    await this.context.addInitScript(() => {
      document.addEventListener("securitypolicyviolation", (event) =>
        window.fairwayTestViolation(`${event.violatedDirective}: ${event.blockedURI} ${event.sample}`));
    });
  }

  // `expected`: complaints that belong to this test, such as the browser's own line about a refused login.
  assertClean(expected = /(?!)/) {
    assert.deepEqual(this.foreign, [], "requests that leave the collector's origin");
    assert.deepEqual(this.violations, [], "violations of the content security policy");
    assert.deepEqual(this.complaints.filter((text) => !expected.test(text)), [], "errors of the page");
  }

  async logInOverApi() {
    await this.collector.logIn();
    const [name, value] = this.collector.cookie.split("=");
    await this.context.addCookies([{ name, value, domain: "127.0.0.1", path: "/", secure: true, httpOnly: true, sameSite: "Strict" }]);
  }

  async open(where) {
    await this.page.goto(this.collector.origin + where);
  }

  async end(expected) {
    this.assertClean(expected);
    await this.context.close();
  }

  // Waits in the page, at every frame, until it holds.
  async until(what, condition, argument) {
    await this.page.waitForFunction(condition, argument).catch(async (error) => {
      throw new Error(`waited in vain until ${what}: ${error.message}\nThe page says:\n${await this.text()}`);
    });
  }

  // Waits until the overview shows this outcome in the cell of this host and flow.
  async untilCell(host, flow, outcome) {
    await this.until(`${host} shows ${outcome} for ${flow}`, new Function("args", `
      const shownAt = ${reading.shownAt}; return shownAt(args) === args[2];`), [host, flow, outcome]);
  }

  async untilShown(page) {
    await this.until(`the page ${page} is there`, reading.isShown, page);
  }

  async untilLive(state) {
    await this.until(`the page is ${state}`, new Function("state", `const now = ${reading.liveState}; return now() === state;`), state);
  }

  liveState() {
    return this.page.evaluate(reading.liveState);
  }

  green() {
    return this.page.evaluate(reading.green);
  }

  text() {
    return this.page.evaluate(() => document.body.innerText);
  }

  async seriousProblems() {
    // Injected by the browser, so that the page's policy stays as it is.
    await this.page.evaluate(fs.readFileSync(axeScript, "utf8"));
    const { violations } = await this.page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
    return violations.filter((v) => ["serious", "critical"].includes(v.impact))
      .map((v) => `${v.id}: ${v.help}: ${v.nodes.slice(0, 3).map((n) => `${n.html.slice(0, 160)} (${n.failureSummary})`).join(" | ")}`);
  }

  async screenshot(name) {
    if (!screenshots) return;
    fs.mkdirSync(screenshots, { recursive: true });
    await this.page.screenshot({ path: path.join(screenshots, `${name}.png`), fullPage: true });
  }
}
