// node build.mjs [--outdir DIR] [--look DIR]    writes index.html, app.js, app.css and favicon.svg
// node build.mjs --tests                        runs the unit tests, src/**/*.test.ts
import { build } from "esbuild";
import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const here = dirname(fileURLToPath(import.meta.url));
const { values: options } = parseArgs({
    options: {
        outdir: { type: "string", default: join(here, "dist") },
        // The colors are shared with the agent's HTML report. CMake builds in a copy of this directory, and says where they are.
        look: { type: "string", default: join(here, "../../look") },
        tests: { type: "boolean", default: false },
    },
});

if (options.tests) {
    // Node 18 reads no TypeScript, so the tests are bundled first.
    const directory = mkdtempSync(join(tmpdir(), "fairway-dashboard-"));
    try {
        await build({
            entryPoints: readdirSync(join(here, "src"))
                .filter((name) => name.endsWith(".test.ts"))
                .map((name) => join(here, "src", name)),
            outdir: directory,
            outExtension: { ".js": ".mjs" },
            bundle: true,
            platform: "node",
            format: "esm",
            logLevel: "warning",
        });
        const files = readdirSync(directory).map((name) => join(directory, name));
        process.exitCode = spawnSync(process.execPath, ["--test", ...files], { stdio: "inherit" }).status ?? 1;
    } finally {
        rmSync(directory, { recursive: true });
    }
} else {
    const outdir = resolve(options.outdir);
    mkdirSync(outdir, { recursive: true });
    await build({
        entryPoints: { app: join(here, "src/main.tsx") },
        outdir,
        bundle: true,
        minify: true,
        target: "es2021",
        format: "iife",
        jsx: "automatic",
        jsxImportSource: "preact",
        alias: { look: resolve(options.look) },
        legalComments: "none",
        logLevel: "warning",
    });
    for (const name of ["index.html", "favicon.svg"]) copyFileSync(join(here, name), join(outdir, name));
}
