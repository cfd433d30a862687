// Runs every test of the function, and holds peers.mjs to the tests that ran: one that is gone, or was renamed, is missed.
import { readdirSync } from "node:fs";
import { run } from "node:test";
import { spec } from "node:test/reporters";
import { fileURLToPath } from "node:url";
import { PEERS } from "./peers.mjs";

const folder = fileURLToPath(new URL("../test/", import.meta.url));
const files = readdirSync(folder).filter((name) => name.endsWith(".test.mjs"));
const passed = new Set();

const events = run({ files: files.map((name) => `${folder}${name}`), concurrency: true });
events.on("test:pass", ({ name }) => passed.add(name));
events.on("test:fail", () => {
  process.exitCode = 1;
});
events.on("end", () => {
  const missed = Object.entries(PEERS).flatMap(([fault, tests]) =>
    tests.filter((test) => !passed.has(test)).map((test) => `${fault}: no test "${test}" passed`),
  );
  if (files.length === 0) missed.push("no tests were found");
  if (missed.length > 0) {
    console.error(missed.join("\n"));
    process.exitCode = 1;
  }
});
events.compose(new spec()).pipe(process.stdout);
