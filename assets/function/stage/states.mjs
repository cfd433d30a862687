// Every state of a person and of the source, what the function says to it, and what it logs: the README's table.
import {
  ada, forgotPassword, groups, MARK, otherTrigger, serviceError, signedIn, signIn, throwing, tokenOf, unanswered,
} from "./world.mjs";

const auth = (name, message) => ({ AdminInitiateAuth: throwing(name, message) });
const read = (user) => ({ AdminGetUser: () => user });
const challenge = (ChallengeName) => ({
  AdminInitiateAuth: () => ({ ChallengeName, Session: "session-token", ChallengeParameters: { USERNAME: "ada" } }),
});
const NAME_ONLY = { UserAttributes: [{ Name: "sub", Value: "7d4a7b2e" }] };
const unreachable = () => {
  throw Object.assign(new Error("connect to ada@example.org"), { code: "ENOTFOUND" });
};

const migrated = { outcome: "migrated", reason: "migrated" };
const refused = (reason) => ({ outcome: "refused", reason });
const failed = (reason, step, error) => ({ outcome: "failed", reason, step, error });
const at = (step) => (reason, error) => failed(reason, step, error);
const role = at("AssumeRole");
const authentication = at("AdminInitiateAuth");
const reading = at("AdminGetUser");

const CHALLENGES = [
  "SMS_MFA", "EMAIL_OTP", "SOFTWARE_TOKEN_MFA", "SELECT_MFA_TYPE", "MFA_SETUP", "NEW_PASSWORD_REQUIRED",
  "CUSTOM_CHALLENGE", "SELECT_CHALLENGE", "DEVICE_SRP_AUTH", "PASSWORD_VERIFIER", "SMS_OTP", "WEB_AUTHN",
];

// What the operator chose, and what plan found in the two pools.
export const RULES = {
  email: { required: true }, email_verified: {}, phone_number: {}, phone_number_verified: {}, name: {}, address: {},
  "custom:tier": { from: "custom:plan", length: [1, 8] }, "custom:seats": { number: [0, 100] },
  "custom:legal": { boolean: true }, "custom:legacy_sub": { from: "sub" },
};
const ruled = (more) => ({ FERRY_ATTRIBUTES: JSON.stringify(RULES), ...more });
const byToken = ruled({ FERRY_ATTRIBUTES_FROM: "token" });
const told = (user, claims) => ({
  AdminInitiateAuth: () => ({ AuthenticationResult: { IdToken: tokenOf(user, claims) } }), AdminGetUser: () => user,
});
const MIGRATING_MFA = { FERRY_MFA: "migrate" };
const RESETTING = { FERRY_TEMPORARY_PASSWORDS: "reset" };
const temporary = (attributes) => ({
  ...challenge("NEW_PASSWORD_REQUIRED"), ...read(ada({ UserStatus: "FORCE_CHANGE_PASSWORD" }, attributes)),
});

