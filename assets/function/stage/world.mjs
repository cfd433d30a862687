// One world per test: a fresh copy of the function, a source account that answers as told, and everything that the
// function writes.
import { mock } from "node:test";
import "./loader.mjs";

export const PASSWORD = "Corr3ct-horse-battery";
export const TOKEN = "eyJraWQiOiJ0b2tlbiJ9.very.secret";
export const APOLOGY = "Sign-in is temporarily unavailable. Please try again.";
export const NOW = Date.UTC(2026, 10, 21, 8, 0, 0);
const HOUR = 3_600_000;

const ENVIRONMENT = {
  AWS_REGION: "eu-central-1",
  OLD_CLIENT_ID: "1source2client3",
  OLD_EXTERNAL_ID: "external-id-of-this-migration-0001",
  OLD_ROLE_ARN: "arn:aws:iam::111111111111:role/cognito-ferry-source",
  OLD_USER_POOL_ID: "eu-west-1_Source",
  OLD_USER_POOL_REGION: "eu-west-1",
};
const DESTINATION = "eu-central-1_Destination";

// The attribute that says whose groups are still to come.
export const MARK = "custom:ferry_groups";

// What must never be found in a log.
export const PRIVATE = [PASSWORD, TOKEN, "ada", "Lovelace", "example.org", "+4915112345", "Augusta", "7d4a7b2e", "wJalr"];

export function ada(changes = {}, attributes = {}) {
  const all = {
    sub: "7d4a7b2e-0000-4000-8000-000000000001",
    email: "ada@example.org",
    email_verified: "true",
    phone_number: "+4915112345678",
    phone_number_verified: "false",
    name: "Ada Lovelace",
    "custom:plan": "gold",
    ...attributes,
  };
  return {
    Username: "7d4a7b2e-0000-4000-8000-000000000001",
    Enabled: true,
    UserStatus: "CONFIRMED",
    UserAttributes: Object.entries(all)
      .filter(([, value]) => value !== undefined)
      .map(([Name, Value]) => ({ Name, Value })),
    ...changes,
  };
}

export function serviceError(name, message = "ada@example.org Ada Lovelace " + PASSWORD) {
  return Object.assign(new Error(message), { name, $fault: "client", $metadata: { httpStatusCode: 400 } });
}

export const throwing = (name, message) => () => {
  throw serviceError(name, message);
};

// An ID token as Cognito makes it, of the claims given.
export function idToken(claims) {
  const part = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
  return [part({ kid: "k", alg: "RS256" }), part(claims), part("signature")].join(".");
}

// The token of a user that AdminGetUser would tell as `user`: what the migration client may read, flags as booleans.
export function tokenOf(user, changes = {}) {
  const attributes = user.UserAttributes.filter(({ Name }) => !["identities", "username"].includes(Name));
  const claim = ({ Name, Value }) => [Name, Name.endsWith("_verified") ? Value === "true" : Value];
  return idToken({
    ...Object.fromEntries(attributes.map(claim)), iss: "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Source",
    aud: "1source2client3", token_use: "id", auth_time: 1, iat: 1, exp: 3601, jti: "j", event_id: "e", origin_jti: "o",
    "cognito:username": user.Username, ...changes,
  });
}

/** A page of AdminListGroupsForUser. */
export const groups = (names, NextToken) => ({ Groups: names.map((GroupName) => ({ GroupName })), NextToken });

export const unanswered = () => new Promise(() => {});

function event(triggerSource, request) {
  return {
    version: "1",
    triggerSource,
    region: "eu-central-1",
    userPoolId: DESTINATION,
    userName: "ada@example.org",
    callerContext: { awsSdkVersion: "3", clientId: "destination-client" },
    request: { validationData: null, clientMetadata: null, userAttributes: null, ...request },
    response: {
      userAttributes: null,
      forceAliasCreation: null,
      enableSMSMFA: null,
      finalUserStatus: null,
      messageAction: null,
      desiredDeliveryMediums: null,
    },
  };
}

