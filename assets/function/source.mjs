/**
 * The way to the source pool: one role assumed once and shared, one client for it, and an answer or an error in time.
 */
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { CognitoIdentityProviderClient } from "@aws-sdk/client-cognito-identity-provider";
import { CREDENTIALS_REFUSED, nameOf } from "./verdicts.mjs";

// Milliseconds. Cognito waits five seconds, and a cold start is part of them.
const DEADLINE = 3_500;
const ASSUME_ROLE_LIMIT = 2_000;
const RENEW_BEFORE_EXPIRY = 10 * 60_000;
// The second attempt is for a kept connection that died while Lambda had the function frozen.
export const MAX_ATTEMPTS = 2;

// Kept from one invocation to the next; a session is the assumed role's credentials inside a client for the source.
let stsClient, session, opening, early, earlyTrace;

/** What one invocation has done so far: when it began, its calls to AWS, the operation it is at. */
export const newTrace = () => ({ started: Date.now(), calls: 0, step: undefined });

/**
 * A cold start is part of the five seconds: the role is assumed while Lambda gets ready. If that fails, the first sign-in
 * tries again; it also counts the call.
 */
export function headStart() {
  earlyTrace = newTrace();
  early = openSession(earlyTrace).catch(() => undefined);
}

/** Gives askSource(step, command): one call to the source pool as the assumed role. */
export async function openSource(trace) {
  trace.step = "AssumeRole";
  const used = (await takeHeadStart(trace)) ?? (await openSession(trace));
  return async function askSource(step, command) {
    try {
      return await ask(used.client, step, command, trace);
    } catch (error) {
      if (session === used && CREDENTIALS_REFUSED.test(nameOf(error))) session = undefined;
      throw error;
    }
  };
}

async function takeHeadStart(trace) {
  if (!early) return undefined;
  const opened = await early;
  trace.calls += earlyTrace.calls;
  earlyTrace.calls = 0;
  early = undefined;
  // Lambda may have frozen the function for long between the two.
  return lifeLeft(opened) > DEADLINE ? opened : undefined;
}

// One session serves every invocation, and all that wait for it at the same time. A failure is not kept; where STS
// cannot renew just now, the old session does as long as it lives.
async function openSession(trace) {
  if (lifeLeft(session) > RENEW_BEFORE_EXPIRY) return session;
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
  const { OLD_EXTERNAL_ID, OLD_ROLE_ARN, OLD_USER_POOL_REGION } = process.env;
  // The source's Region is enabled in the role's account, which is what STS asks for; the destination's may not be:
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_enable-regions.html
  stsClient ??= new STSClient({ region: OLD_USER_POOL_REGION, maxAttempts: MAX_ATTEMPTS });
  const limit = Math.min(ASSUME_ROLE_LIMIT, trace.started + DEADLINE - Date.now());
  const input = { RoleArn: OLD_ROLE_ARN, RoleSessionName: "cognito-ferry" };
  if (OLD_EXTERNAL_ID) input.ExternalId = OLD_EXTERNAL_ID;
  const { Credentials: given } = await send(stsClient, new AssumeRoleCommand(input), limit, trace);
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

/** One call inside what is left of the time; trace.step names the last call, or the one that failed. */
export async function ask(client, step, command, trace) {
  trace.step = step;
  try {
    return await send(client, command, trace.started + DEADLINE - Date.now(), trace);
  } catch (error) {
    trace.step = step;
    throw error;
  }
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