const SIGN_IN = [
  ["confirmed", {}, migrated, 3],
  ["wrong password", auth("NotAuthorizedException", "Incorrect username or password."), refused("wrong-password"), 2],
  ["unknown user", auth("UserNotFoundException", "User does not exist."), refused("user-not-found"), 2],
  ["disabled", auth("NotAuthorizedException", "User is disabled."), refused("user-disabled"), 2],
  ["locked out", auth("NotAuthorizedException", "Password attempts exceeded"), refused("locked-out"), 2],
  ["temporary password expired",
    auth("NotAuthorizedException", "Temporary password has expired and must be reset by an administrator."),
    refused("temporary-password-expired"), 2],
  ["threat protection blocks the sign-in", auth("NotAuthorizedException", "Request not allowed due to security reasons."),
    refused("security"), 2],
  ["a name with a blank", auth("InvalidParameterException", "2 validation errors detected: Value at 'userName' failed to satisfy "
    + "constraint: Member must satisfy regular expression pattern: [\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}]+; Value at 'userAlias' failed"),
  refused("name-ill-formed"), 2],
  ["a name that is too long", { AdminGetUser: throwing("InvalidParameterException",
    "1 validation error detected: Value at 'username' failed to satisfy constraint: Member must have length less than or equal to 128") },
  refused("name-ill-formed"), 3],
  ["not authorized in words we do not know", auth("NotAuthorizedException", "Nope, ada"), refused("not-authorized"), 2],
  ["secret hash wanted, as NotAuthorized",
    auth("NotAuthorizedException", "Client x is configured with secret but SECRET_HASH was not received"),
    refused("source-client-secret"), 2],
  ["reset required", auth("PasswordResetRequiredException", "Password reset required for the user"),
    refused("reset-required"), 2],
  ["not confirmed", auth("UserNotConfirmedException", "User is not confirmed."), refused("not-confirmed"), 2],
  ...CHALLENGES.map((name) => [`challenge ${name}`, challenge(name), refused(`challenge:${name}`), 2]),
  ["challenge that no word can name", challenge("ada@example.org"), refused("challenge:OTHER"), 2],
  ["disabled between the two calls", read(ada({ Enabled: false })), refused("user-disabled"), 3],
  ["deleted between the two calls", { AdminGetUser: throwing("UserNotFoundException") }, refused("user-not-found"), 3],
  ["signed in, yet with a temporary password", read(ada({ UserStatus: "FORCE_CHANGE_PASSWORD" })),
    refused("status:FORCE_CHANGE_PASSWORD"), 3],
  ["nothing to migrate but a sub", read(ada(NAME_ONLY)), refused("no-attributes"), 3],
  ["neither tokens nor a challenge", { AdminInitiateAuth: () => ({}) }, authentication("unexpected", undefined), 2],
  ["the external id is wrong", { AssumeRole: throwing("AccessDenied") }, role("assume-role-denied", "AccessDenied"), 2],
  ["the role's ARN is not one", { AssumeRole: throwing("ValidationError") }, role("configuration", "ValidationError"), 2],
  ["STS is off in the source's Region", { AssumeRole: throwing("RegionDisabledException",
    "STS is not activated in this region for account:111111111111.") }, role("region-disabled", "RegionDisabledException"), 2],
  ["STS throttles", { AssumeRole: throwing("ThrottlingException") }, role("throttled", "ThrottlingException"), 2],
  ["STS gives no credentials", { AssumeRole: () => ({}) }, role("unexpected", "TypeError"), 2],
  ["STS has no address", { AssumeRole: unreachable }, role("unreachable", "ENOTFOUND"), 2],
  ["the role may not sign in", auth("AccessDeniedException"), authentication("source-access-denied", "AccessDeniedException"), 2],
  ["the role's session expired", auth("ExpiredTokenException"),
    authentication("source-credentials-rejected", "ExpiredTokenException"), 2],
  ["the role was made anew", auth("UnrecognizedClientException"),
    authentication("source-credentials-rejected", "UnrecognizedClientException"), 2],
  ["the source client lacks the flow", auth("InvalidParameterException", "Auth flow not enabled for this client"),
    authentication("source-client-flow", "InvalidParameterException"), 2],
  ["the source client has a secret", auth("InvalidParameterException", "Unable to verify secret hash for client x"),
    authentication("source-client-secret", "InvalidParameterException"), 2],
  ["another invalid parameter", auth("InvalidParameterException"), authentication("unexpected", "InvalidParameterException"), 2],
  ["the source client is gone", auth("ResourceNotFoundException", "User pool client x does not exist."),
    authentication("source-client-missing", "ResourceNotFoundException"), 2],
  ["the source pool is gone", auth("ResourceNotFoundException", "User pool eu-west-1_x does not exist."),
    authentication("source-pool-missing", "ResourceNotFoundException"), 2],
  ["a trigger of the source refuses", auth("UserLambdaValidationException", "PreAuthentication failed with error ada."),
    authentication("source-trigger", "UserLambdaValidationException"), 2],
  ["the source's Region is not opted in", auth("OptInRequired"), authentication("region-disabled", "OptInRequired"), 2],
  ["the source pool is a replica", auth("OperationNotEnabledException"),
    authentication("operation-not-enabled", "OperationNotEnabledException"), 2],
  ["the source is ill", auth("InternalErrorException"), authentication("unavailable", "InternalErrorException"), 2],
  ["the source throttles", auth("TooManyRequestsException"), authentication("throttled", "TooManyRequestsException"), 2],
  ["the source drops the connection", { AdminInitiateAuth: () => { throw serviceError("TimeoutError"); } },
    authentication("timeout", "TimeoutError"), 2],
  ["the source has no address", { AdminInitiateAuth: unreachable }, authentication("unreachable", "ENOTFOUND"), 2],
  ["an error nobody heard of", auth("BrandNewException"), authentication("unexpected", "BrandNewException"), 2],
  ["an error whose name is not a word", auth("ada@example.org"), authentication("unexpected", "OTHER"), 2],
  ["something thrown that is no error", { AdminInitiateAuth: () => Promise.reject(null) }, authentication("unexpected", "OTHER"), 2],
  ["the role may not read the user", { AdminGetUser: throwing("AccessDeniedException") },
    reading("source-access-denied", "AccessDeniedException"), 3],
  ["reading is not authorized", { AdminGetUser: throwing("NotAuthorizedException", "Incorrect username or password.") },
    reading("unexpected", "NotAuthorizedException"), 3],
  ["reading is throttled", { AdminGetUser: throwing("TooManyRequestsException") },
    reading("throttled", "TooManyRequestsException"), 3],
];

