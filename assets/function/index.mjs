/**
 * The function behind the UserMigration trigger of the destination user pool, and behind its PostAuthentication trigger where
 * groups come along at the first sign-in.
 *
 * Cognito calls it when someone whom the destination pool does not know signs in with a password, or asks for a new
 * one. It assumes one role in the source account and asks the source pool about exactly that person:
 *
 *   UserMigration_Authentication   AdminInitiateAuth (is the password right?), then, where the answer's ID token does
 *                                  not hold the attributes, AdminGetUser
 *   UserMigration_ForgotPassword   AdminGetUser (enabled, with a verified address that a code can be sent to?)
 *   PostAuthentication             nothing, but for who has just come: groups.mjs
 *
 * Environment: OLD_ROLE_ARN, OLD_EXTERNAL_ID (may be absent), OLD_USER_POOL_REGION, OLD_USER_POOL_ID, OLD_CLIENT_ID;
 * what the operator chose and what was found in the two pools: FERRY_ATTRIBUTES_FROM, FERRY_ATTRIBUTES, FERRY_NAMES,
 * FERRY_NAME_CASE, FERRY_MFA, FERRY_TEMPORARY_PASSWORDS, FERRY_GROUPS_MARK (README.md; each may be absent).
 *
 * It never writes to the source; never returns sub, identities or cognito:*; never calls an address verified that the
 * source does not; never turns a temporary password into a lasting one; never answers a challenge; never shows a text of
 * AWS to anyone; never logs a name, an address, a password, a token or an error's text.
 *
 * Each invocation logs one line of JSON: ferry (version of the line), outcome, reason, trigger, milliseconds, calls (to
 * AWS), requestId; if it failed also step (the AWS operation), error (its name), missing (names of variables); groups (how
 * many were joined). The rest of the line makes CloudWatch count it (embedded metric format).
 *
 *   outcome    what comes back                        reasons
 *   migrated   the event with the user's attributes   migrated mfa-left-behind password-to-reset
 *   refused    the event, unchanged                   wrong-password user-not-found user-disabled locked-out
 *                                                     reset-required not-confirmed temporary-password-expired
 *                                                     security not-authorized name-ill-formed
 *                                                     source-client-secret no-verified-channel
 *                                                     no-attributes name-not-usable attribute-missing:<name>
 *                                                     attribute-length:<name> attribute-number:<name>
 *                                                     attribute-boolean:<name> challenge:<ChallengeName>
 *                                                     status:<UserStatus>
 *   failed     an error, always with the APOLOGY      configuration unknown-trigger assume-role-denied throttled
 *                                                     region-disabled operation-not-enabled timeout
 *                                                     source-access-denied source-credentials-rejected
 *                                                     source-client-flow source-client-secret source-client-missing
 *                                                     source-pool-missing source-trigger unavailable unreachable
 *                                                     unexpected
 *   passed     the event, unchanged                   no-mark mark-not-ours
 *   joined     the event, unchanged                   joined joined-in-part no-groups
 *   postponed  the event, unchanged: a sign-in does   as failed, and destination-access-denied
 *              not fail for want of groups
 */
import { AdminGetUserCommand, AdminInitiateAuthCommand } from "@aws-sdk/client-cognito-identity-provider";
import { handOver, isTrue, personOfToken, personOfUser } from "./attributes.mjs";
import { bringGroups, markOf } from "./groups.mjs";
import { headStart, newTrace, openSource } from "./source.mjs";
import { failed, judge, plain, refused } from "./verdicts.mjs";

const APOLOGY = "Sign-in is temporarily unavailable. Please try again.";
const REQUIRED = ["AWS_REGION", "OLD_CLIENT_ID", "OLD_ROLE_ARN", "OLD_USER_POOL_ID", "OLD_USER_POOL_REGION"];

// Proven by all of these: the password. The second factor itself stays in the source.
const MFA = /^(SMS_MFA|EMAIL_OTP|SOFTWARE_TOKEN_MFA|SELECT_MFA_TYPE|MFA_SETUP)$/;

if (unset().length === 0) headStart();

export async function handler(event, context) {
  const trace = newTrace();
  const verdict = await decide(event, trace).catch((error) => judge(error, trace.step));
  log(verdict, event, context, trace);
  if (verdict.outcome === "failed") throw new Error(APOLOGY);
  if (verdict.outcome !== "migrated") return event;
  return { ...event, response: { ...event.response, ...verdict.response } };
}

function unset() {
  return REQUIRED.filter((name) => !process.env[name]);
}

// SUPPRESS: no welcome message to someone who has been a user for years. Without a finalUserStatus the user is in
// RESET_REQUIRED until a code that Cognito sends comes back.
const migrated = (reason, userAttributes, finalUserStatus) =>
  ({ outcome: "migrated", reason, response: { userAttributes, ...finalUserStatus, messageAction: "SUPPRESS" } });

async function decide(event, trace) {
  if (event?.triggerSource === "PostAuthentication_Authentication") return afterSignIn(event, trace);
  const missing = unset();
  if (missing.length > 0) return failed("configuration", { missing });
  const { FERRY_NAMES, FERRY_NAME_CASE } = process.env;
  const wanted = {
    rules: rules(), names: FERRY_NAMES?.split(","), exact: FERRY_NAME_CASE === "exact", userPoolId: event.userPoolId,
  };
  if (wanted.rules === null) return failed("configuration", { missing: ["FERRY_ATTRIBUTES"] });
  if (event.triggerSource === "UserMigration_Authentication") return signIn(event, wanted, await openSource(trace));
  if (event.triggerSource === "UserMigration_ForgotPassword") return forgotPassword(event, wanted, await openSource(trace));
  return failed("unknown-trigger");
}

