// Every row of stage/states.mjs: what comes back, what is logged, how many calls, and nothing private anywhere.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { STATES } from "../stage/states.mjs";
import { APOLOGY, newWorld, PRIVATE, settle } from "../stage/world.mjs";

async function play(t, { event, answers, environment, milliseconds }) {
  const world = await newWorld(t, { answers, environment });
  const outcome = world.outcome(event());
  for (const part of milliseconds ?? []) {
    await settle();
    world.pass(part);
  }
  return { world, ...(await outcome) };
}

for (const state of STATES) {
  describe(state.title, () => {
    const { expected, calls } = state;
    const milliseconds = (state.milliseconds ?? []).reduce((one, other) => one + other, 0);

    test(`is ${expected.outcome}, as the caller sees it`, async (t) => {
      const { thrown, unchanged } = await play(t, state);
      assert.equal(thrown?.message, expected.outcome === "failed" ? APOLOGY : undefined);
      assert.equal(unchanged, expected.outcome !== "migrated", "the event comes back byte for byte");
      assert.equal(thrown?.cause, undefined, "Lambda would log the cause");
    });

    test(`logs one line that says ${expected.reason}`, async (t) => {
      const { world } = await play(t, state);
      assert.equal(world.written.length, 1);
      const trigger = state.event()?.triggerSource ?? "OTHER";
      const { _aws, function: name, [expected.outcome]: count, ...line } = world.lastLine();
      assert.deepEqual(
        line,
        JSON.parse(JSON.stringify({ ferry: 1, ...expected, trigger, milliseconds, calls, requestId: "request-1" })),
      );
      assert.equal(count, expected.outcome === "passed" ? undefined : 1);
    });

    test("shows nothing private in the log or the error", async (t) => {
      const { world, thrown } = await play(t, state);
      const shown = [...world.written, thrown?.stack ?? "", JSON.stringify({ ...thrown })].join("\n").toLowerCase();
      for (const word of PRIVATE) assert.ok(!shown.includes(word.toLowerCase()), `${word} in ${shown}`);
    });
  });
}

test("every reason is told in the header of index.mjs, in the README, and is reached by a state", () => {
  const read = (name) => readFileSync(new URL(`../${name}`, import.meta.url), "utf8");
  const [header] = read("index.mjs").split("*/");
  const code = ["index.mjs", "attributes.mjs", "groups.mjs", "verdicts.mjs"].map((name) => read(name).replace(/^[^]*?\*\//, "")).join("");
  const family = (reason) => reason.replace(/:.*/, ":<");
  const reached = new Set(STATES.map(({ expected }) => family(expected.reason)));
  for (const reason of reached) {
    assert.ok(header.includes(reason), `${reason} is not in the header`);
    assert.ok(read("README.md").includes(reason), `${reason} is not in the README`);
  }
  const written = [...code.matchAll(/(?:refused|failed|refusal|reason)(?:, |\(|: )["`]([a-z:-]+)/g)].map(([, reason]) => reason);
  assert.ok(written.length > 25);
  for (const reason of written) {
    assert.ok([...reached].some((one) => one.startsWith(reason)), `no state reaches ${reason}`);
  }
});
