// The assumed role: asked for once, shared, renewed in time, dropped when the source refuses it.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { newWorld, settle, signIn, throwing, unanswered } from "../stage/world.mjs";

const MINUTE = 60_000;
const assumed = (world) => world.calls().filter((operation) => operation === "AssumeRole").length;

// As SDK v3 does, and as a client does that asks its provider before every call.
for (const keepsCredentials of [true, false]) {
  describe(keepsCredentials ? "a client that keeps credentials" : "a client that asks before every call", () => {
    test("the second sign-in makes no AssumeRole and no new client", async (t) => {
      const world = await newWorld(t, { keepsCredentials });
      await world.invoke(signIn());
      assert.deepEqual(world.calls(), ["AssumeRole", "AdminInitiateAuth", "AdminGetUser"]);
      assert.equal(world.lastLine().calls, 3);
      world.forgetCalls();
      await world.invoke(signIn());
      assert.deepEqual(world.calls(), ["AdminInitiateAuth", "AdminGetUser"]);
      assert.equal(world.lastLine().calls, 2);
      assert.equal(world.stage.clients.length, 2);
    });

    test("concurrent cold invocations share one AssumeRole, and one of them counts it", async (t) => {
      const world = await newWorld(t, { keepsCredentials });
      await Promise.all([1, 2, 3, 4, 5].map(() => world.invoke(signIn())));
      assert.equal(assumed(world), 1);
      const counted = world.written.map((line) => JSON.parse(line).calls).sort();
      assert.deepEqual(counted, [2, 2, 2, 2, 3]);
    });

    test("a sign-in at any minute of six hours uses credentials with at least five minutes left", async (t) => {
      const world = await newWorld(t, { keepsCredentials });
      const given = world.expirations;
      for (let minute = 0; minute < 360; minute += 1) {
        await world.invoke(signIn());
        const { credentials } = world.call("AdminGetUser");
        assert.ok(given.get(credentials.accessKeyId) - Date.now() >= 5 * MINUTE, `minute ${minute}`);
        world.pass(MINUTE);
      }
      assert.equal(given.size, 8, "renewed every 50 minutes");
    });

    test("credentials that the source refuses are dropped, and the next sign-in works", async (t) => {
      for (const name of ["AccessDeniedException", "ExpiredTokenException", "UnrecognizedClientException"]) {
        await t.test(name, async (t) => {
          const world = await newWorld(t, { keepsCredentials });
          await world.invoke(signIn());
          const answer = world.answers.AdminInitiateAuth;
          world.answers.AdminInitiateAuth = (input, credentials) =>
            credentials.accessKeyId === "ASIA1" ? throwing(name)() : answer(input);
          assert.ok((await world.outcome(signIn())).thrown);
          await world.invoke(signIn());
          assert.equal(world.lastLine().outcome, "migrated");
          assert.equal(assumed(world), 2);
          assert.equal(world.call("AdminGetUser").credentials.accessKeyId, "ASIA2");
        });
      }
    });
  });
}

test("credentials are renewed before they expire", async (t) => {
  const world = await newWorld(t);
  await world.invoke(signIn());
  world.pass(50 * MINUTE - 1);
  await world.invoke(signIn());
  assert.equal(assumed(world), 1);
  world.pass(1);
  await world.invoke(signIn());
  assert.equal(assumed(world), 2);
});

test("AssumeRole goes to the source's Region, which its account has switched on, with the external id and a name to know it by", async (t) => {
  const world = await newWorld(t);
  await world.invoke(signIn());
  const { input, client } = world.call("AssumeRole");
  assert.deepEqual(input, {
    RoleArn: "arn:aws:iam::111111111111:role/cognito-ferry-source",
    RoleSessionName: "cognito-ferry",
    ExternalId: "external-id-of-this-migration-0001",
  });
  assert.equal(client.configuration.region, "eu-west-1");
  assert.equal(client.configuration.maxAttempts, 2);
});

test("without an external id none is sent", async (t) => {
  const world = await newWorld(t, { environment: { OLD_EXTERNAL_ID: undefined } });
  await world.invoke(signIn());
  assert.ok(!("ExternalId" in world.call("AssumeRole").input));
});

test("a failed AssumeRole is not kept", async (t) => {
  let refusing = true;
  const world = await newWorld(t, { answersInTurn: (all) => ({
    AssumeRole: () => (refusing ? throwing("AccessDenied")() : all.AssumeRole()),
  }) });
  assert.ok((await world.outcome(signIn())).thrown);
  refusing = false;
  await world.invoke(signIn());
  assert.equal(world.lastLine().outcome, "migrated");
});

