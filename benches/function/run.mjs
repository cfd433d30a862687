// Runs our function and the other shapes, prints one table, and fails where ours is not what the README says.
//   node benches/function/run.mjs [--write]
import { fork } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { deflateRawSync } from "node:zlib";
import { start } from "./endpoint.mjs";

const PER_CALL = 30;
const COLD_STARTS = 5;
const WARM = 30;
const FEW = 10;
const WARM_LIMIT = 40;
const TIMES_SLOWER = 1.7;
// After a first sign-in: the groups in both pools, three to join, the mark to take away.
const GROUP_CALLS = 6;

const here = fileURLToPath(new URL(".", import.meta.url));
const root = resolve(here, "../..");
const lab = join(resolve(root, process.env.CARGO_TARGET_DIR ?? "target"), "lab");
const OURS = join(root, "assets/function");

const median = (numbers) => [...numbers].sort((one, other) => one - other)[Math.floor(numbers.length / 2)];
const of = (runs, member) => median(runs.map((run) => run[member]));
const rounded = (number) => number.toFixed(number < 10 ? 1 : 0);

function environment(url) {
  return {
    PATH: process.env.PATH, NODE_NO_WARNINGS: "1", AWS_ENDPOINT_URL: url, AWS_REGION: "eu-central-1", AWS_ACCESS_KEY_ID: "AKIAEXAMPLE",
    AWS_SECRET_ACCESS_KEY: "secret", AWS_LAMBDA_FUNCTION_NAME: "bench", OLD_CLIENT_ID: "1source2client3", OLD_EXTERNAL_ID: "external-id",
    OLD_ROLE_ARN: "arn:aws:iam::111111111111:role/source", OLD_USER_POOL_ID: "eu-west-1_Source", OLD_USER_POOL_REGION: "eu-west-1",
    FERRY_ATTRIBUTES_FROM: "token", FERRY_NAMES: "email", FERRY_GROUPS_MARK: "custom:ferry_groups",
    FERRY_ATTRIBUTES: JSON.stringify({ email: { required: true }, email_verified: {}, name: {}, "custom:plan": {}, "custom:seats": {} }),
  };
}

const told = (child) => new Promise((resolve, reject) => {
  child.once("message", resolve);
  child.once("exit", (code) => reject(new Error(`a handler's process ended with ${code}`)));
});

const handlerProcess = (file, first, endpoint) => fork(join(here, "process.mjs"), [file, first], { env: environment(endpoint.url) });

async function phase(child, endpoint, kind, times) {
  endpoint.counted();
  child.send({ kind, times });
  const runs = await told(child);
  const { calls, connections } = endpoint.counted();
  return { wall: of(runs, "milliseconds"), cpu: of(runs, "cpu"), calls: calls.length / times, connections: connections / times,
    migrated: runs.every((run) => run.migrated) };
}

// After a sign-in, warm: of who has just come over, and of anybody else.
async function measureAfter(file, first, endpoint) {
  const child = handlerProcess(file, first, endpoint);
  await told(child);
  await phase(child, endpoint, "marked", 1);
  const marked = await phase(child, endpoint, "marked", FEW);
  const unmarked = await phase(child, endpoint, "unmarked", WARM);
  child.kill();
  return { marked, unmarked };
}

async function measure(file, endpoint) {
  const colds = [];
  let child;
  for (let number = 0; number < COLD_STARTS; number += 1) {
    child?.kill();
    endpoint.counted();
    child = handlerProcess(file, "right", endpoint);
    const cold = await told(child);
    colds.push({ ...cold, ...endpoint.counted() });
    if (!cold.cold.migrated) throw new Error(`${file} did not migrate the user`);
  }
  const warm = await phase(child, endpoint, "right", WARM);
  const wrong = await phase(child, endpoint, "wrong", FEW);
  const forgot = await phase(child, endpoint, "forgot", FEW);
  child.kill();
  return {
    load: median(colds.map(({ load }) => load.milliseconds)), coldWall: of(colds, "coldWall"),
    coldCpu: median(colds.map(({ load, cold }) => load.cpu + cold.cpu)), coldCalls: colds[0].calls.length,
    coldConnections: colds[0].connections, warm, wrong, forgot,
  };
}

function table(results) {
  const head = ["shape", "load ms", "cold ms", "cold CPU ms", "cold calls", "cold connections", "warm ms", "times ours", "warm CPU ms",
    "warm calls", "warm connections", "wrong password calls", "forgot calls"];
  const ours = results[0][1].warm.wall;
  const rows = results.map(([name, { load, coldWall, coldCpu, coldCalls, coldConnections, warm, wrong, forgot }]) => [
    name, rounded(load), rounded(coldWall), rounded(coldCpu), coldCalls, coldConnections, rounded(warm.wall),
    (warm.wall / ours).toFixed(2), rounded(warm.cpu), warm.calls, warm.connections, wrong.calls, forgot.calls,
  ]);
  return lined([head, ...rows]);
}