const FORGOT_PASSWORD = [
  ["verified email", {}, migrated, 2],
  ["verified phone only", read(ada({}, { email_verified: "false", phone_number_verified: "true" })), migrated, 2],
  ["verified, as Python writes it", read(ada({}, { email_verified: "True" })), migrated, 2],
  ["verified, in capitals", read(ada({}, { email_verified: "false", phone_number_verified: "TRUE" })), migrated, 2],
  ["verified by another word", read(ada({}, { email_verified: "yes" })), refused("no-verified-channel"), 2],
  ["a name with a blank", { AdminGetUser: throwing("InvalidParameterException",
    "1 validation error detected: Value at 'username' failed to satisfy constraint: Member must satisfy regular expression pattern: x") },
  refused("name-ill-formed"), 2],
  ["reset required", read(ada({ UserStatus: "RESET_REQUIRED" })), migrated, 2],
  ["disabled", read(ada({ Enabled: false })), refused("user-disabled"), 2],
  ["unknown user", { AdminGetUser: throwing("UserNotFoundException", "User does not exist.") }, refused("user-not-found"), 2],
  ["nothing verified", read(ada({}, { email_verified: "false" })), refused("no-verified-channel"), 2],
  ["verified, but no address", read(ada({}, { email: undefined })), refused("no-verified-channel"), 2],
  ...["UNCONFIRMED", "FORCE_CHANGE_PASSWORD", "EXTERNAL_PROVIDER", "COMPROMISED", "ARCHIVED", "UNKNOWN"].map((status) => [
    `status ${status}`, read(ada({ UserStatus: status })), refused(`status:${status}`), 2,
  ]),
  ["a required attribute is missing", read(ada({}, { email: undefined })), refused("attribute-missing:email"), 2, ruled()],
  ["verified, and the address stays behind", {}, refused("no-verified-channel"), 2,
    { FERRY_ATTRIBUTES: '{"name":{},"email_verified":{}}' }],
  ["the role may not read the user", { AdminGetUser: throwing("AccessDeniedException") },
    reading("source-access-denied", "AccessDeniedException"), 2],
  ["the role cannot be assumed", { AssumeRole: throwing("AccessDenied") }, role("assume-role-denied", "AccessDenied"), 2],
];