test("concurrent invocations share a failed AssumeRole too, and each tells it", async (t) => {
  const world = await newWorld(t, { answers: { AssumeRole: throwing("AccessDenied") } });
  await settle();
  world.forgetCalls();
  await Promise.all([1, 2, 3].map(() => world.outcome(signIn())));
  assert.equal(assumed(world), 1);
  assert.deepEqual(world.written.map((line) => JSON.parse(line).reason), Array(3).fill("assume-role-denied"));
});

test("where STS cannot renew just now, credentials that still hold are used until they expire", async (t) => {
  const world = await newWorld(t);
  await world.invoke(signIn());
  world.answers.AssumeRole = throwing("ThrottlingException");
  world.pass(59 * MINUTE);
  await world.invoke(signIn());
  assert.equal(world.lastLine().outcome, "migrated");
  world.pass(MINUTE - 3_500);
  assert.ok((await world.outcome(signIn())).thrown);
  assert.equal(world.lastLine().reason, "throttled");
});

test("a session that is shorter than the time to renew costs one AssumeRole per sign-in, not one per call", async (t) => {
  const world = await newWorld(t, { keepsCredentials: false, sessionLength: MINUTE });
  for (const _ of [1, 2]) {
    await world.invoke(signIn());
    assert.deepEqual(world.calls(), ["AssumeRole", "AdminInitiateAuth", "AdminGetUser"]);
    world.forgetCalls();
  }
});

test("a late refusal of old credentials leaves newer ones alone", async (t) => {
  const world = await newWorld(t);
  await world.invoke(signIn());
  const answer = world.answers.AdminInitiateAuth;
  let refuse;
  world.answers.AdminInitiateAuth = () => new Promise((_, reject) => { refuse = reject; });
  const late = world.outcome(signIn());
  await settle();
  world.answers.AdminInitiateAuth = throwing("ExpiredTokenException");
  await world.outcome(signIn());
  world.answers.AdminInitiateAuth = answer;
  await world.invoke(signIn());
  refuse(Object.assign(new Error("late"), { name: "ExpiredTokenException" }));
  assert.ok((await late).thrown);
  await world.invoke(signIn());
  assert.equal(assumed(world), 2);
});

test("an AssumeRole that never answers is given up and asked again by the next sign-in", async (t) => {
  let silent = true;
  const world = await newWorld(t, { answersInTurn: (all) => ({
    AssumeRole: () => (silent ? unanswered() : all.AssumeRole()),
  }) });
  const first = world.outcome(signIn());
  for (const milliseconds of [2_000, 1_500]) {
    await settle();
    world.pass(milliseconds);
  }
  assert.ok((await first).thrown);
  assert.equal(world.lastLine().milliseconds, 3_500);
  silent = false;
  await world.invoke(signIn());
  assert.equal(world.lastLine().outcome, "migrated");
});

describe("the head start", () => {
  test("AssumeRole is under way when loading has ended, and the first sign-in counts it", async (t) => {
    const world = await newWorld(t);
    assert.deepEqual(world.calls(), ["AssumeRole"]);
    await world.invoke(signIn());
    assert.equal(world.lastLine().calls, 3);
    assert.equal(assumed(world), 1);
  });

  test("a sign-in waits for it rather than asking twice", async (t) => {
    let answer;
    const world = await newWorld(t, { answersInTurn: (all) => ({
      AssumeRole: () => new Promise((resolve) => { answer = () => resolve(all.AssumeRole()); }),
    }) });
    const first = world.outcome(signIn());
    await settle();
    assert.deepEqual(world.calls(), ["AssumeRole"]);
    answer();
    assert.equal((await first).thrown, undefined);
    assert.equal(assumed(world), 1);
  });

  test("one that fails is made good by the first sign-in", async (t) => {
    let asked = 0;
    const world = await newWorld(t, { answersInTurn: (all) => ({
      AssumeRole: () => ((asked += 1) === 1 ? throwing("ThrottlingException")() : all.AssumeRole()),
    }) });
    await world.invoke(signIn());
    assert.equal(world.lastLine().outcome, "migrated");
    assert.equal(world.lastLine().calls, 4);
  });

  test("one whose credentials ended while Lambda had the function frozen is asked anew", async (t) => {
    const world = await newWorld(t);
    await settle();
    world.pass(61 * MINUTE);
    await world.invoke(signIn());
    assert.equal(world.call("AdminGetUser").credentials.accessKeyId, "ASIA2");
  });

  test("there is none where the configuration is incomplete", async (t) => {
    const world = await newWorld(t, { environment: { OLD_ROLE_ARN: undefined } });
    assert.deepEqual(world.calls(), []);
  });
});
