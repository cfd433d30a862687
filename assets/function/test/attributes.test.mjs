// What goes over: by the rules that plan computed, under which name, and the same whether the token or AdminGetUser tells.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { handOver, personOfToken, personOfUser } from "../attributes.mjs";
import { RULES, STATES } from "../stage/states.mjs";
import { ada, idToken, newWorld, signIn, tokenOf } from "../stage/world.mjs";

const UUID = "7d4a7b2e-0000-4000-8000-000000000001";
const person = (username, attributes) => ({
  username, enabled: true, status: "CONFIRMED", attributes: { sub: UUID, ...attributes },
});
const ANNA = { email: "Anna@Example.org", email_verified: "true", preferred_username: "annie" };

describe("both ways give the same answer", () => {
  const people = [
    ["as most are", ada()],
    ["letters of every kind", ada({}, { name: "Zoë 山田 🙂 \"x\" \\ \u0000", "custom:plan": "Größe" })],
    ["text that looks like JSON, numbers or flags", ada({}, { name: "true", "custom:seats": "007", "custom:plan": "{}" })],
    ["flags absent", ada({}, { email_verified: undefined, phone_number_verified: undefined })],
    ["nothing optional", ada({}, { name: undefined, phone_number: undefined, "custom:plan": undefined })],
    ["empty values", ada({}, { name: "", phone_number: "" })],
    ["linked to a provider", ada({}, { identities: "[{}]", "custom:seats": "12", "custom:legal": "TRUE" })],
    ["an attribute that no rule names", ada({}, { "custom:secret": "x" })],
    ["refused for want of an address", ada({}, { email: undefined })],
    ["refused for its length", ada({}, { "custom:plan": "123456789" })],
  ];
  const ofStates = STATES.filter(({ event, answers }) => event === signIn && answers?.AdminGetUser).flatMap((state) => {
    try {
      const user = state.answers.AdminGetUser();
      return user.UserStatus === "CONFIRMED" && user.Enabled ? [[state.title, user]] : [];
    } catch {
      return [];
    }
  });
  assert.ok(ofStates.length > 8);
  for (const [title, user] of [...people, ...ofStates]) {
    test(title, async (t) => {
      const answers = {};
      for (const from of ["user", "token"]) {
        await t.test(from, async (t) => {
          const world = await newWorld(t, {
            environment: { FERRY_ATTRIBUTES: JSON.stringify(RULES), FERRY_ATTRIBUTES_FROM: from },
            answers: { AdminInitiateAuth: () => ({ AuthenticationResult: { IdToken: tokenOf(user) } }), AdminGetUser: () => user },
          });
          answers[from] = await world.invoke(signIn());
          assert.equal(world.calls().includes("AdminGetUser"), from === "user");
        });
      }
      assert.ok(answers.user);
      assert.deepEqual(answers.token, answers.user);
    });
  }
});

describe("a token that might not tell exactly is not used", () => {
  const claims = { token_use: "id", sub: UUID, "cognito:username": "ada", email: "ada@example.org" };
  const tells = (changes) => personOfToken(idToken({ ...claims, ...changes }), { email: {}, address: {}, updated_at: {} });
  test("the token as such is", () => assert.equal(tells({}).attributes.email, "ada@example.org"));
  for (const [title, changes] of Object.entries({
    "an address as an object": { address: { formatted: "Road 1" } },
    "a number": { updated_at: 1_700_000_000 },
    "a flag in the place of a text": { email: true },
    "null": { email: null },
    "a list": { email: ["ada@example.org"] },
    "no sub": { sub: undefined },
    "no name": { "cognito:username": undefined },
    "an access token": { token_use: "access" },
  })) {
    test(title, () => assert.equal(tells(changes), undefined));
  }
});

