// A forgotten password: who may ask for a code through the destination, and in what state the user arrives there.
import assert from "node:assert/strict";
import { test } from "node:test";
import { ada, forgotPassword, newWorld, signIn } from "../stage/world.mjs";

test("a user with a verified address arrives without a final status and without a message", async (t) => {
  const world = await newWorld(t);
  const { response } = await world.invoke(forgotPassword());
  assert.equal(response.finalUserStatus, null);
  assert.equal(response.messageAction, "SUPPRESS");
  assert.equal(response.userAttributes.email, "ada@example.org");
  assert.equal(response.userAttributes.email_verified, "true");
  assert.equal(response.userAttributes.phone_number_verified, "false");
  assert.ok(!("sub" in response.userAttributes));
});

test("a disabled user is refused", async (t) => {
  const world = await newWorld(t, { answers: { AdminGetUser: () => ada({ Enabled: false }) } });
  assert.ok((await world.outcome(forgotPassword())).unchanged);
  assert.equal(world.lastLine().reason, "user-disabled");
});

test("a user whose being enabled is not told is refused", async (t) => {
  const world = await newWorld(t, { answers: { AdminGetUser: () => ada({ Enabled: undefined }) } });
  assert.ok((await world.outcome(forgotPassword())).unchanged);
});

test("it costs one call of a warm function, and no password check", async (t) => {
  const world = await newWorld(t);
  await world.invoke(signIn());
  world.forgetCalls();
  await world.invoke(forgotPassword());
  assert.deepEqual(world.calls(), ["AdminGetUser"]);
  assert.equal(world.lastLine().calls, 1);
});
