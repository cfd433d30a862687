// Cognito waits five seconds. The function answers before, whatever does not answer it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { APOLOGY, newWorld, settle, signIn, unanswered } from "../stage/world.mjs";

// An answer that comes after so many milliseconds of the test's clock.
const after = (milliseconds, answer) => (...input) =>
  new Promise((resolve) => setTimeout(() => resolve(answer(...input)), milliseconds));

test("a source that never answers is given up after three and a half seconds, not earlier", async (t) => {
  const world = await newWorld(t, { answers: { AdminInitiateAuth: unanswered } });
  let settled = false;
  const outcome = world.outcome(signIn()).finally(() => { settled = true; });
  await settle();
  world.pass(3_499);
  await settle();
  assert.equal(settled, false);
  world.pass(1);
  const { thrown, unchanged } = await outcome;
  assert.equal(thrown.message, APOLOGY);
  assert.ok(unchanged);
  assert.equal(world.lastLine().milliseconds, 3_500);
});

test("all steps together have three and a half seconds", async (t) => {
  const world = await newWorld(t);
  for (const operation of ["AssumeRole", "AdminInitiateAuth"]) {
    world.answers[operation] = after(1_700, world.answers[operation]);
  }
  world.answers.AdminGetUser = unanswered;
  const outcome = world.outcome(signIn());
  for (const milliseconds of [1_700, 1_700, 100]) {
    await settle();
    world.pass(milliseconds);
  }
  assert.ok((await outcome).thrown);
  assert.deepEqual(
    { step: world.lastLine().step, milliseconds: world.lastLine().milliseconds },
    { step: "AdminGetUser", milliseconds: 3_500 },
  );
});

test("a call that would come too late is not made", async (t) => {
  const world = await newWorld(t);
  const answer = world.answers.AdminInitiateAuth;
  // The process was busy or frozen: the answer is there, and so is the deadline, before the timer had its turn.
  world.answers.AdminInitiateAuth = async (input) => {
    t.mock.method(Date, "now", () => world.started + 3_500);
    return answer(input);
  };
  world.started = Date.now();
  assert.ok((await world.outcome(signIn())).thrown);
  assert.ok(!world.calls().includes("AdminGetUser"));
  assert.equal(world.lastLine().reason, "timeout");
  assert.equal(world.lastLine().calls, 2);
});

test("the request that is given up is aborted, one that was answered is not", async (t) => {
  const world = await newWorld(t, { answers: { AdminGetUser: unanswered } });
  const outcome = world.outcome(signIn());
  await settle();
  world.pass(3_500);
  await outcome;
  await settle();
  assert.equal(world.call("AdminGetUser").signal.aborted, true);
  assert.equal(world.call("AdminInitiateAuth").signal.aborted, false);
});

test("a finished sign-in leaves no timer behind", async (t) => {
  const world = await newWorld(t);
  await world.invoke(signIn());
  world.pass(10_000);
  await settle();
  assert.ok(world.stage.calls.every(({ signal }) => !signal.aborted));
});