export const signIn = () => event("UserMigration_Authentication", { password: PASSWORD });
export const forgotPassword = () => event("UserMigration_ForgotPassword", {});
/** After a sign-in of the user who has these attributes. */
export const signedIn = (userAttributes = {}) => ({
  ...event("PostAuthentication_Authentication", {}),
  userName: "0d8b1f6e-0000-4000-8000-000000000002",
  request: { userAttributes: { sub: "0d8b1f6e-0000-4000-8000-000000000002", ...userAttributes }, newDeviceUsed: false },
  response: {},
});
export const otherTrigger = () => event("PreSignUp_SignUp", {});

let worlds = 0;

// The function writes its line to standard output, as the test runner does its own reports (in bytes where it is a child).
function listen(t, written) {
  const write = process.stdout.write.bind(process.stdout);
  t.mock.method(process.stdout, "write", (chunk, ...rest) => {
    if (typeof chunk !== "string" || !(chunk.startsWith("{") || process.env.NODE_TEST_CONTEXT)) return write(chunk, ...rest);
    written.push(chunk);
    return true;
  });
}

export async function newWorld(t, { environment = {}, answers = {}, keepsCredentials = true, sessionLength = HOUR,
  answersInTurn = () => ({}) } = {}) {
  const query = `?world=${(worlds += 1)}`;
  const { stage } = await import(`./sdk.mjs${query}`);
  stage.keepsCredentials = keepsCredentials;
  // When the credentials of each access key end.
  const expirations = new Map();
  stage.answers = {
    AssumeRole: () => {
      const [AccessKeyId, Expiration] = [`ASIA${expirations.size + 1}`, new Date(Date.now() + sessionLength)];
      expirations.set(AccessKeyId, Expiration);
      return { Credentials: { AccessKeyId, SecretAccessKey: "wJalrXUtnFEMI", SessionToken: TOKEN, Expiration } };
    },
    AdminInitiateAuth: ({ AuthParameters }) => {
      if (AuthParameters.PASSWORD !== PASSWORD) {
        throw serviceError("NotAuthorizedException", "Incorrect username or password.");
      }
      return { AuthenticationResult: { AccessToken: TOKEN, IdToken: tokenOf(ada()), RefreshToken: TOKEN, ExpiresIn: 3600 } };
    },
    AdminGetUser: () => ada(),
    AdminListGroupsForUser: ({ UserPoolId }) => groups(UserPoolId === DESTINATION ? [] : ["ada-admins", "Lovelace readers"]),
    AdminAddUserToGroup: () => ({}),
    AdminDeleteUserAttributes: () => ({}),
    ...answers,
  };
  Object.assign(stage.answers, answersInTurn({ ...stage.answers }));

  const before = { ...process.env };
  const settings = { ...ENVIRONMENT, ...environment };
  for (const [name, value] of Object.entries(settings)) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
  const written = [];
  for (const method of ["log", "info", "warn", "error", "debug", "trace"]) {
    t.mock.method(console, method, (...words) => written.push(words.join(" ")));
  }
  listen(t, written);
  mock.timers.enable({ apis: ["Date", "setTimeout"], now: NOW });
  t.after(() => {
    mock.timers.reset();
    for (const name of Object.keys(settings)) delete process.env[name];
    Object.assign(process.env, before);
  });

  // Last: the function begins to work while it loads.
  const { handler } = await import(`../index.mjs${query}`);
  return {
    stage,
    expirations,
    written,
    answers: stage.answers,
    calls: () => stage.calls.map(({ operation }) => operation),
    forgetCalls: () => stage.calls.splice(0),
    inputs: (operation) => stage.calls.filter((call) => call.operation === operation).map(({ input }) => input),
    call: (operation) => stage.calls.findLast((call) => call.operation === operation),
    lastLine: () => JSON.parse(written.at(-1)),
    pass: (milliseconds) => mock.timers.tick(milliseconds),
    invoke: (event, context = { awsRequestId: "request-1" }) => handler(event, context),
    // What a caller sees: the answer, or the message of what was thrown, and whether the event came back untouched.
    async outcome(event) {
      const text = JSON.stringify(event);
      try {
        const answer = await handler(event, { awsRequestId: "request-1" });
        return { answer, unchanged: answer === event && JSON.stringify(answer) === text };
      } catch (error) {
        return { thrown: error, unchanged: JSON.stringify(event) === text };
      }
    },
  };
}

// Lets everything run that waits for nothing but other promises.
export const settle = () => new Promise((resolve) => setImmediate(resolve));