describe("rules", () => {
  const over = (attributes, rules) => handOver(person("ada", attributes), "ada", { rules });

  test("only what the rules name goes over, under the names that they give", () => {
    const { userAttributes } = over({ ...ANNA, "custom:plan": "gold" }, { "custom:tier": { from: "custom:plan" } });
    assert.deepEqual(userAttributes, { "custom:tier": "gold" });
  });

  test("the old sub goes over under another name only", () => {
    assert.deepEqual(over({}, { "custom:legacy_sub": { from: "sub" }, sub: {} }).userAttributes, { "custom:legacy_sub": UUID });
  });

  test("a flag does not vouch for an address that stood elsewhere in the source", () => {
    const renamed = over({ ...ANNA, "custom:mail": "other@example.org" }, { email: { from: "custom:mail" }, email_verified: {} });
    assert.deepEqual(renamed.userAttributes, { email: "other@example.org" });
  });

  test("a flag without its address stays behind", () => {
    assert.deepEqual(over({ email_verified: "true", name: "A" }, { name: {}, email_verified: {} }).userAttributes, { name: "A" });
  });

  test("lengths are counted in characters, and both ends are allowed", () => {
    const rules = { "custom:plan": { length: [2, 3] } };
    for (const [value, fits] of [["🙂", false], ["🙂🙂", true], ["🙂🙂🙂", true], ["abcd", false]]) {
      assert.equal(over({ "custom:plan": value }, rules).refusal, fits ? undefined : "attribute-length:custom:plan", value);
    }
  });

  test("a number may have one end, both or none, and blank is no number", () => {
    const rules = (number) => ({ "custom:seats": { number } });
    for (const [value, number, fits] of [
      ["12", [0, 100], true], ["-1", [0, null], false], ["1e3", [null, 100], false], ["7.5", [null, null], true], [" ", [null, null], false],
    ]) {
      assert.equal(over({ "custom:seats": value }, rules(number)).refusal === undefined, fits, value);
    }
  });

  test("what is optional and absent or empty is left out", () => {
    assert.deepEqual(over({ name: "", nickname: "n" }, { name: {}, nickname: {}, locale: {} }).userAttributes, { nickname: "n" });
  });
});

describe("names", () => {
  const named = (username, typed, names, { exact = false, attributes = ANNA } = {}) => {
    const { refusal, userAttributes } = handOver(person(username, attributes), typed, { names: names.split(","), exact });
    return refusal ?? userAttributes.username ?? "as typed";
  };
  const ALIASES = "username,email,phone_number,preferred_username";

  for (const [title, expected, ...input] of [
    ["plain: the name itself", "as typed", "anna", "anna", "username"],
    ["plain: the name in another case, where case does not count", "as typed", "Anna", "anna", "username"],
    ["plain: the name in another case, where it counts", "name-not-usable", "Anna", "anna", "username", { exact: true }],
    ["plain: an alias would make a second user", "name-not-usable", "anna", "anna@example.org", "username"],
    ["plain, from a pool of addresses: the address", "as typed", UUID, "anna@example.org", "email"],
    ["plain, from a pool of addresses: the sub would make a second user", "name-not-usable", UUID, UUID, "email"],
    ["addresses: the address", "as typed", UUID, "Anna@Example.org", "email,phone_number", { exact: true }],
    ["addresses: the address in another case, where it counts", "name-not-usable", UUID, "anna@example.org", "email", { exact: true }],
    ["addresses: a name", "name-not-usable", "anna", "anna", "email"],
    ["aliases: the name", "as typed", "anna", "anna", ALIASES],
    ["aliases: a verified address", "anna", "anna", "anna@example.org", ALIASES],
    ["aliases: the preferred name", "anna", "anna", "annie", ALIASES],
    ["aliases: an address that is not verified", "name-not-usable", "anna", "anna@example.org", ALIASES,
      { attributes: { ...ANNA, email_verified: "false" } }],
    ["aliases: an address that is no alias there", "name-not-usable", "anna", "anna@example.org", "username,phone_number"],
    ["aliases, from a pool of addresses: the old UUID is the name", UUID, UUID, "anna@example.org", ALIASES],
    ["aliases: a name that looks like an address gives way to the old sub", UUID, "anna@example.org", "anna@example.org", ALIASES],
    ["aliases: a name that looks like an address and is not verified", "name-not-usable", "anna@example.org", "anna@example.org",
      ALIASES, { attributes: { ...ANNA, email_verified: "false" } }],
    ["aliases: a name that looks like a number gives way too", UUID, "+4915112345678", "+4915112345678", ALIASES,
      { attributes: { phone_number: "+4915112345678", phone_number_verified: "true" } }],
  ]) {
    test(title, () => assert.equal(named(...input), expected));
  }

  test("an alias that stays behind cannot stand for the name", () => {
    const wanted = { rules: { nickname: {}, email_verified: {} }, names: ["username", "email"] };
    assert.equal(handOver(person("anna", { ...ANNA, nickname: "a" }), "anna@example.org", wanted).refusal, "name-not-usable");
  });
});

test("what AdminGetUser tells without a value is not there", () => {
  assert.deepEqual(personOfUser({ Username: "a", UserAttributes: [{ Name: "email" }] }).attributes, {});
});