function tableAfter(results) {
  const head = ["shape", "just come over: calls", "connections", "ms", "anybody else: calls", "connections", "ms"];
  const cells = ({ calls, connections, wall }) => [calls, connections, rounded(wall)];
  const rows = results.map(([name, { marked, unmarked }]) => [name, ...cells(marked), ...cells(unmarked)]);
  return lined([head, ...rows]);
}

function lined([head, ...rows]) {
  const lines = [head, head.map((_, column) => (column === 0 ? "---" : "---:")), ...rows];
  return lines.map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

function faults(results, [[, { marked, unmarked }]]) {
  const [[, { warm, wrong, forgot }], ...others] = results;
  const found = [];
  const expect = (fits, text) => fits || found.push(text);
  expect(warm.migrated && forgot.migrated && !wrong.migrated, "ours migrates whom it should not, or not whom it should");
  expect(warm.calls === 1, `ours makes ${warm.calls} calls at a warm sign-in`);
  expect(wrong.calls === 1, `ours makes ${wrong.calls} calls at a wrong password`);
  expect(forgot.calls === 1, `ours makes ${forgot.calls} calls at a forgotten password`);
  expect(marked.calls === GROUP_CALLS, `ours makes ${marked.calls} calls after a first sign-in`);
  expect(unmarked.calls === 0, `ours makes ${unmarked.calls} calls after any other sign-in`);
  const connections = [warm, wrong, forgot, marked, unmarked].reduce((sum, phase) => sum + phase.connections, 0);
  expect(connections === 0, `ours opens connections when warm (${connections} a sign-in)`);
  expect(warm.wall < WARM_LIMIT, `ours takes ${warm.wall} ms warm`);
  for (const [name, other] of others) {
    const times = other.warm.wall / warm.wall;
    expect(times >= TIMES_SLOWER, `${name} is only ${times.toFixed(2)} times as slow as ours`);
  }
  return found;
}

// Beside the lab's node_modules, where imports of the SDK are found; the handlers are copied as they are.
const folder = mkdtempSync(join(lab, "bench-"));
const endpoint = await start(PER_CALL);
try {
  const code = readdirSync(OURS).filter((name) => name.endsWith(".mjs"));
  for (const name of code) cpSync(join(OURS, name), join(folder, "ours", name));
  cpSync(join(here, "shapes"), join(folder, "shapes"), { recursive: true });
  const shapes = readdirSync(join(folder, "shapes")).filter((name) => name !== "common.mjs").sort();
  const results = [["**ours**", await measure(join(folder, "ours/index.mjs"), endpoint)]];
  cpSync(join(here, "after-sign-in"), join(folder, "after-sign-in"), { recursive: true });
  for (const name of shapes) results.push([name.replace(".mjs", ""), await measure(join(folder, "shapes", name), endpoint)]);

  const seed = join(folder, "after-sign-in/groups-at-every-sign-in.mjs");
  const after = [
    ["**ours**", await measureAfter(join(folder, "ours/index.mjs"), "right", endpoint)],
    ["groups-at-every-sign-in", await measureAfter(seed, "unmarked", endpoint)],
  ];

  const sizes = code.map((name) => readFileSync(join(OURS, name)));
  const total = (measured) => sizes.reduce((sum, bytes) => sum + measured(bytes).length, 0);
  const sdk = JSON.parse(readFileSync(join(lab, "node_modules/@aws-sdk/client-sts/package.json"), "utf8")).version;
  const text = `${table(results)}

After a sign-in (PostAuthentication), of a user in three groups, warm:

${tableAfter(after)}

${new Date().toISOString().slice(0, 10)}, Node.js ${process.versions.node}, AWS SDK ${sdk}, ${cpus()[0].model}, ${cpus().length} processors. ${PER_CALL} ms per
call; medians of ${COLD_STARTS} cold starts and ${WARM} warm sign-ins. Cold is loading and the first sign-in together. Our code is
${total((bytes) => bytes)} bytes in ${code.length} files, ${total(deflateRawSync)} compressed; the SDK is the runtime's.
`;
  console.log(text);
  if (process.argv.includes("--write")) {
    writeFileSync(join(here, "RESULTS.md"), `# The last run that was kept\n\n\`make bench-function\` makes this table; README.md says what is measured.\n\n${text}`);
  }
  const found = faults(results, after);
  for (const fault of found) console.error(`FAILED: ${fault}`);
  process.exitCode = found.length > 0 ? 1 : 0;
} finally {
  endpoint.end();
  rmSync(folder, { recursive: true });
}
