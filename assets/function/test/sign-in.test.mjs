// What the function asks the source at a sign-in, and what Cognito gets to create the user from.
import assert from "node:assert/strict";
import { test } from "node:test";
import { ada, newWorld, PASSWORD, signIn } from "../stage/world.mjs";

const migrate = async (t, user) => {
  const world = await newWorld(t, { answers: { AdminGetUser: () => user } });
  return (await world.invoke(signIn())).response;
};

test("a confirmed user keeps the password, gets no message, and nothing is forced", async (t) => {
  const event = signIn();
  const before = structuredClone(event);
  const world = await newWorld(t);
  const answer = await world.invoke(event);
  assert.deepEqual(answer, {
    ...before,
    response: {
      ...before.response,
      finalUserStatus: "CONFIRMED",
      messageAction: "SUPPRESS",
      userAttributes: {
        email: "ada@example.org",
        email_verified: "true",
        phone_number: "+4915112345678",
        phone_number_verified: "false",
        name: "Ada Lovelace",
        "custom:plan": "gold",
      },
    },
  });
  assert.equal(answer.response.forceAliasCreation, null);
  assert.deepEqual(event, before, "what Cognito sent is not written to");
});

test("the source is asked with the password flow, in its own Region, as the assumed role", async (t) => {
  const world = await newWorld(t);
  await world.invoke(signIn());
  const { input, client, credentials } = world.call("AdminInitiateAuth");
  assert.deepEqual(input, {
    UserPoolId: "eu-west-1_Source",
    ClientId: "1source2client3",
    AuthFlow: "ADMIN_USER_PASSWORD_AUTH",
    AuthParameters: { USERNAME: "ada@example.org", PASSWORD },
  });
  assert.equal(client.configuration.region, "eu-west-1");
  assert.equal(client.configuration.maxAttempts, 2);
  assert.equal(credentials.accessKeyId, "ASIA1");
  assert.deepEqual(world.call("AdminGetUser").input, { UserPoolId: "eu-west-1_Source", Username: "ada@example.org" });
});

test("a wrong password costs exactly one call of a warm function", async (t) => {
  const world = await newWorld(t);
  await world.invoke(signIn());
  world.forgetCalls();
  const event = signIn();
  event.request.password = "wrong";
  const { unchanged } = await world.outcome(event);
  assert.deepEqual(world.calls(), ["AdminInitiateAuth"]);
  assert.ok(unchanged);
  assert.equal(world.lastLine().reason, "wrong-password");
  assert.equal(world.lastLine().calls, 1);
});

test("a temporary password is never CONFIRMED, and the user is not even read", async (t) => {
  const answers = { AdminInitiateAuth: () => ({ ChallengeName: "NEW_PASSWORD_REQUIRED", Session: "s" }) };
  const world = await newWorld(t, { answers });
  const answer = await world.invoke(signIn());
  assert.equal(answer.response.finalUserStatus, null);
  assert.equal(answer.response.userAttributes, null);
  assert.deepEqual(world.calls(), ["AssumeRole", "AdminInitiateAuth"]);
});

test("a challenge that comes with tokens is still a challenge", async (t) => {
  const answers = { AdminInitiateAuth: () => ({ ChallengeName: "SMS_MFA", AuthenticationResult: { IdToken: "x" } }) };
  const world = await newWorld(t, { answers });
  assert.ok((await world.outcome(signIn())).unchanged);
});

test("sub, identities, cognito:* and username never reach the destination", async (t) => {
  const never = { sub: "1", identities: "[]", "cognito:user_status": "CONFIRMED", "cognito:mfa_enabled": "1", username: "ada" };
  const { userAttributes } = await migrate(t, ada({}, never));
  for (const name of Object.keys(never)) assert.ok(!(name in userAttributes), name);
});

test("email_verified=false stays false, and one that is absent stays absent", async (t) => {
  const attributes = { email_verified: "false", phone_number_verified: undefined };
  const { userAttributes } = await migrate(t, ada({}, attributes));
  assert.equal(userAttributes.email_verified, "false");
  assert.ok(!("phone_number_verified" in userAttributes));
});

test("an attribute without a value is left out, and every other is a string as it was", async (t) => {
  const user = ada();
  user.UserAttributes.push({ Name: "nickname" }, { Name: "custom:level", Value: "007" }, { Name: "profile", Value: "" });
  const { userAttributes } = await migrate(t, user);
  assert.ok(!("nickname" in userAttributes));
  assert.equal(userAttributes["custom:level"], "007");
  assert.equal(userAttributes.profile, "");
  for (const value of Object.values(userAttributes)) assert.equal(typeof value, "string");
});

test("fields that Cognito may add to the event one day come back as they came", async (t) => {
  const world = await newWorld(t);
  const answer = await world.invoke({ ...signIn(), novelty: { a: [1] } });
  assert.deepEqual(answer.novelty, { a: [1] });
});

test("whoever was refused or failed before, the next one signs in, in the same process and with the same client", async (t) => {
  const world = await newWorld(t);
  const event = signIn();
  event.request.password = "wrong";
  for (const before of [event, undefined, { ...signIn(), triggerSource: "PreSignUp_SignUp" }]) await world.outcome(before);
  await world.invoke(signIn());
  assert.equal(world.lastLine().outcome, "migrated");
  assert.equal(world.stage.clients.length, 2);
});
