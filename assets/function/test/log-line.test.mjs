// The line as CloudWatch reads it: the embedded metric format, where each metric and dimension must be a member of the line.
import assert from "node:assert/strict";
import { test } from "node:test";
import { newWorld, NOW, signIn, throwing } from "../stage/world.mjs";

const NAMED = { environment: { AWS_LAMBDA_FUNCTION_NAME: "cognito-ferry-acme" } };

test("a migrated user is counted, by function and by reason, with its milliseconds", async (t) => {
  const world = await newWorld(t, NAMED);
  await world.invoke(signIn());
  const line = world.lastLine();
  assert.deepEqual(line._aws, {
    Timestamp: NOW,
    CloudWatchMetrics: [
      { Namespace: "cognito-ferry", Dimensions: [["function"], ["function", "reason"]], Metrics: [{ Name: "migrated", Unit: "Count" }] },
      { Namespace: "cognito-ferry", Dimensions: [["function"]], Metrics: [{ Name: "milliseconds", Unit: "Milliseconds" }] },
    ],
  });
  assert.equal(line.function, "cognito-ferry-acme");
  assert.deepEqual([line.migrated, line.refused, line.failed], [1, undefined, undefined]);
});

for (const [outcome, answer] of [["refused", throwing("UserNotFoundException")], ["failed", throwing("InternalErrorException")]]) {
  test(`one that is ${outcome} is counted as ${outcome} alone, and the line has every metric and dimension`, async (t) => {
    const world = await newWorld(t, { ...NAMED, answers: { AdminInitiateAuth: answer } });
    await world.outcome(signIn());
    const line = world.lastLine();
    for (const { Dimensions, Metrics } of line._aws.CloudWatchMetrics) {
      for (const name of Dimensions.flat()) assert.equal(typeof line[name], "string", name);
      for (const { Name } of Metrics) assert.equal(typeof line[Name], "number", Name);
    }
    assert.deepEqual(["migrated", "refused", "failed"].filter((name) => name in line), [outcome]);
  });
}

test("the line is one line of JSON from its first character, as the embedded metric format wants it", async (t) => {
  const world = await newWorld(t, NAMED);
  await world.invoke(signIn());
  assert.equal(world.written.length, 1);
  assert.match(world.written[0], /^\{[^\n]*\}\n$/);
  assert.equal(console.log.mock.callCount(), 0, "Lambda would put a time and an id before it");
});