const CHOSEN = [
  ["the token tells everything", told(ada()), migrated, 2, byToken],
  ["the token tells an address as an object", told(ada(), { address: { formatted: "Road 1" } }), migrated, 3, byToken],
  ["the token is no ID token", told(ada(), { token_use: "access" }), migrated, 3, byToken],
  ["there is no token", { AdminInitiateAuth: () => ({ AuthenticationResult: {} }) }, migrated, 3, byToken],
  ["the token is no token", { AdminInitiateAuth: () => ({ AuthenticationResult: { IdToken: "a.b.c" } }) }, migrated, 3, byToken],
  ["a token without rules is not used", {}, migrated, 3, { FERRY_ATTRIBUTES_FROM: "token" }],
  ["a required attribute is missing", told(ada({}, { email: undefined })), refused("attribute-missing:email"), 2, byToken],
  ["a required attribute is empty", read(ada({}, { email: "" })), refused("attribute-missing:email"), 3, ruled()],
  ["a value is too long", told(ada({}, { "custom:plan": "platinum+" })), refused("attribute-length:custom:tier"), 2, byToken],
  ["a number is none", told(ada({}, { "custom:seats": "ada" })), refused("attribute-number:custom:seats"), 2, byToken],
  ["a number is too large", read(ada({}, { "custom:seats": "101" })), refused("attribute-number:custom:seats"), 3, ruled()],
  ["a flag is none", read(ada({}, { "custom:legal": "ada" })), refused("attribute-boolean:custom:legal"), 3, ruled()],
  ["an attribute that no word can name", {}, refused("attribute-missing:OTHER"), 3,
    { FERRY_ATTRIBUTES: JSON.stringify({ "custom:größe ada": { required: true } }) }],
  ["nothing that the destination takes", {}, refused("no-attributes"), 3, { FERRY_ATTRIBUTES: '{"custom:seats":{}}' }],
  ["rules that cannot be read", {}, { ...failed("configuration"), missing: ["FERRY_ATTRIBUTES"] }, 0,
    { FERRY_ATTRIBUTES: "{email" }],
  ["the name is an address that does not lead to the user", {}, refused("name-not-usable"), 3, { FERRY_NAMES: "username" }],
  ...["SMS_MFA", "EMAIL_OTP", "SOFTWARE_TOKEN_MFA", "SELECT_MFA_TYPE", "MFA_SETUP"].map((name) => [
    `${name}, and such users may migrate`, challenge(name), { ...migrated, reason: "mfa-left-behind" }, 3, MIGRATING_MFA,
  ]),
  ["MFA with a temporary password is no MFA", { ...challenge("SMS_MFA"), ...read(ada({ UserStatus: "FORCE_CHANGE_PASSWORD" })) },
    refused("status:FORCE_CHANGE_PASSWORD"), 3, MIGRATING_MFA],
  ["a custom challenge, and MFA users may migrate", challenge("CUSTOM_CHALLENGE"), refused("challenge:CUSTOM_CHALLENGE"), 2,
    { ...MIGRATING_MFA, ...RESETTING }],
  ["a temporary password, and it may be reset", temporary(), { ...migrated, reason: "password-to-reset" }, 3, RESETTING],
  ["a temporary password that may be reset, and no way to send a code", temporary({ email_verified: "false" }),
    refused("no-verified-channel"), 3, RESETTING],
  ["a temporary password changed meanwhile", { ...challenge("NEW_PASSWORD_REQUIRED"), ...read(ada()) },
    refused("status:CONFIRMED"), 3, RESETTING],
];

// Ada's mark, signed with the world's external id for the world's destination.
export const MARKED = { [MARK]: "R8FwAGIHJOLILGqSDRWK3jcCHKq6qF8Lz-KRrrvLRIE.7d4a7b2e-0000-4000-8000-000000000001" };
const marked = () => signedIn(MARKED);
const MARKING = { FERRY_GROUPS_MARK: MARK };
const joined = (reason, count) => ({ outcome: "joined", reason, groups: count });
const postponed = (reason, step, error) => ({ outcome: "postponed", reason, step, error });
const listing = (source, destination) => ({
  AdminListGroupsForUser: ({ UserPoolId }) => (UserPoolId.endsWith("_Destination") ? destination() : source()),
});
const inGroups = () => groups(["ada-admins"]);
const inNone = () => groups([]);

