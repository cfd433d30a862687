/**
 * The groups of a migrated person, where the operator wants them at the first sign-in (`--groups first-sign-in`).
 *
 * The UserMigration trigger runs before the user exists and can put nobody into a group. It leaves a mark in an attribute of
 * the new user. The PostAuthentication trigger runs right after it, and at every later sign-in of anybody: Cognito tells it
 * the attributes, so that it asks nobody anything unless there is a mark. Then it reads the person's groups in both pools,
 * adds what is missing in the destination, and takes the mark away.
 *
 * The mark is the user's name in the source, signed with the external id: whoever may write attributes of their own could
 * otherwise choose whose groups they get.
 */
import { createHmac, timingSafeEqual } from "node:crypto";
import {
  AdminAddUserToGroupCommand, AdminDeleteUserAttributesCommand, AdminListGroupsForUserCommand, CognitoIdentityProviderClient,
} from "@aws-sdk/client-cognito-identity-provider";
import { ask, MAX_ATTEMPTS, openSource } from "./source.mjs";
import { nameOf } from "./verdicts.mjs";

// As many as a page holds; a user can be in 100 groups.
const PAGE = 60;
// Cognito takes 25 such changes a second, for the whole account.
const AT_ONCE = 5;

let client;

/** The attribute that marks this person, as a member for userAttributes; none where they are known to be in no group. */
export function markOf({ username, groups }, userPoolId) {
  const { FERRY_GROUPS_MARK, OLD_EXTERNAL_ID } = process.env;
  if (!FERRY_GROUPS_MARK || !OLD_EXTERNAL_ID || groups?.length === 0) return {};
  return { [FERRY_GROUPS_MARK]: `${signature(username, userPoolId)}.${username}` };
}

/** Who signed in is in the destination's groups as in the source's, if their mark says that they are not yet. */
export async function bringGroups({ userName, userPoolId, request }, trace) {
  const { FERRY_GROUPS_MARK, OLD_USER_POOL_ID } = process.env;
  const mark = request.userAttributes?.[FERRY_GROUPS_MARK];
  if (!mark) return { outcome: "passed", reason: "no-mark" };
  const username = signedName(mark, userPoolId);
  if (!username) return { outcome: "passed", reason: "mark-not-ours" };
  const askSource = await openSource(trace);
  const askDestination = destinationFor(trace);
  const [theirs, there] = await Promise.all([
    groupsOf(askSource, OLD_USER_POOL_ID, username).catch(noneOfNobody), groupsOf(askDestination, userPoolId, userName),
  ]);
  // A group of this name is made by Cognito itself, for those who come through an identity provider.
  const missing = theirs.filter((name) => !name.startsWith(`${OLD_USER_POOL_ID}_`) && !there.includes(name));
  const user = { UserPoolId: userPoolId, Username: userName };
  const joined = await join(missing, user, askDestination);
  const unmark = new AdminDeleteUserAttributesCommand({ ...user, UserAttributeNames: [FERRY_GROUPS_MARK] });
  await askDestination("AdminDeleteUserAttributes", unmark);
  const reason = theirs.length === 0 ? "no-groups" : joined < missing.length ? "joined-in-part" : "joined";
  return { outcome: "joined", reason, groups: joined };
}

async function join(groups, user, askPool) {
  let joined = 0;
  for (let first = 0; first < groups.length; first += AT_ONCE) {
    await Promise.all(groups.slice(first, first + AT_ONCE).map(async (GroupName) => {
      try {
        await askPool("AdminAddUserToGroup", new AdminAddUserToGroupCommand({ ...user, GroupName }));
        joined += 1;
      } catch (error) {
        // The destination does not have this group: plan did not make it, or somebody removed it.
        if (nameOf(error) !== "ResourceNotFoundException") throw error;
      }
    }));
  }
  return joined;
}

async function groupsOf(askPool, UserPoolId, Username) {
  const names = [];
  let NextToken;
  do {
    const command = new AdminListGroupsForUserCommand({ UserPoolId, Username, Limit: PAGE, NextToken });
    const page = await askPool("AdminListGroupsForUser", command);
    names.push(...page.Groups.map(({ GroupName }) => GroupName));
    NextToken = page.NextToken;
  } while (NextToken);
  return names;
}

// Deleted in the source since they came.
function noneOfNobody(error) {
  if (nameOf(error) !== "UserNotFoundException") throw error;
  return [];
}

// As the function's own role, in its own account.
function destinationFor(trace) {
  client ??= new CognitoIdentityProviderClient({ region: process.env.AWS_REGION, maxAttempts: MAX_ATTEMPTS });
  return (operation, command) => ask(client, `destination:${operation}`, command, trace);
}

const signature = (username, userPoolId) =>
  createHmac("sha256", process.env.OLD_EXTERNAL_ID).update(`groups of ${username} for ${userPoolId}`).digest("base64url");

function signedName(mark, userPoolId) {
  const [signed, ...rest] = mark.split(".");
  const username = rest.join(".");
  if (!username || !process.env.OLD_EXTERNAL_ID) return undefined;
  const [given, right] = [signed, signature(username, userPoolId)].map((text) => Buffer.from(text));
  return given.length === right.length && timingSafeEqual(given, right) ? username : undefined;
}
