// Groups at the first sign-in: who is marked, whose groups come along, and that this happens once.
import assert from "node:assert/strict";
import { test } from "node:test";
import { MARKED, RULES } from "../stage/states.mjs";
import { ada, forgotPassword, groups, MARK, newWorld, signedIn, signIn, throwing, tokenOf } from "../stage/world.mjs";

const MARKING = { FERRY_GROUPS_MARK: MARK };
const BY_TOKEN = { ...MARKING, FERRY_ATTRIBUTES: JSON.stringify(RULES), FERRY_ATTRIBUTES_FROM: "token" };
const markAfter = async (world, event) => (await world.invoke(event)).response.userAttributes[MARK];
const told = (claims) => ({ AdminInitiateAuth: () => ({ AuthenticationResult: { IdToken: tokenOf(ada(), claims) } }) });

test("who migrates is marked with their name in the source, signed", async (t) => {
  const world = await newWorld(t, { environment: MARKING });
  assert.equal(await markAfter(world, signIn()), MARKED[MARK]);
  assert.equal(await markAfter(world, forgotPassword()), MARKED[MARK]);
});

test("nobody is marked where the operator did not ask for it", async (t) => {
  const world = await newWorld(t);
  assert.deepEqual(Object.keys((await world.invoke(signIn())).response.userAttributes).filter((name) => /group/.test(name)), []);
});

test("nobody is marked without an external id: there is nothing to sign with", async (t) => {
  const world = await newWorld(t, { environment: { ...MARKING, OLD_EXTERNAL_ID: undefined } });
  assert.equal(await markAfter(world, signIn()), undefined);
  assert.equal((await world.outcome(signedIn(MARKED))).unchanged, true);
  assert.equal(world.lastLine().reason, "mark-not-ours");
});

test("who is in no group is not marked, where the token tells: their sign-ins cost nothing more", async (t) => {
  const world = await newWorld(t, { environment: BY_TOKEN, answers: told({}) });
  assert.equal(await markAfter(world, signIn()), undefined);
  assert.deepEqual(world.calls(), ["AssumeRole", "AdminInitiateAuth"]);
});

test("who is in a group by the token is marked, at no further call", async (t) => {
  const world = await newWorld(t, { environment: BY_TOKEN, answers: told({ "cognito:groups": ["ada-admins"] }) });
  assert.equal(await markAfter(world, signIn()), MARKED[MARK]);
  assert.deepEqual(world.calls(), ["AssumeRole", "AdminInitiateAuth"]);
});

test("groups are never handed over as an attribute", async (t) => {
  const world = await newWorld(t, { environment: BY_TOKEN, answers: told({ "cognito:groups": ["ada-admins"] }) });
  const { userAttributes } = (await world.invoke(signIn())).response;
  assert.ok(!JSON.stringify(userAttributes).includes("ada-admins"));
});

test("the marked user joins each group of the source that the destination lacks, and loses the mark", async (t) => {
  const world = await newWorld(t, { environment: MARKING });
  const event = signedIn(MARKED);
  await world.invoke(event);
  const user = { UserPoolId: event.userPoolId, Username: event.userName };
  const listings = world.inputs("AdminListGroupsForUser").map(({ UserPoolId, Username }) => [UserPoolId, Username]).sort();
  assert.deepEqual(listings, [
    [user.UserPoolId, user.Username], ["eu-west-1_Source", "7d4a7b2e-0000-4000-8000-000000000001"],
  ]);
  assert.deepEqual(world.inputs("AdminAddUserToGroup"), [
    { ...user, GroupName: "ada-admins" }, { ...user, GroupName: "Lovelace readers" },
  ]);
  assert.deepEqual(world.inputs("AdminDeleteUserAttributes"), [{ ...user, UserAttributeNames: [MARK] }]);
});

test("the source is read as the assumed role, the destination as the function's own, in its own Region", async (t) => {
  const world = await newWorld(t, { environment: MARKING });
  await world.invoke(signedIn(MARKED));
  const listings = world.stage.calls.filter(({ operation }) => operation === "AdminListGroupsForUser");
  const asked = listings.map(({ credentials, client }) => [client.configuration.region, credentials?.accessKeyId]).sort();
  assert.deepEqual(asked, [["eu-central-1", undefined], ["eu-west-1", "ASIA1"]]);
  assert.equal(world.call("AdminAddUserToGroup").credentials, undefined);
});