// The person has signed in. Whatever goes wrong here, they stay so; the mark stays too, and the next sign-in tries again.
async function afterSignIn(event, trace) {
  const missing = unset();
  const verdict = missing.length > 0 ? failed("configuration", { missing })
    : await bringGroups(event, trace).catch((error) => judge(error, trace.step));
  return verdict.outcome === "failed" ? { ...verdict, outcome: "postponed" } : verdict;
}

function rules() {
  const { FERRY_ATTRIBUTES } = process.env;
  if (!FERRY_ATTRIBUTES) return undefined;
  try {
    return JSON.parse(FERRY_ATTRIBUTES);
  } catch {
    return null;
  }
}

async function signIn({ userName, request }, wanted, askSource) {
  const answer = await askSource("AdminInitiateAuth", new AdminInitiateAuthCommand({
    UserPoolId: process.env.OLD_USER_POOL_ID,
    ClientId: process.env.OLD_CLIENT_ID,
    AuthFlow: "ADMIN_USER_PASSWORD_AUTH",
    AuthParameters: { USERNAME: userName, PASSWORD: request.password },
  }));
  if (answer.ChallengeName) return challenged(answer.ChallengeName, userName, wanted, askSource);
  if (!answer.AuthenticationResult) return failed("unexpected");
  const { FERRY_ATTRIBUTES_FROM } = process.env;
  const told = FERRY_ATTRIBUTES_FROM === "token" && wanted.rules
    ? personOfToken(answer.AuthenticationResult.IdToken, wanted.rules) : undefined;
  return welcome(told ?? await readPerson(userName, askSource), userName, wanted, "migrated");
}

// A challenge stands for a second factor, for a temporary password, or for something that we do not know.
async function challenged(challenge, userName, wanted, askSource) {
  const { FERRY_MFA, FERRY_TEMPORARY_PASSWORDS } = process.env;
  if (MFA.test(challenge) && FERRY_MFA === "migrate") {
    return welcome(await readPerson(userName, askSource), userName, wanted, "mfa-left-behind");
  }
  if (challenge === "NEW_PASSWORD_REQUIRED" && FERRY_TEMPORARY_PASSWORDS === "reset") {
    const person = await readPerson(userName, askSource);
    return welcomeToReset(person, ["FORCE_CHANGE_PASSWORD"], userName, wanted, "password-to-reset");
  }
  return refused(`challenge:${plain(challenge)}`);
}

async function forgotPassword({ userName }, wanted, askSource) {
  const person = await readPerson(userName, askSource);
  return welcomeToReset(person, ["CONFIRMED", "RESET_REQUIRED"], userName, wanted, "migrated");
}

function welcome(person, userName, wanted, reason) {
  const unfitness = unfit(person, ["CONFIRMED"]);
  if (unfitness) return unfitness;
  const { refusal, userAttributes } = handOver(person, userName, wanted);
  if (refusal) return refused(refusal);
  return migrated(reason, { ...userAttributes, ...markOf(person, wanted.userPoolId) }, { finalUserStatus: "CONFIRMED" });
}

function welcomeToReset(person, statuses, userName, wanted, reason) {
  const unfitness = unfit(person, statuses);
  if (unfitness) return unfitness;
  const { refusal, userAttributes } = handOver(person, userName, wanted);
  if (refusal) return refused(refusal);
  if (!hasVerifiedChannel(userAttributes)) return refused("no-verified-channel");
  return migrated(reason, { ...userAttributes, ...markOf(person, wanted.userPoolId) });
}

async function readPerson(userName, askSource) {
  const command = new AdminGetUserCommand({ UserPoolId: process.env.OLD_USER_POOL_ID, Username: userName });
  return personOfUser(await askSource("AdminGetUser", command));
}

function unfit({ enabled, status }, statuses) {
  if (!enabled) return refused("user-disabled");
  if (!statuses.includes(status)) return refused(`status:${plain(status)}`);
}

function hasVerifiedChannel(attributes) {
  return ["email", "phone_number"].some((name) => attributes[name] && isTrue(attributes[`${name}_verified`]));
}

function log({ outcome, reason, error, missing, groups }, event, context, { started, calls, step }) {
  const milliseconds = Date.now() - started;
  const line = { ferry: 1, outcome, reason, trigger: plain(event?.triggerSource), milliseconds, calls,
    requestId: context?.awsRequestId, groups };
  const failure = /^(failed|postponed)$/.test(outcome) ? { step, error, missing } : {};
  // Not console.log: in Lambda's text format it puts a time and an id before the line, and CloudWatch takes metrics only from
  // a line that is JSON from its first character:
  // https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
  process.stdout.write(`${JSON.stringify({ ...line, ...failure, ...metrics(outcome) })}\n`);
}

// Embedded metric format: CloudWatch counts each outcome, also by reason, and keeps the milliseconds; but not of the many
// sign-ins, for as long as the window is open, that the PostAuthentication trigger lets pass.
// The counters stay apart from the line's own members, of which reason is a dimension, and so is the function's name.
function metrics(outcome) {
  if (outcome === "passed") return {};
  const of = (Name, Unit, Dimensions) => ({ Namespace: "cognito-ferry", Dimensions, Metrics: [{ Name, Unit }] });
  const CloudWatchMetrics = [
    of(outcome, "Count", [["function"], ["function", "reason"]]), of("milliseconds", "Milliseconds", [["function"]]),
  ];
  return { function: process.env.AWS_LAMBDA_FUNCTION_NAME, [outcome]: 1, _aws: { Timestamp: Date.now(), CloudWatchMetrics } };
}