const AFTER_SIGN_IN = [
  [signedIn, "no mark", {}, { outcome: "passed", reason: "no-mark" }, 0],
  [() => signedIn({ [MARK]: "c2lnbmF0dXJl.somebody.else" }), "a mark that somebody made up", {},
    { outcome: "passed", reason: "mark-not-ours" }, 0],
  [marked, "groups in the source", {}, joined("joined", 2), 6],
  [marked, "in all of them already", listing(inGroups, inGroups), joined("joined", 0), 4],
  [marked, "in no group", listing(inNone, inNone), joined("no-groups", 0), 4],
  [marked, "deleted in the source since", listing(throwing("UserNotFoundException"), inNone), joined("no-groups", 0), 4],
  [marked, "a group that the destination does not have", { AdminAddUserToGroup: throwing("ResourceNotFoundException") },
    joined("joined-in-part", 0), 6],
  [marked, "the role may not list groups", listing(throwing("AccessDeniedException"), inNone),
    postponed("source-access-denied", "AdminListGroupsForUser", "AccessDeniedException"), 3],
  [marked, "the function's role may not list groups", listing(inGroups, throwing("AccessDeniedException")),
    postponed("destination-access-denied", "destination:AdminListGroupsForUser", "AccessDeniedException"), 3],
  [marked, "the function's role may add nobody", { AdminAddUserToGroup: throwing("AccessDeniedException") },
    postponed("destination-access-denied", "destination:AdminAddUserToGroup", "AccessDeniedException"), 5],
  [marked, "adding is throttled", { AdminAddUserToGroup: throwing("TooManyRequestsException") },
    postponed("throttled", "destination:AdminAddUserToGroup", "TooManyRequestsException"), 5],
  [marked, "the mark cannot be taken away", { AdminDeleteUserAttributes: throwing("InternalErrorException") },
    postponed("unavailable", "destination:AdminDeleteUserAttributes", "InternalErrorException"), 6],
  [marked, "the role cannot be assumed", { AssumeRole: throwing("AccessDenied") },
    postponed("assume-role-denied", "AssumeRole", "AccessDenied"), 2],
].map(([event, title, answers, expected, calls]) => ({
  title: `after the sign-in: ${title}`, event, answers, expected, calls, environment: MARKING,
}));

const WITHOUT = ["AWS_REGION", "OLD_CLIENT_ID", "OLD_ROLE_ARN", "OLD_USER_POOL_ID", "OLD_USER_POOL_REGION"].map((name) => ({
  title: `${name} is missing`,
  event: signIn,
  environment: { [name]: undefined },
  expected: { ...failed("configuration"), missing: [name] },
  calls: 0,
}));

const LATE = ["AssumeRole", "AdminInitiateAuth", "AdminGetUser"].map((step, before) => ({
  title: `${step} never answers`,
  event: signIn,
  answers: { [step]: unanswered },
  expected: failed("timeout", step, "TimeoutError"),
  calls: before === 0 ? 2 : before + 1,
  milliseconds: step === "AssumeRole" ? [2_000, 1_500] : [3_500],
}));

const row = (event, trigger) => ([title, answers, expected, calls, environment]) => ({
  title: `${trigger}: ${title}`, event, answers, expected, calls, environment,
});

export const STATES = [
  ...SIGN_IN.map(row(signIn, "sign-in")),
  ...FORGOT_PASSWORD.map(row(forgotPassword, "forgot password")),
  ...CHOSEN.map(row(signIn, "sign-in")),
  ...AFTER_SIGN_IN,
  ...WITHOUT,
  ...LATE,
  {
    title: "after the sign-in: the destination never answers", event: marked, environment: MARKING, milliseconds: [3_500], calls: 3,
    answers: listing(inGroups, unanswered),
    expected: postponed("timeout", "destination:AdminListGroupsForUser", "TimeoutError"),
  },
  {
    title: "after the sign-in: OLD_ROLE_ARN is missing", event: marked, environment: { ...MARKING, OLD_ROLE_ARN: undefined }, calls: 0,
    expected: { outcome: "postponed", reason: "configuration", missing: ["OLD_ROLE_ARN"] },
  },
  { title: "a trigger that is not ours", event: otherTrigger, expected: failed("unknown-trigger"), calls: 0 },
  { title: "no event at all", event: () => undefined, expected: failed("unexpected", undefined, "TypeError"), calls: 0 },
];