test("a sign-in of anybody without a mark makes no call at all", async (t) => {
  const world = await newWorld(t, { environment: MARKING });
  await world.invoke(signedIn());
  world.forgetCalls();
  for (const attributes of [{}, { email: "grace@example.org" }]) await world.invoke(signedIn(attributes));
  assert.deepEqual(world.calls(), []);
});

test("a mark that is not signed for this user, this pool and this migration gives nobody a group", async (t) => {
  const world = await newWorld(t, { environment: MARKING });
  const [signed, name] = MARKED[MARK].split(".");
  const forged = ["", ".", name, `.${name}`, `${signed}.`, `${signed}.admin`, `x${signed}.${name}`, `${signed.slice(1)}x.${name}`];
  for (const mark of forged) await world.invoke(signedIn({ [MARK]: mark }));
  await world.invoke({ ...signedIn(MARKED), userPoolId: "eu-central-1_Another" });
  assert.deepEqual(world.calls().filter((operation) => operation !== "AssumeRole"), []);
  assert.equal(world.written.filter((line) => line.includes("mark-not-ours")).length, forged.length);
});

test("a mark of another migration, signed with another external id, is nobody's", async (t) => {
  const world = await newWorld(t, { environment: { ...MARKING, OLD_EXTERNAL_ID: "external-id-of-another-migration" } });
  await world.invoke(signedIn(MARKED));
  assert.equal(world.lastLine().reason, "mark-not-ours");
});

test("a name with dots in it comes back whole", async (t) => {
  const answers = { AdminGetUser: () => ada({ Username: "ada.l.example.org" }) };
  const world = await newWorld(t, { environment: MARKING, answers });
  await world.invoke(signedIn({ [MARK]: await markAfter(world, signIn()) }));
  assert.equal(world.inputs("AdminListGroupsForUser").filter(({ Username }) => Username === "ada.l.example.org").length, 1);
});

test("more groups than a page holds come along, and no more than five are asked for at a time", async (t) => {
  const names = Array.from({ length: 100 }, (_, number) => `group ${number}`);
  let [running, most] = [0, 0];
  const world = await newWorld(t, { environment: MARKING, answers: {
    AdminListGroupsForUser: ({ UserPoolId, NextToken }) => {
      if (UserPoolId.endsWith("_Destination")) return groups(names.slice(0, 3));
      return NextToken === "more" ? groups(names.slice(60)) : groups(names.slice(0, 60), "more");
    },
    AdminAddUserToGroup: async () => {
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setImmediate(resolve));
      running -= 1;
      return {};
    },
  } });
  await world.invoke(signedIn(MARKED));
  assert.deepEqual(world.inputs("AdminAddUserToGroup").map(({ GroupName }) => GroupName), names.slice(3));
  assert.equal(most, 5);
  assert.equal(world.lastLine().groups, 97);
});

test("the groups that Cognito makes for an identity provider stay where they are", async (t) => {
  const world = await newWorld(t, { environment: MARKING, answers: {
    AdminListGroupsForUser: ({ UserPoolId }) =>
      groups(UserPoolId.endsWith("_Destination") ? [] : ["eu-west-1_Source_Google", "readers"]),
  } });
  await world.invoke(signedIn(MARKED));
  assert.deepEqual(world.inputs("AdminAddUserToGroup").map(({ GroupName }) => GroupName), ["readers"]);
});

for (const [failing, answer] of [
  ["AssumeRole", throwing("AccessDenied")], ["AdminListGroupsForUser", throwing("TooManyRequestsException")],
  ["AdminAddUserToGroup", throwing("TooManyRequestsException")], ["AdminDeleteUserAttributes", throwing("AccessDeniedException")],
]) {
  test(`a failing ${failing} never fails the sign-in, and the mark stays for the next`, async (t) => {
    const world = await newWorld(t, { environment: MARKING, answers: { [failing]: answer } });
    const { thrown, unchanged } = await world.outcome(signedIn(MARKED));
    assert.deepEqual([thrown, unchanged, world.lastLine().outcome], [undefined, true, "postponed"]);
    if (failing !== "AdminDeleteUserAttributes") assert.ok(!world.calls().includes("AdminDeleteUserAttributes"));
  });
}
