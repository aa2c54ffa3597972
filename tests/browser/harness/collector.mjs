// A real collector on a free loopback port, with a directory of its own, and its API as a person's tools see it.
import crypto from "node:crypto";
import fs from "node:fs";
import https from "node:https";
import os from "node:os";
import path from "node:path";
import * as settings from "./settings.mjs";
import { end, run, start } from "./processes.mjs";

export class Collector {
  // `fill`: called with the data directory and the world before it serves for the first time.
  static async make({ fill, world } = {}) {
    const collector = new Collector();
    collector.directory = fs.mkdtempSync(path.join(os.tmpdir(), "fairway-browser."));
    collector.data = path.join(collector.directory, "data");
    const said = await collector.command("init", "--data", collector.data, "--name", "127.0.0.1,localhost");
    collector.password = /^ {2}Password +(\S+)/m.exec(said)[1];
    collector.fingerprint = /^ {2}CA fingerprint +(\S+)/m.exec(said)[1];
    collector.ca = fs.readFileSync(path.join(collector.data, "ca.pem"));
    try {
      if (fill) await fill(collector.data, world);
      await collector.start();
    } catch (error) {
      fs.rmSync(collector.directory, { recursive: true, force: true });
      throw error;
    }
    return collector;
  }

  async command(...words) {
    return (await run(settings.collector, words)).out;
  }

  // Again on the port that it had, so that an open page finds it.
  async start() {
    fs.rmSync(path.join(this.data, "listening.json"), { force: true });
    this.process = await start(
      settings.collector,
      ["serve", "--data", this.data, "--listen", `127.0.0.1:${this.port ?? 0}`, "--log-format", "json"],
      /"listening"|listening/,
    );
    this.port = JSON.parse(fs.readFileSync(path.join(this.data, "listening.json"), "utf8")).port;
    this.origin = `https://127.0.0.1:${this.port}`;
  }

  async kill() {
    await end(this.process, "SIGKILL");
  }

  async end() {
    await end(this.process);
    this.agent?.destroy();
    fs.rmSync(this.directory, { recursive: true, force: true });
  }

  async token({ site = "default", uses = 1 } = {}) {
    const said = await this.command("token", "create", "--data", this.data, "--site", site, "--uses", String(uses));
    return /\b[0-9a-f]{64}\b/.exec(said)[0];
  }

  async addUser(name, role) {
    const said = await this.command("user", "add", name, "--role", role, "--data", this.data);
    return /Password \(shown only now\)\s+(\S+)/.exec(said)[1];
  }

  // {status, headers, text, json}; with the cookie of the admin once `logIn` was called.
  async call(method, where, body, headers = {}) {
    const agent = (this.agent ??= new https.Agent({ keepAlive: true, ca: this.ca }));
    return new Promise((resolve, reject) => {
      const request = https.request(this.origin + where, {
        method,
        agent,
        timeout: settings.patience,
        headers: {
          ...(this.cookie ? { Cookie: this.cookie } : {}),
          ...(this.csrf && method !== "GET" ? { "Fairway-CSRF": this.csrf } : {}),
          ...(body === undefined ? {} : { "Content-Type": "application/json" }),
          ...headers,
        },
      });
      request.on("error", reject).on("timeout", () => request.destroy(new Error(`${where}: no answer in time`)));
      request.on("response", (response) => {
        let text = "";
        response.setEncoding("utf8").on("data", (piece) => (text += piece)).on("end", () => {
          const isJson = (response.headers["content-type"] ?? "").includes("json");
          resolve({ status: response.statusCode, headers: response.headers, text, json: isJson ? JSON.parse(text) : undefined });
        });
        response.on("error", reject);
      });
      request.end(body === undefined ? undefined : typeof body === "string" ? body : JSON.stringify(body));
    });
  }

  async get(where) {
    const answer = await this.call("GET", where);
    if (answer.status !== 200) throw new Error(`GET ${where}: ${answer.status} ${answer.text}`);
    return answer.json;
  }

  async logIn() {
    const answer = await this.call("POST", "/api/v1/login", { name: "admin", password: this.password });
    if (answer.status !== 200) throw new Error(`login: ${answer.status} ${answer.text}`);
    this.cookie = answer.headers["set-cookie"][0].split(";")[0];
    this.csrf = answer.json.csrf;
  }

  // All items of a list that comes in pages.
  async all(where) {
    const items = [];
    let cursor = "";
    do {
      const page = await this.get(`${where}${where.includes("?") ? "&" : "?"}limit=500${cursor}`);
      items.push(...page.items);
      cursor = page.next ? `&cursor=${encodeURIComponent(page.next)}` : "";
    } while (cursor);
    return items;
  }
}

// A prober played by the test: it enrolls over the API and posts reports made elsewhere.
export class PostingProber {
  static async enroll(collector, host, { site = "default" } = {}) {
    const prober = new PostingProber();
    prober.collector = collector;
    prober.credential = crypto.randomBytes(32).toString("hex");
    const answer = await collector.call("POST", "/api/v1/enroll", {
      token: await collector.token({ site }),
      credential_sha256: crypto.createHash("sha256").update(prober.credential).digest("hex"),
      host,
      install_id: crypto.randomBytes(16).toString("hex"),
      fairway: "0.1.0",
    });
    if (answer.status !== 201 && answer.status !== 200) throw new Error(`enroll: ${answer.status} ${answer.text}`);
    prober.id = answer.json.prober;
    return prober;
  }

  // `age`: seconds since it was observed, as of a report that has waited in a spool.
  async post(report, { age = 0 } = {}) {
    const document = { ...report, run_id: crypto.randomBytes(16).toString("hex") };
    const answer = await this.collector.call("POST", "/api/v1/reports", document, {
      Authorization: `Bearer ${this.credential}`,
      "Fairway-Report-Age": String(age),
    });
    if (answer.status !== 200) throw new Error(`report: ${answer.status} ${answer.text}`);
    return answer.json;
  }
}
