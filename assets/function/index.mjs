/**
 * The function behind the UserMigration trigger of the destination user pool.
 *
 * Cognito calls it when someone whom the destination pool does not know signs in with a password, or asks for a new
 * one. It assumes one role in the source account and asks the source pool about exactly that person:
 *
 *   UserMigration_Authentication   AdminInitiateAuth (is the password right?), then AdminGetUser (the attributes)
 *   UserMigration_ForgotPassword   AdminGetUser (enabled, with a verified address that a code can be sent to?)
 *
 * Environment: OLD_ROLE_ARN, OLD_EXTERNAL_ID (may be absent), OLD_USER_POOL_REGION, OLD_USER_POOL_ID, OLD_CLIENT_ID.
 *
 * It never writes to the source; never returns sub, identities, cognito:* or username; never calls an address verified
 * that the source does not; never turns a temporary password into a lasting one; never answers a challenge, MFA or
 * other; never shows a text of AWS to anyone; never logs a name, an address, a password, a token or an error's text.
 *
 * Each invocation logs one line of JSON: ferry (version of the line), outcome, reason, trigger, milliseconds, calls (to
 * AWS), requestId; if it failed also step (the AWS operation), error (its name), missing (names of variables).
 *
 *   outcome    what comes back                        reasons
 *   migrated   the event with the user's attributes   migrated
 *   refused    the event, unchanged                   wrong-password user-not-found user-disabled locked-out
 *                                                     reset-required not-confirmed temporary-password-expired
 *                                                     not-authorized source-client-secret no-verified-channel
 *                                                     no-attributes challenge:<ChallengeName> status:<UserStatus>
 *   failed     an error, always with the APOLOGY      configuration unknown-trigger assume-role-denied throttled
 *                                                     source-access-denied source-credentials-rejected timeout
 *                                                     source-client-flow source-client-secret source-client-missing
 *                                                     source-pool-missing source-trigger unavailable unreachable
 *                                                     unexpected
 */
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import {
  AdminGetUserCommand, AdminInitiateAuthCommand, CognitoIdentityProviderClient,
} from "@aws-sdk/client-cognito-identity-provider";

const APOLOGY = "Sign-in is temporarily unavailable. Please try again.";
const REQUIRED = ["AWS_REGION", "OLD_CLIENT_ID", "OLD_ROLE_ARN", "OLD_USER_POOL_ID", "OLD_USER_POOL_REGION"];

// Milliseconds. Cognito waits five seconds, and a cold start is part of them.
const DEADLINE = 3_500;
const ASSUME_ROLE_LIMIT = 2_000;
const RENEW_BEFORE_EXPIRY = 10 * 60_000;
// The second attempt is for a kept connection that died while Lambda had the function frozen.
const MAX_ATTEMPTS = 2;

// Kept from one invocation to the next; a session is the assumed role's credentials inside a client for the source.
let stsClient, session, opening;

export async function handler(event, context) {
  const trace = { started: Date.now(), calls: 0, step: undefined };
  const verdict = await decide(event, trace).catch((error) => judge(error, trace.step));
  log(verdict, event, context, trace);
  if (verdict.outcome === "failed") throw new Error(APOLOGY);
  if (verdict.outcome === "refused") return event;
  return { ...event, response: { ...event.response, ...verdict.response } };
}

const refused = (reason) => ({ outcome: "refused", reason });
const failed = (reason, details) => ({ outcome: "failed", reason, ...details });

// SUPPRESS: no welcome message to someone who has been a user for years.
function migrated(response) {
  if (Object.keys(response.userAttributes).length === 0) return refused("no-attributes");
  return { outcome: "migrated", reason: "migrated", response: { ...response, messageAction: "SUPPRESS" } };
}

async function decide(event, trace) {
  const missing = REQUIRED.filter((name) => !process.env[name]);
  if (missing.length > 0) return failed("configuration", { missing });
  if (event.triggerSource === "UserMigration_Authentication") return signIn(event, await openSource(trace));
  if (event.triggerSource === "UserMigration_ForgotPassword") return forgotPassword(event, await openSource(trace));
  return failed("unknown-trigger");
}

