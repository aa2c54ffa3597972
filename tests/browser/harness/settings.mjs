// Where things are, and how long anything that should take milliseconds may take.
import path from "node:path";
import { fileURLToPath } from "node:url";

const here = path.dirname(fileURLToPath(import.meta.url));
export const source = process.env.FAIRWAY_SOURCE ?? path.resolve(here, "../../..");
export const build = process.env.FAIRWAY_BUILD ?? path.join(source, "build/release");
export const fairway = process.env.FAIRWAY ?? path.join(build, "fairway");
export const collector = path.join(build, "fairway-collector");
export const tests = path.resolve(here, "..");
export const isRoot = process.getuid() === 0;
export const patience = 60_000;
