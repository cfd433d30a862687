/**
 * What a person takes along: from what the source tells of them to what the destination can take. It asks nobody and
 * keeps nothing.
 *
 * A person is { username, enabled, status, attributes, groups }, whoever told it; attributes are strings, as Cognito has them;
 * groups is absent where nobody told.
 * Never handed over: sub (but under another name, if the operator wants it), identities, cognito:*, dev:*; and no address is called
 * verified that the source does not call so.
 */

const FLAGS = ["email_verified", "phone_number_verified"];
const NEVER = /^(sub|identities|username|cognito:.*)$/;

/** Whether a flag says yes. Cognito keeps `True`, as Python writes it, as it was sent. */
export const isTrue = (value) => /^true$/i.test(value);

/** As AdminGetUser tells it. */
export function personOfUser({ Username, Enabled, UserStatus, UserAttributes }) {
  const told = UserAttributes.filter(({ Value }) => typeof Value === "string");
  const attributes = Object.fromEntries(told.map(({ Name, Value }) => [Name, Value]));
  return { username: Username, enabled: Enabled === true, status: UserStatus, attributes };
}

/**
 * As the ID token of a sign-in tells it; undefined where it does not tell exactly what AdminGetUser would. Its claims are
 * strings, but for the two flags; what else it may hold (address as an object, a number) has lost how it was written.
 * The signature is not checked: the token came from AWS to us over TLS, and nobody else is shown it.
 * Tokens are given to CONFIRMED and enabled users only.
 */
export function personOfToken(idToken, rules) {
  const claims = claimsOf(idToken);
  if (claims?.token_use !== "id" || typeof claims.sub !== "string") return undefined;
  if (typeof claims["cognito:username"] !== "string") return undefined;
  const attributes = {};
  for (const name of ["sub", ...Object.entries(rules).map(([to, { from }]) => from ?? to)]) {
    const claim = claims[name];
    if (claim === undefined) continue;
    const exact = typeof claim === "string" || (typeof claim === "boolean" && FLAGS.includes(name));
    if (!exact) return undefined;
    attributes[name] = String(claim);
  }
  const groups = claims["cognito:groups"] ?? [];
  return { username: claims["cognito:username"], enabled: true, status: "CONFIRMED", attributes, groups };
}

function claimsOf(token) {
  try {
    return JSON.parse(Buffer.from(token.split(".")[1], "base64url").toString());
  } catch {
    return undefined;
  }
}

/**
 * The response's userAttributes, or why this person cannot be made in the destination: { userAttributes } or { refusal }.
 *
 * typed   what the person typed as their name
 * rules   by the destination's name: { from?, required?, length? | number?: [least, most], boolean? }; without rules
 *         everything goes over under its own name
 * names   what a typed name may be: "username" and attributes (FERRY_NAMES in the README); without it, anything
 * exact   whether names that differ by case are different names in the destination
 */
export function handOver(person, typed, { rules, names, exact }) {
  const userAttributes = rules ? {} : { ...person.attributes };
  for (const [to, rule] of Object.entries(rules ?? {})) {
    const value = person.attributes[rule.from ?? to];
    const fault = value ? unfitness(value, rule) : rule.required && "missing";
    if (fault) return { refusal: `attribute-${fault}:${/^[\w:.-]{1,64}$/.test(to) ? to : "OTHER"}` };
    if (value) userAttributes[to] = value;
  }
  for (const name of Object.keys(userAttributes)) if (NEVER.test(name)) delete userAttributes[name];
  for (const flag of FLAGS) {
    const address = flag.replace("_verified", "");
    // The flag vouches for the address that it stood beside in the source, and for no other.
    if (rules && (!userAttributes[address] || rules[address].from)) delete userAttributes[flag];
    if (flag in userAttributes) userAttributes[flag] = String(isTrue(userAttributes[flag]));
  }
  if (Object.keys(userAttributes).length === 0) return { refusal: "no-attributes" };
  if (!names) return { userAttributes };
  const name = nameFor(person, typed, userAttributes, names, exact);
  if (!name) return { refusal: "name-not-usable" };
  return { userAttributes: name === typed ? userAttributes : { ...userAttributes, username: name } };
}

function unfitness(value, { length, number, boolean }) {
  if (length && !between([...value].length, length)) return "length";
  if (number && !(value.trim() && between(Number(value), number))) return "number";
  if (boolean && !/^(true|false)$/i.test(value)) return "boolean";
}

const between = (measure, [least, most]) => measure >= (least ?? -Infinity) && measure <= (most ?? Infinity);

// The name to make the user under, undefined where there is none. A person who signs in with their name today and with their
// address tomorrow must not become two users: so the typed name is a name that leads to this user, and no other.
function nameFor(person, typed, userAttributes, names, exact) {
  const same = (one, other) => one === other || (!exact && one?.toLowerCase() === other.toLowerCase());
  const attributes = names.filter((name) => name !== "username");
  const used = attributes.find((name) => same(userAttributes[name] ?? person.attributes[name], typed));
  if (!names.includes("username")) return used && typed;
  // Where an address stands for a name, no name may look like one; the old sub then does.
  const looksLikeAlias = attributes.includes(shapeOf(person.username));
  if (same(person.username, typed) && !looksLikeAlias) return typed;
  const stands = used === "preferred_username" || isTrue(userAttributes[`${used}_verified`]);
  if (!used || !userAttributes[used] || !stands) return undefined;
  return looksLikeAlias ? person.attributes.sub : person.username;
}

const shapeOf = (name) => (name.includes("@") ? "email" : /^\+\d+$/.test(name) ? "phone_number" : "username");