async function signIn({ userName, request }, askSource) {
  const answer = await askSource("AdminInitiateAuth", new AdminInitiateAuthCommand({
    UserPoolId: process.env.OLD_USER_POOL_ID,
    ClientId: process.env.OLD_CLIENT_ID,
    AuthFlow: "ADMIN_USER_PASSWORD_AUTH",
    AuthParameters: { USERNAME: userName, PASSWORD: request.password },
  }));
  // A challenge stands for MFA, for a temporary password, or for something that we do not know.
  if (answer.ChallengeName) return refused(`challenge:${plain(answer.ChallengeName)}`);
  if (!answer.AuthenticationResult) return failed("unexpected");
  const user = await readUser(userName, askSource);
  return unfit(user, ["CONFIRMED"]) ?? migrated({ userAttributes: attributesOf(user), finalUserStatus: "CONFIRMED" });
}

async function forgotPassword({ userName }, askSource) {
  const user = await readUser(userName, askSource);
  const userAttributes = attributesOf(user);
  const unfitness = unfit(user, ["CONFIRMED", "RESET_REQUIRED"]);
  if (unfitness) return unfitness;
  if (!hasVerifiedChannel(userAttributes)) return refused("no-verified-channel");
  // No finalUserStatus: the user is in RESET_REQUIRED until the code that Cognito now sends comes back.
  return migrated({ userAttributes });
}

function readUser(userName, askSource) {
  const command = new AdminGetUserCommand({ UserPoolId: process.env.OLD_USER_POOL_ID, Username: userName });
  return askSource("AdminGetUser", command);
}

function unfit(user, statuses) {
  if (user.Enabled !== true) return refused("user-disabled");
  if (!statuses.includes(user.UserStatus)) return refused(`status:${plain(user.UserStatus)}`);
}

function attributesOf(user) {
  const migratable = user.UserAttributes.filter(({ Name, Value }) =>
    !["sub", "identities", "username"].includes(Name) && !Name.startsWith("cognito:") && typeof Value === "string");
  return Object.fromEntries(migratable.map(({ Name, Value }) => [Name, Value]));
}

function hasVerifiedChannel(attributes) {
  return ["email", "phone_number"].some((name) => attributes[name] && attributes[`${name}_verified`] === "true");
}

async function openSource(trace) {
  const used = await openSession(trace);
  return async function askSource(step, command) {
    trace.step = step;
    try {
      return await send(used.client, command, trace.started + DEADLINE - Date.now(), trace);
    } catch (error) {
      if (session === used && CREDENTIALS_REFUSED.test(nameOf(error))) session = undefined;
      throw error;
    }
  };
}

// One session serves every invocation, and all that wait for it at the same time. A failure is not kept; where STS
// cannot renew just now, the old session does as long as it lives.
async function openSession(trace) {
  if (lifeLeft(session) > RENEW_BEFORE_EXPIRY) return session;
  trace.step = "AssumeRole";
  opening ??= assumeRole(trace).finally(() => { opening = undefined; });
  try {
    return await opening;
  } catch (error) {
    if (lifeLeft(session) > DEADLINE) return session;
    throw error;
  }
}

const lifeLeft = (held) => (held ? held.expiration.getTime() - Date.now() : 0);

async function assumeRole(trace) {
  const { AWS_REGION, OLD_EXTERNAL_ID, OLD_ROLE_ARN, OLD_USER_POOL_REGION } = process.env;
  stsClient ??= new STSClient({ region: AWS_REGION, maxAttempts: MAX_ATTEMPTS });
  const input = { RoleArn: OLD_ROLE_ARN, RoleSessionName: "cognito-ferry" };
  if (OLD_EXTERNAL_ID) input.ExternalId = OLD_EXTERNAL_ID;
  const { Credentials: given } = await send(stsClient, new AssumeRoleCommand(input), ASSUME_ROLE_LIMIT, trace);
  const credentials = {
    accessKeyId: given.AccessKeyId,
    secretAccessKey: given.SecretAccessKey,
    sessionToken: given.SessionToken,
    expiration: new Date(given.Expiration),
  };
  const client = new CognitoIdentityProviderClient({
    region: OLD_USER_POOL_REGION,
    maxAttempts: MAX_ATTEMPTS,
    credentials: async () => credentials,
  });
  session = { client, expiration: credentials.expiration };
  return session;
}

async function send(client, command, milliseconds, trace) {
  if (milliseconds <= 0) throw timeoutError();
  const abort = typeof AbortController === "function" ? new AbortController() : undefined;
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => { reject(timeoutError()); abort?.abort(); }, milliseconds);
  });
  trace.calls += 1;
  try {
    return await Promise.race([client.send(command, { abortSignal: abort?.signal }), late]);
  } finally {
    clearTimeout(timer);
  }
}

