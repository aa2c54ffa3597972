// Programs that a test runs or starts. Whatever was started ends with the test, by its process id.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { patience } from "./settings.mjs";

const running = new Set();
process.on("exit", () => running.forEach((child) => child.kill("SIGKILL"))); // a test that crashed halfway

// Runs to its end: {status, out, err}. `input` goes to its standard input.
export async function run(program, words, { input = "", env, ok = [0] } = {}) {
  const child = spawn(program, words, { env: env ?? process.env, timeout: patience, killSignal: "SIGKILL" });
  let out = "";
  let err = "";
  child.stdout.setEncoding("utf8").on("data", (text) => (out += text));
  child.stderr.setEncoding("utf8").on("data", (text) => (err += text));
  child.stdin.on("error", () => {}); // it may end without having read
  child.stdin.end(input);
  const [status, signal] = await once(child, "close");
  if (!ok.includes(status)) throw new Error(`${program} ${words.join(" ")} ended with ${status ?? signal}:\n${out}${err}`);
  return { status, out, err };
}

// Starts a program and waits until a line of what it says matches `ready`; later lines are kept in `said`.
export async function start(program, words, ready) {
  const child = spawn(program, words, { stdio: ["ignore", "pipe", "pipe"] });
  running.add(child);
  child.on("exit", () => running.delete(child));
  const process = { child, said: "", ended: once(child, "exit") };
  await new Promise((resolve, reject) => {
    const limit = setTimeout(() => reject(new Error(`${program} was not ready in time:\n${process.said}`)), patience);
    const finish = (settle, value) => {
      clearTimeout(limit);
      settle(value);
    };
    const hear = (text) => {
      process.said += text;
      if (ready.test(process.said)) finish(resolve);
    };
    child.stdout.setEncoding("utf8").on("data", hear);
    child.stderr.setEncoding("utf8").on("data", hear);
    child.on("error", (error) => finish(reject, error));
    child.on("exit", (status) => finish(reject, new Error(`${program} ended with ${status}:\n${process.said}`)));
  });
  return process;
}

export async function end(process, signal = "SIGTERM") {
  if (process.child.exitCode === null && process.child.signalCode === null) process.child.kill(signal);
  await process.ended;
}
