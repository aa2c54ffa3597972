// A real prober: the program itself, enrolled with a real token, that probes the test's listeners on loopback and reports.
import fs from "node:fs";
import net from "node:net";
import path from "node:path";
import { once } from "node:events";
import { fairway } from "./settings.mjs";
import { run } from "./processes.mjs";

let addresses = 0;

// A loopback address that nothing else here uses: what is closed on it stays closed.
function ownAddress() {
  addresses += 1;
  return `127.${1 + (process.pid % 250)}.${1 + (Math.floor(process.pid / 250) % 250)}.${addresses}`;
}

// A service that accepts and says nothing, on a free port; it may go away and come back there.
export class Listener {
  static async open() {
    const listener = new Listener();
    listener.address = ownAddress();
    await listener.open();
    return listener;
  }

  async open() {
    this.held = new Set();
    this.server = net.createServer((socket) => {
      this.held.add(socket);
      socket.on("error", () => {}).on("close", () => this.held.delete(socket));
    });
    this.server.unref();
    this.server.listen(this.port ?? 0, this.address);
    await once(this.server, "listening");
    this.port = this.server.address().port;
  }

  async close() {
    if (!this.server.listening) return;
    for (const socket of this.held) socket.destroy();
    this.server.close();
    await once(this.server, "close");
  }
}

// An agent on Linux, with its backup server and its repository where the listeners are.
function siteOf(name, { control, data }) {
  return {
    schema: "fairway-site/1",
    facts: { netbios: false },
    hosts: [
      { name, addresses: ["127.0.0.1"], roles: ["agent-linux"] },
      { name: "backup01", addresses: [control.address], roles: ["backup-server"], ports: { 10006: control.port } },
      { name: "repo01", addresses: [data.address], roles: ["repository"], ports: { 6162: data.port, "2500-3300": data.port } },
    ],
  };
}

export class Prober {
  static async enroll(collector, name, { site = "default", control, data }) {
    const prober = new Prober(collector, name);
    prober.write("site.json", siteOf(name, { control, data }));
    prober.write("agent.json", {
      schema: "fairway-agent/1", site: "site.json", host: name, interval: "10m", recheck_after: "0s", timeout: "2s",
      metrics: null, state: "state", proxy: null,
    });
    await run(fairway, ["enroll", "--collector", collector.origin, "--ca-fingerprint", collector.fingerprint, "--token-file",
      "-", "--name", name, "--proxy", "none", "--state", path.join(prober.directory, "state")],
    { input: await collector.token({ site }) });
    prober.id = JSON.parse(fs.readFileSync(path.join(prober.directory, "state", "identity.json"), "utf8")).prober;
    return prober;
  }

  constructor(collector, name) {
    this.directory = path.join(collector.directory, `prober-${name}`);
    fs.mkdirSync(this.directory, { mode: 0o700 });
  }

  write(file, value) {
    fs.writeFileSync(path.join(this.directory, file), JSON.stringify(value, null, 1));
  }

  // One run, delivered. 1 and 3 say that something fails or is unknown.
  async report() {
    await run(fairway, ["run", "--once", "--config", path.join(this.directory, "agent.json")], { ok: [0, 1, 3] });
  }
}

// What `fairway check` reports about the same listeners, for tests that post their own reports.
export async function checkReport(directory, name, { control, data }) {
  const site = path.join(directory, `check-${name}.json`);
  fs.writeFileSync(site, JSON.stringify(siteOf(name, { control, data })));
  const { out } = await run(fairway, ["check", "--site", site, "--host", name, "--phase", "operation", "--format", "json"], { ok: [0, 1, 3] });
  return JSON.parse(out);
}