const timeoutError = () => Object.assign(new Error("no answer in time"), { name: "TimeoutError" });

// AccessDenied too: it is the answer to sessions older than "revoke active sessions", and a new one is then allowed.
const CREDENTIALS_REFUSED =
  /^(AccessDenied|ExpiredToken|InvalidClientTokenId|InvalidSignature|SignatureDoesNotMatch|UnrecognizedClient)/;
const [ANY, AUTH, SOURCE, ROLE] = [/^/, /^AdminInitiateAuth$/, /^Admin/, /^AssumeRole$/];

// Step, name and text of an error, and what that means; the first line that fits counts. The text chooses only the
// reason in the log, never whether the person is refused or the sign-in failed.
const VERDICTS = [
  [AUTH, /^NotAuthorizedException$/, /incorrect username or password/i, refused, "wrong-password"],
  [AUTH, /^NotAuthorizedException$/, /password attempts exceeded/i, refused, "locked-out"],
  [AUTH, /^NotAuthorizedException$/, /user is disabled/i, refused, "user-disabled"],
  [AUTH, /^NotAuthorizedException$/, /temporary password has expired/i, refused, "temporary-password-expired"],
  [AUTH, /^NotAuthorizedException$/, /secret/i, refused, "source-client-secret"],
  [AUTH, /^NotAuthorizedException$/, ANY, refused, "not-authorized"],
  [AUTH, /^PasswordResetRequiredException$/, ANY, refused, "reset-required"],
  [AUTH, /^UserNotConfirmedException$/, ANY, refused, "not-confirmed"],
  [SOURCE, /^UserNotFoundException$/, ANY, refused, "user-not-found"],
  [ROLE, /^AccessDenied/, ANY, failed, "assume-role-denied"],
  [ROLE, /^ValidationError/, ANY, failed, "configuration"],
  [SOURCE, /^AccessDenied/, ANY, failed, "source-access-denied"],
  [SOURCE, CREDENTIALS_REFUSED, ANY, failed, "source-credentials-rejected"],
  [SOURCE, /^InvalidParameterException$/, /flow not enabled/i, failed, "source-client-flow"],
  [SOURCE, /^InvalidParameterException$/, /secret/i, failed, "source-client-secret"],
  [SOURCE, /^ResourceNotFoundException$/, /pool client/i, failed, "source-client-missing"],
  [SOURCE, /^ResourceNotFoundException$/, ANY, failed, "source-pool-missing"],
  [SOURCE, /Lambda/, ANY, failed, "source-trigger"],
  [ANY, /^(InternalError|InternalFailure|ServiceUnavailable)/, ANY, failed, "unavailable"],
  [ANY, /^(Throttling|TooManyRequests|LimitExceeded|RequestLimitExceeded)/, ANY, failed, "throttled"],
  [ANY, /^(TimeoutError|AbortError|RequestTimeout|ETIMEDOUT)/, ANY, failed, "timeout"],
  [ANY, /^(ENOTFOUND|EAI_AGAIN|ECONN|EPIPE|EHOSTUNREACH|ENETUNREACH)/, ANY, failed, "unreachable"],
  [ANY, ANY, ANY, failed, "unexpected"],
];

function judge(error, step = "") {
  const [name, text] = [nameOf(error), String(error?.message)];
  const [, , , outcome, reason] = VERDICTS.find((v) => v[0].test(step) && v[1].test(name) && v[2].test(text));
  return { ...outcome(reason), error: name };
}

// A network error of Node.js is called Error and tells by its code what it is.
const nameOf = (error) => plain(/^E[A-Z_]+$/.test(error?.code) ? error.code : error?.name);

// Only a plain word goes into the log, whoever sent it.
const plain = (word) => (typeof word === "string" && /^\w{1,64}$/.test(word) ? word : "OTHER");

function log({ outcome, reason, error, missing }, event, context, { started, calls, step }) {
  const line = { ferry: 1, outcome, reason, trigger: plain(event?.triggerSource), milliseconds: Date.now() - started,
    calls, requestId: context?.awsRequestId };
  console.log(JSON.stringify(outcome === "failed" ? { ...line, step, error, missing } : line));
}
